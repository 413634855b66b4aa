import { blockStoreContract } from '../../contracts/blockStore';
import { MemoryBlockStore } from '../../support/memoryBlockStore';
import { DiskWorld } from './diskWorld';

blockStoreContract('in memory', (capBytes) => {
  const store = new MemoryBlockStore(capBytes);
  return Promise.resolve({
    store,
    damage: (contentKey, block) => {
      store.damage(contentKey, block);
      return Promise.resolve();
    },
    dispose: () => store.close(),
  });
});

blockStoreContract('on disk', async (capBytes) => {
  const world = await DiskWorld.open(capBytes);
  return {
    store: world.store,
    damage: (contentKey, block) => world.damage(contentKey, block),
    dispose: () => world.dispose(),
  };
});
