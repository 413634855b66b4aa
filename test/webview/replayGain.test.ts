import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ReplayGain } from '../../src/shared/track';
import { levelOf } from '../../src/webview/replayGain';
import { runsOf } from '../support/properties';
import { toneTrack } from '../support/page/tones';

const { track: TRACK } = toneTrack({ title: 'Loud', tonesHz: [] });
const NONE: ReplayGain = { trackGainDb: null, trackPeak: null, albumGainDb: null, albumPeak: null };

describe('How loud a track is made', () => {
  const level = (tags: Partial<ReplayGain>, mode: 'off' | 'track' | 'album'): number =>
    levelOf({ ...TRACK, replayGain: { ...NONE, ...tags } }, mode);

  it('follows the tags of the track or of the album, as is wished', () => {
    const tags = { trackGainDb: -6, trackPeak: 0.5, albumGainDb: -12, albumPeak: 0.9 };
    assert.ok(Math.abs(level(tags, 'track') - 0.501) < 0.001);
    assert.ok(Math.abs(level(tags, 'album') - 0.251) < 0.001);
    assert.equal(level(tags, 'off'), 1);
  });

  it('goes by what there is where the other is missing, and leaves alone what says nothing', () => {
    assert.ok(Math.abs(level({ trackGainDb: -6 }, 'album') - 0.501) < 0.001);
    assert.ok(Math.abs(level({ albumGainDb: -6 }, 'track') - 0.501) < 0.001);
    assert.equal(level({}, 'album'), 1);
    assert.equal(levelOf({ ...TRACK, replayGain: null }, 'album'), 1);
  });

  it('makes nothing so loud that it clips, whatever the tags say', () => {
    const db = fc.option(fc.double({ min: -60, max: 60, noNaN: true }));
    const peak = fc.option(fc.double({ min: 0.001, max: 2, noNaN: true }));
    const tagged = fc.record({ trackGainDb: db, trackPeak: peak, albumGainDb: db, albumPeak: peak });
    fc.assert(
      fc.property(fc.constantFrom('track', 'album'), tagged, (mode, tags) => {
        const { trackGainDb, trackPeak, albumGainDb, albumPeak } = tags;
        if (trackGainDb === null && albumGainDb === null) return;
        const isByAlbum = mode === 'album' && albumGainDb !== null;
        const known = isByAlbum ? (albumPeak ?? trackPeak) : (trackPeak ?? albumPeak);
        assert.ok(level(tags, mode) * (known ?? 1) <= 1 + 1e-9);
      }),
      runsOf(500),
    );
  });
});
