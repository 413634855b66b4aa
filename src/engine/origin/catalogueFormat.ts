// The catalogue as a Starling origin sends it.
import * as v from 'valibot';
import { MOST_QUEUED } from '../../shared/intents';
import { cleanName } from '../../shared/names';
import type { Track } from '../../shared/track';
import { fitsInto, MediaInfoFormat } from './mediaInfoFormat';

const Name = v.pipe(v.string(), v.maxLength(20_000), v.transform(cleanName));
/** Beyond this a gain is no gain but a typing error, in decibels. */
const MOST_GAIN_DB = 60;
const Gain = v.nullable(v.pipe(v.number(), v.minValue(-MOST_GAIN_DB), v.maxValue(MOST_GAIN_DB)));
const Peak = v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(100)));
/** What tags say of loudness. What makes no sense is as good as nothing. */
export const ReplayGainFormat = v.fallback(
  v.nullable(v.object({ trackGainDb: Gain, trackPeak: Peak, albumGainDb: Gain, albumPeak: Peak })),
  null,
);

/** What is listed of a track. To be followed by `checkMediaInfo`. */
export const TRACK_PROPERTIES = {
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(1_000)),
  title: Name,
  artist: Name,
  album: Name,
  durationSeconds: v.nullable(v.pipe(v.number(), v.minValue(0))),
  sizeBytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  revision: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  contentId: v.nullable(v.pipe(v.string(), v.regex(/^b[a-z2-7]{20,100}$/))),
  // Media info that makes no sense is as good as none: the track can be played all the same.
  mediaInfo: v.fallback(v.nullable(MediaInfoFormat), null),
  replayGain: v.optional(ReplayGainFormat, null),
  mediaType: v.pipe(v.string(), v.maxLength(100)),
};

/** Media info that doesn't fit the file is as good as none. */
export function checkMediaInfo<T extends Track>(track: T): T {
  return track.mediaInfo === null || fitsInto(track.mediaInfo, track.sizeBytes)
    ? track
    : { ...track, mediaInfo: null };
}

const FilingFormat = v.object({
  albumArtist: v.nullable(Name),
  disc: v.pipe(v.number(), v.minValue(0)),
  number: v.pipe(v.number(), v.minValue(0)),
  folder: Name,
  addedMs: v.pipe(v.number(), v.minValue(0)),
});
const TrackFormat = v.pipe(
  // A filing that makes no sense is as good as none: the track stands among its artist's and album's.
  v.object({ ...TRACK_PROPERTIES, filing: v.exactOptional(v.fallback(v.nullable(FilingFormat), null)) }),
  v.transform(({ filing = null, ...track }): Track =>
    checkMediaInfo(filing === null ? track : { ...track, filing }),
  ),
);
const CatalogueFormat = v.object({
  tracks: v.pipe(v.array(TrackFormat), v.maxLength(MOST_QUEUED)),
  // An origin that says something else of it has none for us.
  hasSwarm: v.optional(v.fallback(v.boolean(), false), false),
});

/** What an origin lists. */
export interface Catalogue {
  readonly tracks: readonly Track[];
  /** Whether the origin has a swarm that its players may join. */
  readonly hasSwarm: boolean;
}

/** A catalogue, or null when it is none. */
export function parseCatalogue(value: unknown): Catalogue | null {
  const parsed = v.safeParse(CatalogueFormat, value);
  return parsed.success ? parsed.output : null;
}
