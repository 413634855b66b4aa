// One origin that music is taken from, and its catalogue: loaded when the origin is opened, asked for again and again while it
// is away, and taken anew whenever it changes.
import type { Track } from '../shared/track';
import type { Clock, Origin } from './ports';

/** What an origin link is made of. */
export interface OriginLinkParts {
  readonly clock: Clock;
  readonly url: string;
  readonly origin: Origin;
  /** Its catalogue has come, or changed. */
  readonly onCatalogue: () => void;
  /** The catalogue can't be had; `text` is a sentence that says what to do. Told once until it could be had again. */
  readonly onProblem: (text: string) => void;
  readonly info: (text: string) => void;
}

/** The pauses before an origin that couldn't be reached is asked again for its catalogue, in milliseconds: doubled from the least to the most. */
const RETRY_MS = { least: 5_000, most: 60_000 };

/** An origin that is used. */
export class OriginLink {
  readonly origin: Origin;
  readonly #parts: OriginLinkParts;
  readonly #abort = new AbortController();
  #tracks: readonly Track[] | null = null;
  #hasFailed = false;

  constructor(parts: OriginLinkParts) {
    this.#parts = parts;
    this.origin = parts.origin;
    this.origin.onChange?.((tracks) => {
      if (!this.#abort.signal.aborted) this.#take(tracks);
    });
    void this.#load(RETRY_MS.least);
  }

  /** What it has; null until that is known. */
  get tracks(): readonly Track[] | null {
    return this.#tracks;
  }

  /** Whether it hasn't answered yet, well or badly. */
  get isLoading(): boolean {
    return this.#tracks === null && !this.#hasFailed;
  }

  /** Lets go of it. */
  close(): void {
    this.#abort.abort();
    this.origin.close?.();
  }

  #take(tracks: readonly Track[]): void {
    this.#tracks = tracks;
    this.#hasFailed = false;
    this.#parts.onCatalogue();
  }

  async #load(retryMs: number): Promise<void> {
    const { signal } = this.#abort;
    try {
      const tracks = await this.origin.catalogue(signal);
      if (signal.aborted) return;
      this.#parts.info(`${tracks.length} tracks at ${this.origin.name}.`);
      this.#take(tracks);
    } catch (error) {
      if (signal.aborted) return;
      this.#fail(error);
      const { clock } = this.#parts;
      clock.wakeAt(clock.nowMs() + retryMs, () => {
        if (!signal.aborted) void this.#load(Math.min(2 * retryMs, RETRY_MS.most));
      });
    }
  }

  #fail(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const message = error instanceof Error ? error.message : String(error);
    const { name, isLocal } = this.origin;
    const remedy = isLocal ? 'Bring the folder back' : 'Start the server, or correct its address';
    this.#parts.onProblem(
      `No music from ${name}: ${message}. ${remedy}, or remove it by “Starling: Remove Folder or Server…”.`,
    );
  }
}
