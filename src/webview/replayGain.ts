// How loud a track is made, by what its tags say of its loudness. Source: ReplayGain 2.0 specification: gain in decibels
// against a reference of −18 LUFS, peak as a part of full scale.
import type { ReplayGainMode } from '../shared/toPageMessages';
import type { Track } from '../shared/track';

/** The gain of a track, 1 is as recorded. It never clips: where the peak isn't known, nothing is made louder. */
export function levelOf({ replayGain }: Track, mode: ReplayGainMode): number {
  if (replayGain === null || mode === 'off') return 1;
  const { albumGainDb, albumPeak, trackGainDb, trackPeak } = replayGain;
  const isByAlbum = mode === 'album' && albumGainDb !== null;
  const gainDb = isByAlbum ? albumGainDb : (trackGainDb ?? albumGainDb);
  if (gainDb === null) return 1;
  const peak = (isByAlbum ? albumPeak : trackPeak) ?? trackPeak ?? albumPeak ?? 1;
  return Math.min(10 ** (gainDb / 20), peak > 0 ? 1 / peak : 1);
}
