// Sizes of songs that the server doesn't list: without one a track can't be cut into blocks. They are asked for one by one, a few at a time, and
// remembered as long as the server lists the same file. A listing waits a little for them; what comes later is told, a good many at once. Where
// the server can't be reached in between, that is broken off until it is listed anew; where it names no sizes at all, it is left at that.
import { OriginError } from '../../ports';
import { eachAtOnce } from './eachAtOnce';
import { MOST_WITHOUT_SIZE, SIZES_AT_ONCE, SIZES_TELL_MS, SIZES_WAIT_MS } from './limits';
import type { ListedSong, UnsizedSong } from './songFormat';

/** What it is made of. */
export interface SongSizesParts {
  /** How long a listing waits, in milliseconds. Default: 3 s. */
  readonly waitMs?: number | undefined;
  /** Asks for a size; null where the answer names none. @throws {OriginError} when it can't be had. */
  readonly sizeOf: (id: string, signal: AbortSignal) => Promise<number | null>;
  /** More sizes are known than when the last listing was given out. */
  readonly onMore: () => void;
  /** No more are asked for, and so many songs have none. `reason`: a clause. */
  readonly onEnd: (left: { readonly count: number; readonly reason: string }) => void;
}

/** The sizes of the songs of a server. */
export class SongSizes {
  readonly #parts: SongSizesParts;
  /** By revision and id. */
  readonly #known = new Map<string, number>();
  #asking = new AbortController();
  #isBrokenOff = false;

  constructor(parts: SongSizesParts) {
    this.#parts = parts;
  }

  /** Whether some weren't asked for because the server couldn't be reached. */
  get isBrokenOff(): boolean {
    return this.#isBrokenOff;
  }

  /** The song with its size; null where that isn't known. */
  sized(song: UnsizedSong): ListedSong | null {
    const sizeBytes = this.#known.get(keyOf(song));
    return sizeBytes === undefined ? null : song.sized(sizeBytes);
  }

  /** Asks for the sizes of these, and no longer for those before. Resolves when all have been asked for, or some time has passed. */
  async ask(songs: readonly UnsizedSong[]): Promise<void> {
    this.stop();
    this.#asking = new AbortController();
    this.#isBrokenOff = false;
    const { signal } = this.#asking;
    const present = new Set(songs.map(keyOf));
    for (const key of this.#known.keys()) if (!present.has(key)) this.#known.delete(key);
    const wanted = songs.filter((song) => !this.#known.has(keyOf(song)));
    if (wanted.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), this.#parts.waitMs ?? SIZES_WAIT_MS);
    });
    const asking = this.#askAll(wanted, signal);
    const isLate = (await Promise.race([asking, late])) === 'late';
    clearTimeout(timer);
    if (isLate) void this.#tellOfMore(asking, signal);
  }

  /** Asks for no more. */
  stop(): void {
    this.#asking.abort();
  }

  async #askAll(wanted: readonly UnsizedSong[], signal: AbortSignal): Promise<void> {
    const byId = new Map(wanted.map((song) => [song.id, song]));
    let reason = 'it names none';
    let without = 0;
    const askOne = async (id: string): Promise<void> => {
      const song = byId.get(id);
      if (song === undefined || without >= MOST_WITHOUT_SIZE) return;
      without += 1; // Before the answer, so that those at a time are counted too.
      const sizeBytes = await this.#parts.sizeOf(id, signal).catch((error: unknown) => {
        if (!(error instanceof OriginError) || !error.isFinal || error.isLoginRefused) throw error;
        reason = error.message;
        return null;
      });
      if (sizeBytes === null) return;
      without = 0;
      this.#known.set(keyOf(song), sizeBytes);
    };
    try {
      await eachAtOnce([...byId.keys()], askOne, SIZES_AT_ONCE);
    } catch (error) {
      if (signal.aborted) return;
      this.#isBrokenOff = true;
      reason = error instanceof Error ? error.message : String(error);
    }
    const count = wanted.filter((song) => !this.#known.has(keyOf(song))).length;
    if (count > 0 && !signal.aborted) this.#parts.onEnd({ count, reason });
  }

  /** Now and then, and at the end. */
  async #tellOfMore(asking: Promise<void>, signal: AbortSignal): Promise<void> {
    let told = this.#known.size;
    const tell = (): void => {
      if (signal.aborted || this.#known.size === told) return;
      told = this.#known.size;
      this.#parts.onMore();
    };
    const telling = setInterval(tell, SIZES_TELL_MS).unref();
    const end = (): void => clearInterval(telling);
    signal.addEventListener('abort', end, { once: true });
    await asking;
    end();
    tell();
  }
}

function keyOf({ id, revision }: UnsizedSong): string {
  return `${revision}/${id}`;
}
