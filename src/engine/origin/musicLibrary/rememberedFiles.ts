// What is known of files that aren't listed: from when the library was last open, until they are; and of files that are gone, as a drive that was
// unplugged comes back.
import type { Entry } from './catalogue';
import type { FileRow } from './libraryIndex';
import { MOST_GONE_FILES } from './limits';

/** The files that are remembered, by name. */
export class RememberedFiles {
  readonly #rows = new Map<string, FileRow>();

  /** Takes what the index says. */
  load(rows: readonly FileRow[]): void {
    for (const row of rows) this.#rows.set(row.name, row);
  }

  /** What is known of a file, which is listed from now on. */
  take(name: string): FileRow | undefined {
    const row = this.#rows.get(name);
    this.#rows.delete(name);
    return row;
  }

  /** Keeps what was listed before and isn't any more; of files that are gone for long, the first go. */
  keepGone(before: ReadonlyMap<string, Entry>, now: ReadonlyMap<string, Entry>): void {
    for (const [name, entry] of before) if (!now.has(name)) this.#rows.set(name, toRow(entry));
    for (const name of this.#rows.keys()) {
      if (this.#rows.size <= MOST_GONE_FILES) break;
      this.#rows.delete(name);
    }
  }

  /** All of it. */
  rows(): Iterable<FileRow> {
    return this.#rows.values();
  }
}

/** A file as the index has it. */
export function toRow({ file, tags, refusal, study }: Entry): FileRow {
  const { name, revision } = file;
  return { name, revision, tags, refusal, contentId: study?.contentId ?? null };
}
