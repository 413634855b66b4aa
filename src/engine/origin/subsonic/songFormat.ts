// Songs as a Subsonic server lists them, as tracks. Only id and size are needed to play one; whatever else makes no sense is as good as
// nothing. Source: OpenSubsonic, responses/child.
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import * as v from 'valibot';
import { cleanName } from '../../../shared/names';
import { UNKNOWN_ALBUM, UNKNOWN_ARTIST, type Track } from '../../../shared/track';
import { ReplayGainFormat } from '../catalogueFormat';
import { mediaTypeOf } from '../musicLibrary/audioFiles';

/** How revisions of Subsonic servers begin: no other origin's do. */
export const REVISION_PREFIX = 'subsonic ';
/** The longest id of a song, in characters; those that are known have 40. */
const LONGEST_ID = 500;

const Text = (longest = 20_000) =>
  v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.maxLength(longest));
const Num = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^-?\d{1,15}(\.\d{1,10})?$/))]),
  v.transform(Number),
  v.finite(),
);
const Count = v.pipe(Num, v.minValue(0));
const Yes = v.pipe(
  v.union([v.boolean(), v.string()]),
  v.transform((value) => value === true || value === 'true'),
);
const maybe = <Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.optional(schema), undefined);

const GainFormat = v.object({
  trackGain: maybe(Num),
  albumGain: maybe(Num),
  trackPeak: maybe(Num),
  albumPeak: maybe(Num),
});
const SongFormat = v.object({
  id: v.pipe(Text(LONGEST_ID), v.minLength(1)),
  size: v.pipe(Num, v.integer(), v.minValue(1), v.maxValue(Number.MAX_SAFE_INTEGER)),
  ...{ isDir: maybe(Yes), isVideo: maybe(Yes) },
  ...{ title: maybe(Text()), album: maybe(Text()), artist: maybe(Text()), displayArtist: maybe(Text()) },
  displayAlbumArtist: maybe(Text()),
  albumArtists: maybe(v.pipe(v.array(v.object({ name: maybe(Text()) })), v.maxLength(1_000))),
  ...{ track: maybe(Count), discNumber: maybe(Count), duration: maybe(Count), bitRate: maybe(Count) },
  ...{
    suffix: maybe(Text(20)),
    contentType: maybe(Text(100)),
    path: maybe(Text()),
    created: maybe(Text(100)),
  },
  coverArt: maybe(v.pipe(Text(LONGEST_ID), v.minLength(1))),
  replayGain: maybe(GainFormat),
});

/** A song that can be played, and the id of its picture. */
export interface ListedSong {
  readonly track: Track;
  readonly coverArt: string | null;
}

/** The song, or null where it is none that could be played: a folder, a film, or one without a size. */
export function songOf(value: unknown): ListedSong | null {
  const parsed = v.safeParse(SongFormat, value);
  if (!parsed.success || parsed.output.isDir === true || parsed.output.isVideo === true) return null;
  const song = parsed.output;
  const nameOf = (text: string | undefined): string => cleanName(text ?? '');
  const { dir, name } = posix.parse(song.path ?? '');
  const albumArtist = nameOf(song.displayAlbumArtist ?? song.albumArtists?.[0]?.name);
  const byName = mediaTypeOf(`song.${song.suffix ?? ''}`);
  const addedMs = Date.parse(song.created ?? '');
  return {
    coverArt: song.coverArt ?? null,
    track: {
      id: song.id,
      title: nameOf(song.title) || nameOf(name) || song.id.slice(0, 100),
      artist: nameOf(song.displayArtist ?? song.artist) || UNKNOWN_ARTIST,
      album: nameOf(song.album) || UNKNOWN_ALBUM,
      durationSeconds: song.duration === undefined || song.duration === 0 ? null : song.duration,
      sizeBytes: song.size,
      revision: revisionOf(song),
      contentId: null,
      mediaInfo: null,
      replayGain: gainOf(song.replayGain),
      mediaType: byName.startsWith('audio/') ? byName : (song.contentType ?? byName),
      filing: {
        albumArtist: albumArtist === '' ? null : albumArtist,
        ...{ disc: song.discNumber ?? 0, number: song.track ?? 0 },
        folder: nameOf(dir.replace(/^\/+/, '')),
        addedMs: Number.isNaN(addedMs) ? 0 : Math.max(0, addedMs),
      },
    },
  };
}

type Song = v.InferOutput<typeof SongFormat>;

/** The protocol has no name for the bytes of a file: what it says of it stands for them. */
function revisionOf({ size, suffix, duration, bitRate, created }: Song): string {
  const said = JSON.stringify([size, suffix, duration, bitRate, created]);
  return REVISION_PREFIX + createHash('sha256').update(said).digest('hex').slice(0, 24);
}

function gainOf(gain: Song['replayGain']): Track['replayGain'] {
  if (gain === undefined) return null;
  const {
    trackGain: trackGainDb = null,
    albumGain: albumGainDb = null,
    trackPeak = null,
    albumPeak = null,
  } = gain;
  if (trackGainDb === null && albumGainDb === null) return null;
  return v.parse(ReplayGainFormat, { trackGainDb, albumGainDb, trackPeak, albumPeak });
}
