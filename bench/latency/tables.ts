// What the figures come to: a row for each class and format, and where the time goes.
import type { Series } from './measurement';
import type { Row } from '../contest';
import { STEPS, type Steps } from './instruments';

/** Targets of the classes, in milliseconds; those of the origin depend on the cached one. */
const TARGETS_MS: Readonly<Record<string, number>> = {
  ...{ next: 15, previous: 15, 'in view': 15, 'pointed at': 15 },
  cached: 60,
};

type Median = (figures: readonly number[]) => number;

/** Ours beside `<audio>`, beside its target, and the 95th percentile beside twice the median. */
export function rowsOf(series: readonly Series[], median: Median): Row[] {
  const soundsOf = (name: string, format: string, who: string): number[] =>
    series
      .filter((each) => each.name === name && each.format === format && each.who === who)
      .flatMap(({ plays }) => plays.map(({ sounding }) => sounding ?? NaN));
  return series
    .filter(({ who }) => who === 'ours')
    .flatMap(({ name, format, plays }) => {
      const figures = plays.map(({ sounding }) => sounding ?? NaN);
      const ours = median(figures);
      const rivals = soundsOf(name.startsWith('origin') ? name : 'cached', format, '<audio>');
      const cached = median(soundsOf('cached', format, 'ours'));
      const target = TARGETS_MS[name] ?? cached + 4 * Number(/\d+/.exec(name)?.[0]);
      const row = (
        what: string,
        own: number,
        [reference, referenceName]: readonly [number, string],
      ): Row => ({
        name: `${format}, ${name}${what}`,
        ...{ unit: 'ms', ours: own, reference, referenceName, ratio: own / reference },
      });
      const goal = name.startsWith('origin') ? 'cached + 2 round trips' : 'target';
      return [
        row('', ours, [median(rivals), '<audio src>']),
        row('', ours, [target, goal]),
        row(', p95', percentile95(figures), [
          2 * ours,
          `2 × median (<audio> ${round(percentile95(rivals))})`,
        ]),
      ];
    });
}

/** For each class, the medians of its steps, each counted from the click. */
export function stepsOf(series: readonly Series[], median: Median): string[] {
  return series.map(({ name, format, who, plays }) => {
    const at = (step: keyof Steps): string => {
      const seen = plays.map((steps) => steps[step]).filter((ms) => ms !== undefined);
      return seen.length < plays.length / 2 ? '' : ` → ${step} ${round(median(seen))}`;
    };
    return `${format}, ${name}, ${who} (n ${plays.length}): click${STEPS.map(at).join('')} ms`;
  });
}

function percentile95(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.ceil(figures.length * 0.95) - 1] ?? NaN;
}

function round(ms: number): string {
  return ms.toFixed(1);
}
