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
}
