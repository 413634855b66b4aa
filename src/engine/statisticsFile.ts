// The statistics on disk: one file, written atomically.
import * as v from 'valibot';
import { KeptFile } from './keptFile';
import { NO_STATISTICS, NOTHING_SENT, type KeptStatistics } from './statistics/counter';

/** The version of what is written. */
const VERSION = 1;
/** The least time between two writes, in milliseconds: a crash loses the counts of so many seconds. */
const WRITE_PAUSE_MS = 10_000;
const FILE = 'statistics.json';
/** More lines than a histogram of ten minutes to 1 % has. */
const MOST_LATENCIES = 10_000;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Files of before there were peers have none of their bytes. */
const Bytes = v.object({ cache: Count, origin: Count, peers: v.optional(Count, 0) });
/** Files of before uploads were counted have none. */
const Sent = v.optional(v.object({ totalBytes: Count, day: v.string(), dayBytes: Count }), NOTHING_SENT);
const Latencies = v.pipe(v.array(v.tuple([Count, Count])), v.maxLength(MOST_LATENCIES));

const StatisticsFormat = v.object({
  version: v.literal(VERSION),
  playedBytes: Bytes,
  prefetchedBytes: Bytes,
  sent: Sent,
  plays: Count,
  underruns: Count,
  playsWithStutter: Count,
  latency: v.object({ cached: Latencies, origin: Latencies }),
});

/** Keeps the statistics between engines. */
export class StatisticsFile {
  readonly #onProblem: (text: string) => void;
  readonly #file: KeptFile<KeptStatistics & { readonly version: number }>;

  /** `folder` is made where it is missing; `onProblem` takes a sentence, each told once. */
  constructor({ folder, onProblem }: { folder: string; onProblem: (text: string) => void }) {
    this.#onProblem = onProblem;
    this.#file = new KeptFile({
      folder,
      onProblem,
      name: FILE,
      contents: 'Statistics',
      writePauseMs: WRITE_PAUSE_MS,
    });
  }

  /** What was counted so far. A damaged file, or one of another version, is counted anew. */
  async load(): Promise<KeptStatistics> {
    const read = await this.#file.read();
    if (read === 'missing') return NO_STATISTICS;
    const parsed = v.safeParse(StatisticsFormat, read.value);
    if (parsed.success) return parsed.output;
    this.#onProblem(`${FILE} is damaged, or of another version of Starling: counting starts anew.`);
    return NO_STATISTICS;
  }

  /** Keeps the counts soon. The latest count. */
  save(statistics: KeptStatistics): void {
    this.#file.save({ version: VERSION, ...statistics });
  }

  /** Writes what is waiting, and waits until it is written. */
  flush(): Promise<void> {
    return this.#file.flush();
  }

  /** Writes nothing any more. */
  close(): Promise<void> {
    return this.#file.close();
  }
}
