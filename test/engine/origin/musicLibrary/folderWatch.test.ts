import assert from 'node:assert/strict';
import { FolderWatch } from '../../../../src/engine/origin/musicLibrary/folderWatch';

describe('the watch over a folder', () => {
  it('tells of many changes once', async () => {
    let watch: FolderWatch | null = null;
    let changes = 0;
    await new Promise<void>((resolve) => {
      watch = new FolderWatch('test/fixtures', {
        onChange: () => {
          changes += 1;
          resolve();
        },
        onProblem: (sentence) => assert.ok(false, sentence),
      });
      for (let times = 0; times < 100; times++) watch.poke();
    });
    watch!.close();
    assert.equal(changes, 1);
  });
});
