// What every container comes down to: packets in order, each with its place on the playable timeline (frame 0 is the first
// that the listener is to hear), beginning so far ahead of the frame asked for that a fresh decoder is right when it comes
// to it.

/** Some PCM frames coded together. */
export interface SoundPacket {
  readonly bytes: Uint8Array;
  /** The frame of the playable timeline that it begins with; below 0 in what the encoder put in front. */
  readonly frame: number;
  /** How many frames a decoder that has seen what lies before makes of it. */
  readonly frames: number;
  /** Whether none follows. */
  readonly isLast: boolean;
}

/** The order in which a codec numbers its channels. `wave` is that of WAV, FLAC, AIFF and of every native decoder's output. */
export type ChannelOrder = 'wave' | 'vorbis';

/** A track whose header was read. */
export interface SoundSource {
  /** By the names of media info. */
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
  /** Playable frames where they are known exactly, else null: then the last packet's end is the track's. */
  readonly frames: number | null;
  /** For the native decoder; null for plain numbers. */
  readonly config: AudioDecoderConfig | null;
  /** The packets from one well before `fromFrame` on. */
  readonly packets: (fromFrame: number) => AsyncGenerator<SoundPacket, void>;
}
