// Looks now and then whether a Subsonic server has other music: the protocol has no way to be told. What its last scan says of itself is asked
// for; only when that is another one, the catalogue is listed anew.
import { OriginError } from '../../ports';
import type { SubsonicClient } from './client';
import { LOOK_AGAIN_MS } from './limits';

/** What a watch is made of. */
export interface ScanWatchParts {
  readonly client: SubsonicClient;
  /** Default: ten minutes. */
  readonly lookAgainMs?: number | undefined;
  /** There is other music; where it rejects, it is tried again at the next look. */
  readonly onChange: (signal: AbortSignal) => Promise<void>;
}

/** A watch, which sees nothing before it is begun. */
export class ScanWatch {
  readonly #parts: ScanWatchParts;
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  /** What the scan said of itself that the catalogue is of. */
  #scan: string | null = null;

  constructor(parts: ScanWatchParts) {
    this.#parts = parts;
  }

  /** The catalogue has just been listed. */
  begin(): void {
    if (this.#timer !== null || this.#closing.signal.aborted) return;
    this.#timer = setTimeout(() => undefined, 0);
    void this.#look(true);
  }

  /** Looks no more. */
  stop(): void {
    this.#closing.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #look(isFirst: boolean): Promise<void> {
    const { client, lookAgainMs = LOOK_AGAIN_MS, onChange } = this.#parts;
    const { signal } = this.#closing;
    try {
      const { scanStatus } = await client.call('getScanStatus', {}, signal);
      const { scanning, ...scan } = (scanStatus ?? {}) as Readonly<Record<string, unknown>>;
      const said = JSON.stringify(scan).slice(0, 1_000);
      const isBusy = scanning === true || scanning === 'true';
      if (!isFirst && !isBusy && said !== this.#scan) await onChange(signal);
      if (!isBusy || isFirst) this.#scan = said;
    } catch (error) {
      // A server that is away, or has no such method, or gives it to its keeper only, is looked at again: the catalogue stays as it is. One
      // that refuses the login is for whoever plays from it to tell.
      if (!(error instanceof OriginError) && !signal.aborted) throw error;
    }
    if (signal.aborted) return;
    this.#timer = setTimeout(() => void this.#look(false), lookAgainMs).unref();
  }
}
