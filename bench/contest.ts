// How everything is measured: ours and the references take turns within one run, after a round that doesn't count; the
// figure is the median. Numbers of two runs are never compared.

/** A line of a result. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly reference: number;
  readonly referenceName: string;
  /** `ours / reference`. */
  readonly ratio: number;
}

/** What is measured against what. Each measurement gives a figure in `unit`. */
export interface Contest {
  readonly name: string;
  readonly unit: string;
  readonly rounds: number;
  readonly ours: () => Promise<number> | number;
  /** By name: measurements, or figures that are given. */
  readonly references: Readonly<Record<string, number | (() => Promise<number> | number)>>;
}

/** Holds a contest: a row for each reference. */
export async function holdContest({ name, unit, rounds, ours, references }: Contest): Promise<Row[]> {
  const runners = [ours, ...Object.values(references)];
  const figures = runners.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [at, run] of runners.entries()) {
      const figure = typeof run === 'number' ? run : await run();
      if (round > 0) figures[at]?.push(figure);
    }
  }
  const [mine, ...others] = figures.map(median);
  return Object.keys(references).map((referenceName, at) => {
    const [own, reference] = [mine ?? NaN, others[at] ?? NaN];
    return { name, unit, ours: own, reference, referenceName, ratio: own / reference };
  });
}

/** How fast `bytes` bytes went through `work`, in MB/s. */
export async function megabytesPerSecond(bytes: number, work: () => unknown): Promise<number> {
  return bytes / 1e6 / ((await millisecondsOf(work)) / 1000);
}

/** How long `work` takes, in milliseconds. */
export async function millisecondsOf(work: () => unknown): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

/** The seed of everything that is random. */
export const SEED = Number(process.env['SEED'] ?? 1);

/** Bytes that don't compress, the same for the same seed. */
export function randomBytes(length: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = SEED;
  for (let at = 0; at < words.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    words[at] = state;
  }
  return new Uint8Array(words.buffer, 0, length);
}

/** Hands the rows to scripts/bench.mjs, which made this process, and sentences about what couldn't be measured. */
export function report(rows: readonly Row[], notes: readonly string[] = []): void {
  process.stdout.write(`${JSON.stringify({ seed: SEED, rows, notes })}\n`);
}

/** The median. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}
