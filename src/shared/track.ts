import type { MediaInfo } from './mediaInfo';

export type { ByteRange } from './byteRange';

/** What a track's tags say of its loudness; null where they are silent. Source: ReplayGain 2.0 specification. */
export interface ReplayGain {
  /** Decibels to be added. */
  readonly trackGainDb: number | null;
  /** The highest sample, 1 is full scale. */
  readonly trackPeak: number | null;
  readonly albumGainDb: number | null;
  readonly albumPeak: number | null;
}

/** Where a track stands in a library. Strings are as hostile as the track's own. */
export interface Filing {
  /** Whose album it is, where the tags say so. */
  readonly albumArtist: string | null;
  /** Number of the disc, and of the track on it; 0 where the tags don't say. */
  readonly disc: number;
  readonly number: number;
  /** The folder of its file below the folder of music, names joined with `/`; empty for the folder of music itself. */
  readonly folder: string;
  /** When the file came there, in milliseconds of Unix time; 0 where nobody knows. */
  readonly addedMs: number;
}

/** The filing of a track whose origin says nothing of it. */
export const UNFILED: Filing = { albumArtist: null, disc: 0, number: 0, folder: '', addedMs: 0 };

/** What a catalogue calls the artist and the album where the tags don't say. */
export const UNKNOWN_ARTIST = 'Unknown artist';
/** See `UNKNOWN_ARTIST`. */
export const UNKNOWN_ALBUM = 'Unknown album';

/** Whose albums are nobody's own. */
export const VARIOUS_ARTISTS = 'Various artists';

/** A track as the catalogue of its origin lists it. Every string is hostile text: show it, never run it. */
export interface Track {
  /** The origin's id of the track; opaque, unique within one origin. */
  readonly id: string;
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  /** Length in seconds, or null where the origin doesn't know it. */
  readonly durationSeconds: number | null;
  /** Length of the file in bytes. */
  readonly sizeBytes: number;
  /** Names these very bytes among all that the file has ever had: another one, another file. */
  readonly revision: string;
  /** What the bytes are, where the origin has hashed them already: the CID of the manifest. */
  readonly contentId: string | null;
  /** What is known of the sound, where the origin has looked at it already. */
  readonly mediaInfo: MediaInfo | null;
  readonly replayGain: ReplayGain | null;
  /** MIME type of the container, for example `audio/ogg`. */
  readonly mediaType: string;
  /** Where it stands in a library, where the origin says so. It goes no further than the engine's library. */
  readonly filing?: Filing;
}

/** Whether two tracks are the same bytes: a file that has changed keeps its id. */
export function isSameBytes(a: Track, b: Track): boolean {
  return (
    a.id === b.id && a.revision === b.revision && a.sizeBytes === b.sizeBytes && a.contentId === b.contentId
  );
}
