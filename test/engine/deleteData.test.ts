// “Delete all data” with a real engine process and real windows: what is kept goes, what isn't Starling's own stays.
import assert from 'node:assert/strict';
import { access, readdir } from 'node:fs/promises';
import { EngineWindow } from '../support/engineWindow';
import { killEngines } from '../support/engineProcesses';
import { fixtureFolder } from '../support/fixtureFolder';
import { musicFolder, type MusicFolder } from '../support/musicFolder';

describe('Deleting all data', () => {
  let storage: MusicFolder;
  let music: MusicFolder;
  const windows: EngineWindow[] = [];
  const open = (): EngineWindow => {
    const window = new EngineWindow({ storageFolder: storage.root });
    windows.push(window);
    return window;
  };
  beforeEach(async () => {
    storage = await musicFolder({ 'notes.txt': 'not Starling’s own', 'demo-album/01.ogg': 'a piece' });
    music = await fixtureFolder(['flac-16.flac']);
  });
  afterEach(async () => {
    for (const window of windows.splice(0)) window.client.dispose();
    await killEngines(storage.root);
    await storage.remove();
    await music.remove();
  });

  it('leaves nothing but what is not its own, tells every window, and starts afresh for them', async () => {
    const [asking, other] = [open(), open()];
    await asking.sound(music.root, 2);
    other.client.send({ type: 'pageHere', isHere: true });
    await other.until(({ snapshot }) => snapshot.sound === 'sounding');
    asking.client.send({ type: 'deleteData' });
    const told = (window: EngineWindow) => window.messages.find((message) => message.type === 'dataDeleted');
    for (const window of [asking, other]) {
      await window.until((each) => told(each) !== undefined);
      assert.deepEqual(told(window), { type: 'dataDeleted', problem: null });
    }
    for (const window of [asking, other]) await window.until(({ welcomes }) => welcomes === 2);
    assert.equal(asking.snapshot.current, null);
    const stored = await readdir(storage.root);
    assert.deepEqual(stored.filter((name) => !['cache', 'session.json', 'statistics.json'].includes(name)), ['notes.txt']); // prettier-ignore
    await access(music.path('flac-16.flac'));
    // They come behind the welcome.
    const statistics = () => asking.messages.findLast((message) => message.type === 'statistics')?.statistics;
    await asking.until(() => statistics()?.plays === 0);
  });
});
