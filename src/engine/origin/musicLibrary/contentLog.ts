// What was found out of contents, in one file that is only appended to, a line a content. Reading it from front to back takes a
// fraction of the time that a file for each content took. A line that was torn or flipped is passed over. When too much of
// the file is of contents that are gone, it is written anew.
//
// A line begins with its line break instead of ending with one: what follows a torn line is whole. Should another process
// append to the same file, lines aren't where they were put: they are looked for once more.
import { hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ByteRange } from '../../../shared/byteRange';
import { verifyManifest } from '../../manifest/manifest';
import { fitsInto } from '../mediaInfoFormat';
import { LOG_BATCH_BYTES, LOG_CHUNK_BYTES, MOST_USELESS } from './limits';
import { decodeLine, encodeLine, readLines, type LinePlace, type LogLine } from './logLine';
import type { Study } from './study';

const LINE_BREAK = Buffer.from('\n');

/** What a log is made of. */
export interface ContentLogOptions {
  readonly path: string;
  /** Told when a line isn't as it was written, or the file can't be read. */
  readonly onBroken: () => void;
  /** Takes what the file system said when something couldn't be written. */
  readonly onUnwritten: (error: unknown) => void;
}

/** What is known of a content. */
interface Known {
  readonly study: Study;
  /** Null until its line is written. */
  place: LinePlace | null;
}

/** The log of one library. */
export class ContentLog {
  readonly #options: ContentLogOptions;
  #known = new Map<string, Known>();
  #waiting: { readonly known: Known; readonly line: Buffer }[] = [];
  #waitingBytes = 0;
  #sizeBytes = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: ContentLogOptions) {
    this.#options = options;
  }

  /** Reads the log. */
  load(): Promise<void> {
    return this.#inTurn(() => this.#read());
  }

  /** What is known of a content of `sizeBytes` bytes, or null. */
  study(contentId: string, sizeBytes: number): Study | null {
    const study = this.#known.get(contentId)?.study;
    if (study === undefined) return null;
    return study.mediaInfo === null || fitsInto(study.mediaInfo, sizeBytes) ? study : null;
  }

  /** Keeps what was found out of a content, and its encoded manifest: some time, and by `flush` at the latest. */
  async keep(study: Study, manifest: Uint8Array): Promise<void> {
    if (this.#known.has(study.contentId)) return;
    const line = encodeLine({
      ...study,
      manifest: Buffer.from(manifest).toString('base64'),
    });
    const known: Known = { study, place: null };
    this.#known.set(study.contentId, known);
    this.#waiting.push({ known, line });
    this.#waitingBytes += line.length;
    if (this.#waitingBytes >= LOG_BATCH_BYTES) await this.flush();
  }

  /** Writes what isn't written yet. */
  flush(): Promise<void> {
    return this.#inTurn(() => this.#append());
  }

  /** The encoded manifest of a content, verified, or null. */
  async manifest(contentId: string): Promise<Uint8Array | null> {
    await this.flush();
    const manifest = await this.#inTurn(() => this.#findManifest(contentId));
    if (manifest !== null || !this.#known.has(contentId)) return manifest;
    await this.load();
    return await this.#inTurn(() => this.#findManifest(contentId));
  }

  /** Forgets all other contents, and writes the file anew where that makes it much smaller. */
  async forgetAllBut(contentIds: ReadonlySet<string>): Promise<void> {
    await this.flush();
    await this.#inTurn(async () => {
      if (!this.#isWorthShrinking(contentIds)) return;
      await this.#read(); // Another process may have appended to it.
      if (this.#isWorthShrinking(contentIds)) await this.#shrink();
    });
  }

  /** Lets work on the file run one after another. Nothing of it throws. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result;
    return result;
  }

  async #read(): Promise<void> {
    const found = new Map<string, Known>();
    this.#sizeBytes = 0;
    try {
      for await (const { start, length, bytes } of readLines(this.#options.path)) {
        this.#sizeBytes = start + length;
        const line = decodeLine(bytes);
        if (line === null) this.#options.onBroken();
        else found.set(line.contentId, { study: this.#studyOf(line), place: { start, length } });
      }
    } catch (error) {
      if (!isMissing(error)) this.#options.onBroken();
    }
    for (const { known } of this.#waiting) found.set(known.study.contentId, known);
    this.#known = found;
  }

  /** What a line says; the same object as before where it was known before, as whole libraries hold on to them. */
  #studyOf({ contentId, mediaInfo, problems }: LogLine): Study {
    return this.#known.get(contentId)?.study ?? { contentId, mediaInfo, problems };
  }

  async #append(): Promise<void> {
    const lines = this.#waiting;
    if (lines.length === 0) return;
    this.#waiting = [];
    this.#waitingBytes = 0;
    try {
      await mkdir(dirname(this.#options.path), { recursive: true });
      await appendFile(this.#options.path, Buffer.concat(lines.flatMap(({ line }) => [LINE_BREAK, line])));
    } catch (error) {
      this.#options.onUnwritten(error);
      return;
    }
    for (const { known, line } of lines) known.place = this.#place(line.length);
  }

  /** The place of the next line behind all others. */
  #place(length: number): LinePlace {
    const start = this.#sizeBytes + LINE_BREAK.length;
    this.#sizeBytes = start + length;
    return { start, length };
  }

  async #findManifest(contentId: string): Promise<Uint8Array | null> {
    const place = this.#known.get(contentId)?.place ?? null;
    if (place === null) return null;
    try {
      const handle = await open(this.#options.path);
      const bytes = await readAt(handle, place).finally(() => handle.close());
      const encoded = Buffer.from(decodeLine(bytes)?.manifest ?? '', 'base64');
      verifyManifest(encoded, contentId, (part) => hash('sha256', part, 'buffer'));
      return encoded;
    } catch {
      return null; // The file is gone, or other bytes lie at this place: whoever asked looks once more.
    }
  }

  /** Forgets all other contents, and says whether a good part of the file is of no use then. */
  #isWorthShrinking(contentIds: ReadonlySet<string>): boolean {
    let usedBytes = 0;
    for (const [contentId, { place }] of this.#known) {
      if (!contentIds.has(contentId)) this.#known.delete(contentId);
      else if (place !== null) usedBytes += LINE_BREAK.length + place.length;
    }
    return this.#sizeBytes - usedBytes > MOST_USELESS * this.#sizeBytes;
  }

  /** Writes the file anew with nothing but what is known. */
  async #shrink(): Promise<void> {
    const { path, onUnwritten } = this.#options;
    const kept = [...this.#known.values()].filter(({ place }) => place !== null);
    const places = kept.flatMap(({ place }) => place ?? []);
    const draft = `${path}.new`;
    try {
      await writeFile(draft, copyLines(path, places));
      await rename(draft, path);
    } catch (error) {
      onUnwritten(error);
      await rm(draft, { force: true }).catch(onUnwritten);
      return;
    }
    this.#sizeBytes = 0;
    for (const known of kept) known.place = this.#place(known.place?.length ?? 0);
  }
}

/** Copies lines with their line breaks, as many at once as lie one behind the other. */
async function* copyLines(path: string, places: readonly LinePlace[]): AsyncGenerator<Buffer> {
  for (const { start, end } of runsOf(places))
    yield* createReadStream(path, { start, end: end - 1, highWaterMark: LOG_CHUNK_BYTES });
}

function runsOf(places: readonly LinePlace[]): ByteRange[] {
  const runs: ByteRange[] = [];
  for (const { start: lineStart, length } of places) {
    const [start, end] = [Math.max(0, lineStart - LINE_BREAK.length), lineStart + length];
    const before = runs.at(-1);
    if (before?.end === start) runs[runs.length - 1] = { start: before.start, end };
    else runs.push({ start, end });
  }
  return runs;
}

async function readAt(handle: FileHandle, { start, length }: LinePlace): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  await handle.read(bytes, 0, length, start);
  return bytes;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
