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
});
