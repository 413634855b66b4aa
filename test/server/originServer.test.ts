import assert from 'node:assert/strict';
import { copyFile, mkdir } from 'node:fs/promises';
import { scanLibrary } from '../../src/server/library';
import { createOriginServer } from '../../src/server/originServer';
import { musicFolder, type MusicFolder } from '../support/musicFolder';

const FIXTURES = 'test/fixtures';

describe('the origin server', () => {
  let folder: MusicFolder;

  before(async () => {
    folder = await musicFolder({
      'nothing.mp3': '',
      'words.ogg': 'these are words\n',
      'notes.txt': 'no music',
    });
    await mkdir(folder.path('deep/er'), { recursive: true });
    await copyFile(`${FIXTURES}/vorbis-q4.ogg`, folder.path('deep/er/piece.ogg'));
    await copyFile(`${FIXTURES}/pcm-16.wav`, folder.path('it’s 100 % <b>loud<i> #1?.wav'));
  });
  after(() => folder.remove());

  it('lists the music of the folders below, with tags and durations', async () => {
    const { tracks } = await scanLibrary(folder.root);
    const piece = tracks.find(({ path }) => path.endsWith('piece.ogg'))!.track;
    assert.equal(piece.mediaType, 'audio/ogg');
    assert.equal(Math.round(piece.durationSeconds ?? 0), 6);
    assert.notEqual(piece.title, 'piece');
    assert.equal(tracks.length, 2);
  });

  it('names the files that it leaves out, and why', async () => {
    const { problems } = await scanLibrary(folder.root);
    assert.deepEqual([...problems].sort(), [
      'nothing.mp3: the file is empty',
      'words.ogg: this is no audio file, whatever its name says',
    ]);
  });

  it('gives a track by any name its bytes by range, and no path outside the library', async () => {
    const library = await scanLibrary(folder.root);
    const server = createOriginServer({ library, delayMs: 0 });
    const loud = library.tracks.find(({ path }) => path.endsWith('.wav'))!.track;
    const answer = await server.inject({ url: `/tracks/${loud.id}`, headers: { range: 'bytes=0-3' } });
    assert.equal(answer.statusCode, 206);
    assert.equal(answer.body, 'RIFF');
    assert.equal(answer.headers['content-range'], `bytes 0-3/${loud.sizeBytes}`);
    for (const url of ['/tracks/..%2F..%2Fetc%2Fpasswd', '/tracks/notes.txt', '/notes.txt']) {
      assert.equal((await server.inject({ url })).statusCode, 404);
    }
    await server.close();
  });
});
