import type { Track } from '../../shared/track';
import { byteAtSeconds, durationOf, secondsAtByte } from './pace';

/** Where a play is, and by when it needs what. */
export class Playhead {
  readonly #track: Track;
  #seconds = 0;
  #atMs = 0;
  #isSounding = false;

  constructor(track: Track) {
    this.#track = track;
  }

  /** Whether it moves. */
  get isSounding(): boolean {
    return this.#isSounding;
  }

  /** The player has said where it is. */
  move({ secondsLeft, isSounding }: { secondsLeft: number; isSounding: boolean }, nowMs: number): void {
    this.#seconds = Math.max(0, durationOf(this.#track) - secondsLeft);
    this.#isSounding = isSounding;
    this.#atMs = nowMs;
  }

  /** The page reads from somewhere else: that is where it will play, whatever was said last. */
  jump(offset: number, nowMs: number): void {
    this.#seconds = secondsAtByte(this.#track, offset);
    this.#isSounding = false;
    this.#atMs = nowMs;
  }

  /** Where it is, in seconds. */
  seconds(nowMs: number): number {
    return this.#isSounding ? this.#seconds + (nowMs - this.#atMs) / 1000 : this.#seconds;
  }

  /** The byte that it has come to. */
  byte(nowMs: number): number {
    return byteAtSeconds(this.#track, this.seconds(nowMs));
  }

  /** When it will need the byte at `offset`; while it stands, as if it were to start now. */
  deadlineMs(offset: number, nowMs: number): number {
    return nowMs + (secondsAtByte(this.#track, offset) - this.seconds(nowMs)) * 1000;
  }
}
