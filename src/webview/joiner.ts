// How one play follows another: at the very frame where it ends, or fading in over its last seconds. The joint is made as soon
// as the end is settled and the next play has sound, and taken back when the listener decides otherwise before it comes.
import { JOIN_LEAD_SECONDS, JOIN_SECONDS, LONGEST_FADE_SECONDS } from './limits';
import type { PreparedPlay } from './preparedPlays';
import type { TrackPlay } from './trackPlay';

/** Joins plays. */
export class Joiner {
  /** The play that is to follow. */
  #next: PreparedPlay | null = null;
  /** The play whose end it is joined to. */
  #before: TrackPlay | null = null;
  /** Plays that fade out under the one that has taken over. */
  readonly #leaving = new Set<TrackPlay>();

  /** The play that is joined and doesn't sound yet, or null. */
  get joined(): PreparedPlay | null {
    return this.#next?.pipeline.isJoined === true ? this.#next : null;
  }

  /** From now on this is the play to follow. A joint with another is taken back. */
  take(next: PreparedPlay | null): void {
    if (next === this.#next) return;
    this.#unjoin();
    this.#next = next;
  }

  /** The play that goes on without a joint where `open` ends, or null where they fade or nothing follows. */
  successor(open: PreparedPlay, crossfadeSeconds: number): TrackPlay | null {
    const next = this.#next;
    if (next === null || fadeBetween(open.track, next.track, crossfadeSeconds) > 0) return null;
    return next.pipeline;
  }

  /** Joins it to the end of `open`, if that is settled and near, and it is ready. */
  join(open: PreparedPlay, crossfadeSeconds: number): void {
    const next = this.#next;
    if (next === null || next.pipeline.isJoined || open.pipeline.phase !== 'sounding') return;
    const { end } = open.pipeline;
    if (end === null) return;
    const { context } = end.output;
    const leftSeconds = end.time - context.currentTime;
    if (leftSeconds > JOIN_SECONDS) return;
    const fadeSeconds = fadeBetween(
      open.track,
      next.track,
      Math.min(crossfadeSeconds, leftSeconds - JOIN_LEAD_SECONDS),
    );
    const atTime = end.time - fadeSeconds;
    if (!next.pipeline.join(context.sampleRate, { atTime, fadeInSeconds: fadeSeconds })) return;
    this.#before = open.pipeline;
    if (fadeSeconds > 0) open.pipeline.fadeOut(atTime, fadeSeconds);
  }

  /** The joined play has taken over: the one before fades out by itself, or has ended. */
  cross(before: TrackPlay): void {
    this.#next = null;
    this.#before = null;
    if (before.phase === 'sounding') this.#leaving.add(before);
    else before.dispose();
  }

  /** A play has changed: one that has faded out goes. */
  settle(pipeline: TrackPlay): void {
    if (pipeline.phase === 'sounding' || !this.#leaving.delete(pipeline)) return;
    pipeline.dispose();
  }

  /** Nothing but the open play may sound. What was to follow may be the open one in a moment: it is no longer this one's to stop. */
  silence(): void {
    this.#unjoin();
    this.#next = null;
    for (const pipeline of this.#leaving) pipeline.dispose();
    this.#leaving.clear();
  }

  dispose(): void {
    this.silence();
  }

  #unjoin(): void {
    this.#before?.cancelFadeOut();
    this.#next?.pipeline.unjoin();
    this.#before = null;
  }
}

/** How long two tracks fade over each other: not within an album, whose tracks belong together, and never for long in a short one. */
function fadeBetween(before: PreparedPlay['track'], next: PreparedPlay['track'], seconds: number): number {
  if (before.album !== '' && before.album === next.album) return 0;
  const shortest = Math.min(before.durationSeconds ?? Infinity, next.durationSeconds ?? Infinity);
  return Math.max(0, Math.min(seconds, LONGEST_FADE_SECONDS, shortest / 3));
}
