// An in-memory world for the engine: a clock that only the test moves, and an origin whose music lies in an array.
import { OriginError, type Clock, type Origin, type OriginRead } from '../../src/engine/ports';
import type { EngineMessage } from '../../src/shared/engineMessages';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../src/shared/snapshot';
import type { MediaInfo } from '../../src/shared/mediaInfo';
import type { Track } from '../../src/shared/track';

/** A clock that stands still until it is told to go on. */
export class SimulatedClock implements Clock {
  #nowMs = 0;
  #sleptMs = 0;
  #alarms: { atMs: number; callback: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs + this.#sleptMs;
  }

  /** The machine sleeps, and the monotonic clock stands still or goes on meanwhile, as on one system or another. Then what is due rings. */
  async sleep(ms: number, monotonic: 'stands still' | 'goes on'): Promise<void> {
    if (monotonic === 'goes on') this.#nowMs += ms;
    else this.#sleptMs += ms;
    await this.advance(0);
  }

  wakeAt(atMs: number, callback: () => void): void {
    this.#alarms.push({ atMs, callback });
  }

  /** Goes on by `ms` milliseconds, ringing what is due on the way, and lets promises settle. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (let due = this.#takeDue(endMs); due !== undefined; due = this.#takeDue(endMs)) {
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.callback();
      await settle();
    }
    this.#nowMs = endMs;
  }

  #takeDue(endMs: number): { atMs: number; callback: () => void } | undefined {
    this.#alarms.sort((a, b) => a.atMs - b.atMs);
    return (this.#alarms[0]?.atMs ?? Infinity) <= endMs ? this.#alarms.shift() : undefined;
  }
}

/** Lets everything that waits for nothing but promises run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A track of `sizeBytes` bytes whose bytes can be told from their places. */
export function makeTrack(id: string, sizeBytes: number, mediaType = 'audio/ogg'): Track {
  return {
    id,
    title: `Title of ${id}`,
    artist: 'An artist',
    album: 'An album',
    durationSeconds: 60,
    revision: 'r1',
    contentId: null,
    mediaInfo: null,
    replayGain: null,
    sizeBytes,
    mediaType,
  };
}

/** What could be known of a track of `sizeBytes` bytes that sounds for a minute: its index lies behind the sound, as in many MP4 files. */
export function indexAtTheEnd(sizeBytes: number): MediaInfo {
  const audio = { start: 40_000, end: sizeBytes - 40_000 };
  const seconds = Array.from({ length: 60 }, (_, second) => second);
  const bytesPerSecond = (audio.end - audio.start) / 60;
  return {
    ...{ version: 1, container: 'mp4', codec: 'aac', durationSeconds: 60, sampleRate: 44_100, channels: 2 },
    ...{ bitrateBps: Math.round(bytesPerSecond * 8), frames: 60 * 44_100 },
    ...{ encoderDelayFrames: 0, encoderPaddingFrames: 0, audio },
    startRanges: [
      { start: 0, end: 64 },
      { start: audio.start, end: audio.start + Math.ceil(bytesPerSecond / 2) },
      { start: audio.end, end: sizeBytes },
    ],
    seekTable: {
      frames: seconds.map((second) => second * 44_100),
      offsets: seconds.map((second) => Math.round(audio.start + second * bytesPerSecond)),
    },
  };
}

/** The bytes of a track made by `makeTrack`. */
export function bytesOf(track: Track): Uint8Array {
  const seed = Buffer.from(track.id).reduce((sum, byte) => sum + byte, 0);
  return Uint8Array.from({ length: track.sizeBytes }, (_, at) => (at * 31 + (at >> 8) + seed) & 255);
}

/** An origin in memory. What it shall do wrong next is said beforehand. */
export class MemoryOrigin implements Origin {
  readonly name: string = 'memory';
  readonly isLocal: boolean = false;
  /** Encoded manifests by content id. */
  readonly manifests = new Map<string, Uint8Array>();
  readonly tracks: readonly Track[];
  /** Errors for the next reads, one each. */
  readonly failures: OriginError[] = [];
  readonly reads: { readonly trackId: string; readonly start: number; readonly end: number }[] = [];
  /** Reads hang here until released, where set. */
  gate: Promise<void> = Promise.resolve();
  aborted = 0;
  isAway = false;

  constructor(tracks: readonly Track[]) {
    this.tracks = tracks;
  }

  #listener: (tracks: readonly Track[]) => void = () => undefined;

  onChange(listener: (tracks: readonly Track[]) => void): () => void {
    this.#listener = listener;
    return () => undefined;
  }

  /** Lists other tracks from now on. */
  change(tracks: readonly Track[]): void {
    this.#listener(tracks);
  }

  catalogue(): Promise<readonly Track[]> {
    if (this.isAway)
      return Promise.reject(new OriginError("the origin can't be reached", { isFinal: false }));
    return Promise.resolve(this.tracks);
  }

  manifest({ contentId }: Track): Promise<Uint8Array> {
    const encoded = this.manifests.get(contentId ?? '');
    return encoded === undefined
      ? Promise.reject(new OriginError('the origin no longer has it', { isFinal: true }))
      : Promise.resolve(encoded);
  }

  async read({ track, range, onBytes }: OriginRead, signal: AbortSignal): Promise<void> {
    this.reads.push({ trackId: track.id, ...range });
    await this.gate;
    if (signal.aborted) {
      this.aborted += 1;
      throw new OriginError('aborted', { isFinal: false });
    }
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    const listed = this.tracks.find(({ id }) => id === track.id);
    if (listed === undefined) throw new OriginError('the origin no longer has it', { isFinal: true });
    const bytes = bytesOf(listed).subarray(range.start, range.end);
    for (let at = 0; at < bytes.length; at += 5_000) onBytes(bytes.subarray(at, at + 5_000));
  }
}

/** What a window hears from the engine. */
export class RecordingClient {
  readonly windowId: string;
  snapshot: Snapshot = EMPTY_SNAPSHOT;
  readonly received: EngineMessage[] = [];

  constructor(windowId = 'window') {
    this.windowId = windowId;
  }

  send(message: EngineMessage): void {
    this.received.push(message);
    if (message.type === 'snapshot') this.snapshot = message.snapshot;
  }

  /** The bytes that came for a play, at their places; and how often each came. */
  bytesOf(playId: string, sizeBytes: number): { readonly bytes: Uint8Array; readonly times: Uint8Array } {
    const bytes = new Uint8Array(sizeBytes);
    const times = new Uint8Array(sizeBytes);
    for (const message of this.received) {
      if (message.type !== 'bytes' || message.playId !== playId) continue;
      bytes.set(message.bytes, message.start);
      for (let at = message.start; at < message.start + message.bytes.length; at++) times[at]! += 1;
    }
    return { bytes, times };
  }
}
