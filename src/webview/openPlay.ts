// The play that is open here, and what the engine is told of it: what its sound is doing, its latency, its end. Changes are
// told at once, the position about every 3 s.
import type { PageMessage } from '../shared/pageMessages';
import type { Play, SoundState } from '../shared/snapshot';
import type { Track } from '../shared/track';
import { REPORT_INTERVAL_MS } from './limits';
import type { PreparedPlay } from './preparedPlays';
import type { TrackPlay } from './trackPlay';

/** What an open play is made of. */
export interface OpenPlayOptions {
  /** The play and its pipeline. */
  readonly begun: PreparedPlay;
  /** When the click or the message came that asked for it; null where it was joined to the one before. */
  readonly requestedAtMs: number | null;
  /** The engine knows that it loads. To say so would be in front of its first bytes. */
  readonly isKnownToLoad?: boolean;
  readonly send: (message: PageMessage) => void;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

/** The play that is open here. */
export class OpenPlay implements PreparedPlay {
  readonly playId: string;
  readonly trackId: string;
  readonly track: Track;
  readonly pipeline: TrackPlay;
  readonly #send: (message: PageMessage) => void;
  readonly #now: () => number;
  /** Null once its latency was measured. */
  #requestedAtMs: number | null;
  /** Measured and not yet told. */
  #latencyMs: number | null = null;
  #told: { readonly state: SoundState; readonly atMs: number } | null;
  #isOver = false;

  constructor({ begun, requestedAtMs, isKnownToLoad = false, send, now }: OpenPlayOptions) {
    this.playId = begun.playId;
    this.trackId = begun.trackId;
    this.track = begun.track;
    this.pipeline = begun.pipeline;
    this.#requestedAtMs = requestedAtMs;
    this.#send = send;
    this.#now = now;
    this.#told = isKnownToLoad ? { state: 'loading', atMs: now() } : null;
  }

  /** Whether its end or its failure was told. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The click that unlocks it came only now: its latency counts from here. */
  askAgain(): void {
    if (this.#requestedAtMs !== null) this.#requestedAtMs = this.#now();
  }

  /** It sounds, since so many seconds. */
  measureLatency(soundedSeconds: number): void {
    if (this.#requestedAtMs === null) return;
    this.#latencyMs = Math.max(0, this.#now() - this.#requestedAtMs - soundedSeconds * 1000);
    this.#requestedAtMs = null;
  }

  /** What was told holds no longer: it has moved elsewhere. */
  forgetTold(): void {
    this.#told = null;
  }

  /** Tells what the sound is doing, where that is due. True where it has changed. */
  tell(state: SoundState): boolean {
    const told = this.#told;
    const atMs = this.#now();
    const hasChanged = state !== told?.state;
    if (!hasChanged && (state !== 'sounding' || atMs - told.atMs < REPORT_INTERVAL_MS)) return false;
    this.#told = { state, atMs };
    const { playId, pipeline } = this;
    const latencyMs = this.#latencyMs;
    this.#latencyMs = null;
    this.#send({ type: 'sound', playId, state, positionSeconds: pipeline.positionSeconds, latencyMs });
    return hasChanged;
  }

  /** Tells that it has ended, or why it failed. */
  tellOver(): void {
    this.#isOver = true;
    const { playId } = this;
    const message = this.pipeline.failure;
    this.#send(
      message === null ? { type: 'ended', playId, next: null } : { type: 'playFailed', playId, message },
    );
  }

  /** Tells that another play has followed it without a gap; and of those between them, that they can't be played. */
  tellFollowed(next: Play, passed: readonly PreparedPlay[]): void {
    const { playId, trackId } = passed[0] ?? next;
    this.#send({ type: 'ended', playId: this.playId, next: { playId, trackId } });
    for (const { playId: failedId, pipeline } of passed)
      this.#send({ type: 'playFailed', playId: failedId, message: pipeline.failure ?? '' });
  }
}
