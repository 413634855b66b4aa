import assert from 'node:assert/strict';
import { setComments, type Comments } from '../../../../src/demo/ogg-comments';
import { fixtureBytes, LibraryWorld } from './libraryWorld';

describe('Loudness in tags', () => {
  async function replayGainOf(comments: Comments): Promise<unknown> {
    const world = await LibraryWorld.make({ 'a.ogg': setComments(fixtureBytes('vorbis-q4.ogg'), comments) });
    try {
      return (await world.openStudied()).tracks[0]?.replayGain;
    } finally {
      await world.close();
    }
  }

  it('is read: decibels and peaks, of the track and of the album', async () => {
    const read = await replayGainOf([
      ['TITLE', 'Loud'],
      ['REPLAYGAIN_TRACK_GAIN', '-7.30 dB'],
      ['REPLAYGAIN_TRACK_PEAK', '0.988553'],
      ['REPLAYGAIN_ALBUM_GAIN', '+1.25 dB'],
      ['REPLAYGAIN_ALBUM_PEAK', '0.5'],
    ]);
    assert.deepEqual(read, { trackGainDb: -7.3, trackPeak: 0.988553, albumGainDb: 1.25, albumPeak: 0.5 });
  });

  it('is left open where tags say less, or nothing', async () => {
    const gainOnly = { trackGainDb: -7.3, trackPeak: null, albumGainDb: null, albumPeak: null };
    assert.deepEqual(await replayGainOf([['REPLAYGAIN_TRACK_GAIN', '-7.30 dB']]), gainOnly);
    assert.equal(await replayGainOf([['TITLE', 'Silent']]), null);
  });

  it('is read from the end of an MP3, each file’s own, where many are listed at once', async () => {
    const bytes = fixtureBytes('cbr128.mp3');
    const gains = Array.from({ length: 12 }, (_, at) => (at % 3 === 0 ? null : -at));
    const world = await LibraryWorld.make(
      Object.fromEntries(
        gains.map((gain, at) => [`${at}.mp3`, gain === null ? bytes : Buffer.concat([bytes, apeTag(gain)])]),
      ),
    );
    try {
      const library = await world.open();
      const read = gains.map((_, at) => {
        const track = library.tracks.find(({ id }) => library.fileOf(id)?.name === `${at}.mp3`);
        return track?.replayGain?.trackGainDb ?? null;
      });
      assert.deepEqual(read, gains);
    } finally {
      await world.close();
    }
  });
});

/** An APEv2 tag that says how loud a track is. https://wiki.hydrogenaudio.org/index.php?title=APEv2_specification */
function apeTag(trackGainDb: number): Buffer {
  const value = Buffer.from(`${trackGainDb}.00 dB`);
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32LE(value.length);
  const item = Buffer.concat([sizes, Buffer.from('REPLAYGAIN_TRACK_GAIN\0'), value]);
  const footer = Buffer.alloc(32);
  footer.write('APETAGEX');
  footer.writeUInt32LE(2000, 8);
  footer.writeUInt32LE(item.length + footer.length, 12);
  footer.writeUInt32LE(1, 16);
  return Buffer.concat([item, footer]);
}
