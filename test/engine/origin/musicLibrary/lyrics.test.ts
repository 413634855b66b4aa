import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { setComments, type Comments } from '../../../../src/demo/ogg-comments';
import { findLyrics, linesOf, type Lyrics } from '../../../../src/engine/origin/musicLibrary/lyrics';
import { fixtureBytes, LibraryWorld } from './libraryWorld';

describe('Words of a song', () => {
  const LRC = '[ar:Nobody]\n[offset:+500]\n[00:02.50]two and a half\n[00:01][01:01.250] twice \n';

  async function lyricsOf(
    comments: Comments,
    files: Record<string, string> = {},
  ): Promise<readonly Lyrics[]> {
    const song = setComments(fixtureBytes('vorbis-q4.ogg'), comments);
    const world = await LibraryWorld.make({ 'a/song.ogg': song, ...files });
    try {
      const library = await world.open();
      return await findLyrics(library.fileOf(library.tracks[0]!.id)!);
    } finally {
      await world.close();
    }
  }

  it('are read out of tags, before any that lie beside', async () => {
    const [lyrics, ...others] = await lyricsOf([['LYRICS', 'one\ntwo']], { 'a/song.lrc': LRC });
    assert.deepEqual(others, []);
    assert.deepEqual(lyrics, {
      language: 'xxx',
      lines: [
        { startMs: null, text: 'one' },
        { startMs: null, text: 'two' },
      ],
    });
  });

  it('are read out of a text beside the song, with its times', async () => {
    const [lyrics] = await lyricsOf([['TITLE', 'Sung']], { 'a/song.lrc': `\uFEFF${LRC}` });
    assert.deepEqual(lyrics!.lines, [
      { startMs: 500, text: 'twice' },
      { startMs: 2000, text: 'two and a half' },
      { startMs: 60_750, text: 'twice' },
    ]);
  });

  it('aren’t looked for elsewhere: neither under other names nor behind a link', async () => {
    assert.deepEqual(await lyricsOf([['TITLE', 'Silent']], { 'a/other.lrc': LRC, 'song.lrc': LRC }), []);
    const world = await LibraryWorld.make({ 'a.wav': fixtureBytes('pcm-16.wav') });
    await symlink('/etc/passwd', world.music.path('a.lrc'));
    const library = await world.open();
    assert.deepEqual(await findLyrics(library.fileOf(library.tracks[0]!.id)!), []);
    await world.close();
  });

  it('are lines as they stand where nothing has a time', () => {
    assert.deepEqual(
      linesOf('\n[ti:Title]\r\nfirst\r\n\r\n[not a time] second\n\n').map(({ text }) => text),
      ['first', '', '[not a time] second'],
    );
    assert.deepEqual(linesOf(''), []);
  });

  it('come with genres and year, which a library keeps', async () => {
    const song = setComments(fixtureBytes('vorbis-q4.ogg'), [
      ['GENRE', 'Dub'],
      ['GENRE', 'Dub'],
      ['GENRE', 'House'],
      ['DATE', '1997-05-21'],
    ]);
    const world = await LibraryWorld.make({ 'a.ogg': song });
    for (const library of [await world.openStudied(), await world.openStudied()]) {
      assert.deepEqual(library.labelsOf(library.tracks[0]!.id), { genres: ['Dub', 'House'], year: 1997 });
      await library.close();
    }
    assert.equal((await world.open()).labelsOf('none'), null);
    await world.close();
  });
});
