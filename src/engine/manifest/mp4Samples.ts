// The tables that say when every sample of a track sounds and where it lies. Source: ISO/IEC 14496-12, sections 8.6 and 8.7.
import { boxOf } from './mp4Box';
import { countAt, UnknownMediaError } from './scan';

/** The most samples of a track: 100 hours of AAC are 17 million. */
const MOST_SAMPLES = 20_000_000;

/** A sample: some PCM frames coded together. */
export interface Mp4Sample {
  /** When it begins and ends, in the units of the track. */
  readonly start: number;
  readonly end: number;
  readonly offset: number;
  readonly sizeBytes: number;
}

/**
 * The samples of a track, in order, from the tables in its `stbl`; they end where any of the tables does. One object is
 * used for all of them: there may be millions.
 * @throws {UnknownMediaError} when a table is missing or says that there are more than any track has.
 */
export function* samplesOf(stbl: DataView): Generator<Mp4Sample> {
  const sizes = new Sizes(tableOf(stbl, 'stsz'));
  const times = new Times(tableOf(stbl, 'stts'));
  const sample = { start: 0, end: 0, offset: 0, sizeBytes: 0 };
  let index = 0;
  for (const chunk of chunksOf(stbl)) {
    sample.offset = chunk.offset;
    for (let left = chunk.sampleCount; left > 0; left--) {
      const duration = index < sizes.count ? times.next() : null;
      if (duration === null) return;
      sample.sizeBytes = sizes.at(index++);
      sample.end = sample.start + duration;
      yield sample;
      sample.start = sample.end;
      sample.offset += sample.sizeBytes;
    }
  }
}

function tableOf(stbl: DataView, type: string): DataView {
  const table = boxOf(stbl, type);
  if (table === null) throw new UnknownMediaError(`This MP4 file has no ${type} table.`);
  return table;
}

/** How many bytes each sample has (`stsz`). */
class Sizes {
  readonly count: number;
  readonly #table: DataView;
  readonly #sizeOfAll: number;

  constructor(table: DataView) {
    this.#table = table;
    this.#sizeOfAll = table.getUint32(4);
    this.count = table.getUint32(8);
    const listed = this.#sizeOfAll === 0 ? (table.byteLength - 12) / 4 : Infinity;
    if (this.count > Math.min(listed, MOST_SAMPLES))
      throw new UnknownMediaError(`This MP4 file can't have ${this.count} samples.`);
  }

  at(index: number): number {
    return this.#sizeOfAll === 0 ? this.#table.getUint32(12 + 4 * index) : this.#sizeOfAll;
  }
}

/** How long each sample is (`stts`: so many of this length, then so many of that). */
class Times {
  readonly #table: DataView;
  readonly #entryCount: number;
  #entry = 0;
  #left = 0;
  #duration = 0;

  constructor(table: DataView) {
    this.#table = table;
    this.#entryCount = entryCountOf(table, 8, 8);
  }

  /** The duration of the next sample, or null behind the last. */
  next(): number | null {
    while (this.#left === 0) {
      if (this.#entry === this.#entryCount) return null;
      this.#left = this.#table.getUint32(8 + 8 * this.#entry);
      this.#duration = this.#table.getUint32(12 + 8 * this.#entry);
      this.#entry++;
    }
    this.#left--;
    return this.#duration;
  }
}

interface Mp4Chunk {
  readonly offset: number;
  readonly sampleCount: number;
}

/** Runs of samples that lie together (`stco` or `co64`; `stsc`: from this one on so many samples each). */
function* chunksOf(stbl: DataView): Generator<Mp4Chunk> {
  const long = boxOf(stbl, 'co64');
  const offsets = long ?? tableOf(stbl, 'stco');
  const runs = tableOf(stbl, 'stsc');
  const runCount = entryCountOf(runs, 8, 12);
  const chunkCount = entryCountOf(offsets, 8, long === null ? 4 : 8);
  for (let chunk = 0, run = -1; chunk < chunkCount; chunk++) {
    while (run + 1 < runCount && runs.getUint32(8 + 12 * (run + 1)) <= chunk + 1) run++;
    const offset = long === null ? offsets.getUint32(8 + 4 * chunk) : countAt(offsets, 8 + 8 * chunk);
    if (run >= 0) yield { offset, sampleCount: runs.getUint32(12 + 12 * run) };
  }
}

/** How many entries a table has: as many as it says, no more than are there. */
function entryCountOf(table: DataView, headerBytes: number, entryBytes: number): number {
  return Math.min(table.getUint32(4), Math.floor((table.byteLength - headerBytes) / entryBytes));
}
