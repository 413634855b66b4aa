import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { FolderOrigin } from '../../../src/engine/origin/folderOrigin';
import { ServerOrigin } from '../../../src/engine/origin/serverOrigin';
import { indexFolderFor, openOrigin } from '../../../src/engine/origin/openOrigin';
import { OriginError, type OriginRead } from '../../../src/engine/ports';
import { originContract } from '../../contracts/origin';
import { musicFolder, type MusicFolder } from '../../support/musicFolder';
import { fixtureBytes } from './musicLibrary/libraryWorld';

const WAV = 'pcm-16.wav';
const never = new AbortController().signal;

interface Opened {
  readonly origin: FolderOrigin;
  readonly music: MusicFolder;
  readonly problems: string[];
  close(): Promise<void>;
}

async function openFolder(files: Readonly<Record<string, Uint8Array | string>>): Promise<Opened> {
  const music = await musicFolder(files);
  const index = await musicFolder({});
  const problems: string[] = [];
  const origin = new FolderOrigin({
    folder: music.root,
    indexFolder: index.root,
    onProblem: (sentence) => problems.push(sentence),
  });
  const close = async (): Promise<void> => {
    origin.close();
    await music.remove();
    await index.remove();
  };
  return { origin, music, problems, close };
}

originContract('a folder', async () => {
  const bytes = fixtureBytes(WAV);
  const { origin, close } = await openFolder({ 'a name with “quotes”, % and ♫.wav': bytes });
  return { origin, bytes, close };
});

describe('the origin of a folder', () => {
  let world: Opened;
  afterEach(() => world.close());

  const read = async (request: Omit<OriginRead, 'onBytes'>): Promise<Buffer> => {
    const pieces: Uint8Array[] = [];
    await world.origin.read({ ...request, onBytes: (bytes) => pieces.push(bytes) }, never);
    return Buffer.concat(pieces);
  };
  /** Waits for the first list that `isTrue` of. */
  const changed = (
    isTrue: (list: Awaited<ReturnType<FolderOrigin['catalogue']>>) => boolean,
  ): Promise<void> =>
    new Promise((resolve) => {
      const stop = world.origin.onChange((tracks) => {
        if (!isTrue(tracks)) return;
        stop();
        resolve();
      });
    });

  it('tells when the content ids are known, and has the manifests then', async () => {
    world = await openFolder({ 'one.wav': fixtureBytes(WAV) });
    const studied = changed((tracks) => tracks.every(({ contentId }) => contentId !== null));
    const [before] = await world.origin.catalogue(never);
    assert.equal(before!.contentId, null);
    await studied;
    const [track] = await world.origin.catalogue(never);
    assert.ok((await world.origin.manifest(track!, never)).length > 32);
    assert.deepEqual(await read({ track: before!, range: { start: 0, end: 4 } }), Buffer.from('RIFF'));
  });

  it('refuses a track whose file was replaced, finally, and lists the new one', async () => {
    world = await openFolder({ 'one.wav': fixtureBytes(WAV) });
    const [track] = await world.origin.catalogue(never);
    const relisted = changed(([now]) => now !== undefined && now.revision !== track!.revision);
    await world.music.swap('one.wav', fixtureBytes('pcm-16.aiff'));
    await assert.rejects(
      read({ track: track!, range: { start: 0, end: 4 } }),
      isFinal(/the file has changed/),
    );
    await relisted;
    await assert.rejects(
      read({ track: track!, range: { start: 0, end: 4 } }),
      isFinal(/the file has changed/),
    );
  });

  it('says that a folder is not there, and may be asked again', async () => {
    world = await openFolder({});
    await world.music.remove();
    await assert.rejects(
      world.origin.catalogue(never),
      (error) => error instanceof OriginError && !error.isFinal && /gone/.test(error.message),
    );
    await world.music.put('one.wav', fixtureBytes(WAV));
    assert.equal((await world.origin.catalogue(never)).length, 1);
  });

  it('is what a path, a home path and a file address mean; all else is HTTP', async () => {
    world = await openFolder({ 'one.wav': fixtureBytes(WAV) });
    const options = { indexesFolder: world.music.path('../unused'), onProblem: () => undefined };
    const { root } = world.music;
    for (const address of [root, pathToFileURL(root).href, '~/Music']) {
      const origin = openOrigin(address, options);
      assert.ok(origin instanceof FolderOrigin, address);
      assert.equal(origin.isLocal, true);
    }
    for (const address of [
      'http://127.0.0.1:4533/',
      'music',
      'file://elsewhere/music',
      'javascript:alert(1)',
    ])
      assert.ok(openOrigin(address, options) instanceof ServerOrigin, address);
    assert.equal(indexFolderFor(root, '/indexes'), indexFolderFor(`${root}/`, '/indexes'));
  });
});

function isFinal(message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof OriginError && error.isFinal && message.test(error.message);
}
