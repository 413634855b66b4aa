// Which folders are taken into the library.
import assert from 'node:assert/strict';
import { homedir, tmpdir } from 'node:os';
import { typedFolder, withFolders } from '../../src/host/origins/musicFolders';

describe('Folders of music', () => {
  const ADDED: readonly (readonly [string, readonly string[], readonly string[], readonly string[]])[] = [
    ['are added behind the others', ['/a'], ['/b', '/c'], ['/a', '/b', '/c']],
    ['are not taken twice', ['/a/'], ['/a'], ['/a/']],
    ['are not taken where they lie in one that is there', ['/a'], ['/a/b/c'], ['/a']],
    ['replace those that lie in them', ['/a/b', '/x', '/a/c'], ['/a'], ['/x', '/a']],
    ['are not taken for others with longer names', ['/a'], ['/ab', '/..a'], ['/a', '/ab', '/..a']],
    ['are known by ~ too', ['~/Music'], [`${homedir()}/Music/Live`], ['~/Music']],
  ];
  for (const [what, known, added, all] of ADDED)
    it(what, () => {
      assert.deepEqual(withFolders(known, added), all);
    });

  it('are taken as typed where they are there, and it is said what is wrong where not', async () => {
    assert.deepEqual(await typedFolder(`${tmpdir()}/`), { path: tmpdir() });
    assert.deepEqual(await typedFolder('~'), { path: homedir() });
    for (const [typed, wrong] of [
      ['Music', /whole path/],
      ['/no/such/folder', /no such folder/],
      [__filename, /That is a file/],
    ] as const)
      assert.match(JSON.stringify(await typedFolder(typed)), wrong);
  });
});
