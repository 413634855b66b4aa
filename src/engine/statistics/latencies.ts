// Playback latencies as an HDR histogram: every value to 1 %, whatever the number of plays, in 10 KB.
import Int32Histogram from 'hdr-histogram-js/dist/Int32Histogram';
import type { LatencyFigures } from '../../shared/statistics';

/** A latency in milliseconds and how often it was measured, as it is kept. */
export type LatencyCount = readonly [latencyMs: number, count: number];

/** Longer ones count as this, in milliseconds: whoever waits ten minutes has given up. */
const LONGEST_LATENCY_MS = 600_000;
const SIGNIFICANT_DIGITS = 2;

/** The latencies of some plays. */
export class Latencies {
  readonly #histogram = new Int32Histogram(1, LONGEST_LATENCY_MS, SIGNIFICANT_DIGITS);

  /** Starts from what was kept. */
  constructor(kept: readonly LatencyCount[]) {
    for (const [latencyMs, count] of kept) this.add(latencyMs, count);
  }

  /** Counts a latency, once or several times. */
  add(latencyMs: number, count = 1): void {
    const within = Math.min(Math.max(Math.round(latencyMs), 0), LONGEST_LATENCY_MS);
    this.#histogram.recordValueWithCount(within, count);
  }

  /** What is to be kept. */
  get counts(): readonly LatencyCount[] {
    const { recordedValuesIterator } = this.#histogram;
    const counts: LatencyCount[] = [];
    recordedValuesIterator.reset();
    while (recordedValuesIterator.hasNext()) {
      const { valueIteratedTo, countAddedInThisIterationStep } = recordedValuesIterator.next();
      counts.push([valueIteratedTo, countAddedInThisIterationStep]);
    }
    return counts;
  }

  /** The figures, or null where nothing was counted. */
  get figures(): LatencyFigures | null {
    if (this.#histogram.totalCount === 0) return null;
    const at = (percent: number): number => this.#histogram.getValueAtPercentile(percent);
    return {
      plays: this.#histogram.totalCount,
      p50Ms: at(50),
      p75Ms: at(75),
      p90Ms: at(90),
      p99Ms: at(99),
    };
  }
}
