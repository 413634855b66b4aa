// Pictures on disk: each under its hash, and one file that says which track has which. What is used least recently goes first.
// All of it can be had again from the origin, so whatever is damaged is missing: a picture that doesn't match its name, an
// index that makes no sense, a disk that is full.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import type { CoverStore } from './coverStore';
import { KeptFile } from './keptFile';
import type { Cover } from './ports';

/** The most that pictures take on disk, in bytes: some two hundred albums. */
const MOST_BYTES = 48 * 1024 * 1024;
/** The most tracks whose picture is remembered. */
const MOST_TRACKS = 10_000;
/** The least time between two writes of the index, in milliseconds: a kill loses the pictures of so many seconds. */
const WRITE_PAUSE_MS = 5_000;
const INDEX = 'index.json';
/** The longest name of a track: longer ones aren't kept. */
const LONGEST_KEY = 3_000;

const Id = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Index = v.object({
  version: v.literal(1),
  tracks: v.pipe(
    v.array(v.tuple([v.pipe(v.string(), v.maxLength(LONGEST_KEY)), v.nullable(Id)])),
    v.maxLength(MOST_TRACKS),
  ),
  pictures: v.array(v.tuple([Id, v.pipe(v.number(), v.integer(), v.minValue(1))])),
});
type Index = v.InferOutput<typeof Index>;

/** Where covers lie. */
export interface CoverFilesOptions {
  /** A folder of its own; made with the first picture. */
  readonly folder: string;
  /** Takes a sentence about what can't be kept. */
  readonly onProblem: (sentence: string) => void;
  /** The most that pictures take, in bytes. Default: 48 MiB. */
  readonly mostBytes?: number;
}

/** The pictures on disk. */
export class CoverFiles implements CoverStore {
  readonly #folder: string;
  readonly #index: KeptFile<Index>;
  /** By track. */
  readonly #tracks = new LRUCache<string, { readonly id: string | null }>({ max: MOST_TRACKS });
  /** Their lengths in bytes, by id. */
  readonly #pictures: LRUCache<string, number>;
  #loading: Promise<void> | null = null;
  #isClosed = false;

  constructor({ folder, onProblem, mostBytes = MOST_BYTES }: CoverFilesOptions) {
    this.#folder = folder;
    this.#index = new KeptFile({
      folder,
      name: INDEX,
      contents: 'Covers',
      writePauseMs: WRITE_PAUSE_MS,
      onProblem,
    });
    this.#pictures = new LRUCache({
      maxSize: mostBytes,
      sizeCalculation: (sizeBytes) => sizeBytes,
      dispose: (_, id, reason) => {
        if (reason !== 'set') void this.#unlink(id);
      },
    });
  }

  async find(key: string): Promise<string | null | undefined> {
    await this.#load();
    return this.#tracks.get(key)?.id;
  }

  async read(id: string): Promise<Uint8Array | null> {
    await this.#load();
    if (this.#pictures.get(id) === undefined) return null;
    const bytes = await readFile(join(this.#folder, id)).catch(() => null); // Gone: it is had again.
    if (bytes !== null && createHash('sha256').update(bytes).digest('hex') === id) return bytes;
    this.#pictures.delete(id);
    return null;
  }

  async held(): Promise<readonly string[]> {
    await this.#load();
    return [...this.#pictures.keys()];
  }

  async keep(key: string, cover: Cover | Pick<Cover, 'id'> | null): Promise<void> {
    await this.#load();
    if (key.length > LONGEST_KEY || this.#isClosed) return;
    if (cover !== null && 'bytes' in cover && !(await this.#write(cover))) return;
    this.#tracks.set(key, { id: cover?.id ?? null });
    this.#index.save(this.#rows);
  }

  /** Keeps nothing from now on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#index.close();
  }

  /** Writes what waits to be written. */
  flush(): Promise<void> {
    return this.#index.flush();
  }

  get #rows(): Index {
    return {
      version: 1,
      // Oldest first, so that they are in this order again when they are taken one after the other.
      tracks: [...this.#tracks.entries()]
        .reverse()
        .map(([key, { id }]): [string, string | null] => [key, id]),
      pictures: [...this.#pictures.entries()].reverse(),
    };
  }

  async #write({ id, bytes }: Cover): Promise<boolean> {
    if (this.#pictures.get(id) !== undefined) return true;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFileAtomic(join(this.#folder, id), Buffer.from(bytes), { fsync: false });
      this.#pictures.set(id, bytes.length);
      return true;
    } catch {
      return false; // A full disk: the picture is shown, and had again the next time.
    }
  }

  #load(): Promise<void> {
    this.#loading ??= this.#loadNow();
    return this.#loading;
  }

  async #loadNow(): Promise<void> {
    const read = await this.#index.read();
    const parsed = v.safeParse(Index, read === 'missing' ? null : read.value);
    const { tracks, pictures } = parsed.success ? parsed.output : { tracks: [], pictures: [] };
    for (const [key, id] of tracks) this.#tracks.set(key, { id });
    for (const [id, sizeBytes] of pictures) this.#pictures.set(id, sizeBytes);
    const names = await readdir(this.#folder).catch((): string[] => []); // None yet.
    const strays = names.filter((name) => name !== INDEX && this.#pictures.peek(name) === undefined);
    await Promise.all(strays.map((name) => this.#unlink(name)));
  }

  async #unlink(name: string): Promise<void> {
    // What can't be removed now is a stray at the next start.
    await rm(join(this.#folder, name), { force: true }).catch(() => undefined);
  }
}
