import { OriginError } from '../ports';

/** Aborts when nothing has moved for a while, or when the caller says so. */
export class StallGuard {
  readonly #abort = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly signal: AbortSignal;

  constructor(limitMs: number, caller: AbortSignal) {
    this.#timer = setTimeout(() => {
      this.#abort.abort(new OriginError('the origin has stopped sending', { isFinal: false }));
    }, limitMs);
    this.signal = AbortSignal.any([this.#abort.signal, caller]);
  }

  /** Something has moved. */
  moved(): void {
    this.#timer.refresh();
  }

  /** Ends the guarding. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
