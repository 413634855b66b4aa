// Who plays what, and when: listeners with one taste, of whom some play at the same time. The k-th most popular track is played
// 1/k as often as the first (Zipf), as in Kreitz & Niemelä 2010, where an eighth of the tracks had most of the plays.
import type { Random } from '../../src/demo/random';

/** A play: which listener, which track. */
export interface ScheduledPlay {
  readonly listener: number;
  readonly track: number;
}

/** Rounds of plays that begin together, each by another listener. */
export function zipfSchedule(
  random: Random,
  about: {
    readonly listeners: number;
    readonly tracks: number;
    readonly rounds: number;
    readonly atOnce: number;
  },
): readonly (readonly ScheduledPlay[])[] {
  const weights = Array.from({ length: about.tracks }, (_, at) => 1 / (at + 1));
  const sum = weights.reduce((total, each) => total + each, 0);
  const draw = (): number => {
    let left = random() * sum;
    return Math.max(
      0,
      weights.findIndex((weight) => (left -= weight) < 0),
    );
  };
  return Array.from({ length: about.rounds }, () => {
    const free = Array.from({ length: about.listeners }, (_, at) => at);
    return Array.from({ length: about.atOnce }, () => {
      const [listener = 0] = free.splice(Math.floor(random() * free.length), 1);
      return { listener, track: draw() };
    });
  });
}
