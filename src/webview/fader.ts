// A gain that moves on straight lines and always knows where it is. Web Audio's own timeline can't be asked, and holding a
// value that has stood still for long would let the next ramp begin at the event before it: a click.
import { FADE_POINTS, MOST_FADER_POINTS } from './limits';

/** A place on the line: the gain at a time of the context, in seconds. */
interface Point {
  readonly time: number;
  readonly value: number;
}

/** Moves one gain. */
export class Fader {
  readonly #gain: AudioParam;
  /** Straight lines between them, level before the first and after the last. */
  #points: readonly Point[];

  /** A gain that stands at `value`. */
  constructor(gain: AudioParam, value: number) {
    this.#gain = gain;
    this.#points = [];
    this.standAt(value);
  }

  /** Stands at `value` from now on: a jump, where something sounds. What was to come is forgotten. */
  standAt(value: number): void {
    this.#gain.cancelScheduledValues(0).setValueAtTime(value, 0);
    this.#points = [{ time: 0, value }];
  }

  /** Moves to `value` from wherever it is at `fromTime`, in a straight line of so many seconds. What was to follow is forgotten. */
  moveTo(value: number, fromTime: number, seconds: number): void {
    this.#follow(fromTime, [{ time: fromTime + seconds, value }]);
  }

  /** Moves to `value` along a quarter of a sine: two that fade over each other keep their power. */
  fadeTo(value: number, fromTime: number, seconds: number): void {
    const start = this.#valueAt(fromTime);
    this.#follow(
      fromTime,
      Array.from({ length: FADE_POINTS }, (_, at) => {
        const part = (at + 1) / FADE_POINTS;
        const shape = value > start ? Math.sin((Math.PI / 2) * part) : 1 - Math.cos((Math.PI / 2) * part);
        return { time: fromTime + seconds * part, value: start + (value - start) * shape };
      }),
    );
  }

  #follow(fromTime: number, points: readonly Point[]): void {
    const from = { time: fromTime, value: this.#valueAt(fromTime) };
    this.#gain.cancelAndHoldAtTime(fromTime).setValueAtTime(from.value, fromTime);
    for (const { time, value } of points) this.#gain.linearRampToValueAtTime(value, time);
    const before = this.#points.filter(({ time }) => time < fromTime);
    this.#points = [...before, from, ...points].slice(-MOST_FADER_POINTS);
  }

  #valueAt(time: number): number {
    const next = this.#points.findIndex((point) => point.time > time);
    const [before, after] = [this.#points.at(next < 0 ? -1 : Math.max(0, next - 1)), this.#points[next]];
    if (before === undefined) return 0;
    if (after === undefined || next === 0) return (next === 0 ? after : before)?.value ?? 0;
    const part = (time - before.time) / (after.time - before.time);
    return before.value + (after.value - before.value) * part;
  }
}
