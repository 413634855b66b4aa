// A file that comes as a whole, since the server doesn't answer ranges: it is read on and kept, and whoever wants a range gets it from what is
// here, or waits until it comes. It is read no further ahead than somebody wants, and kept no longer than somebody reads. What has been let go
// at its beginning, to stay within memory, can't be had any more: then it is asked for anew.
import type { ByteRange } from '../../../shared/track';
import { OriginError } from '../../ports';
import type { HttpAnswer } from '../httpAnswer';
import { AHEAD_BYTES, IDLE_MS, KEPT_BYTES } from './limits';

/** Bytes that wait to come for so long are given up, in milliseconds. */
const STALL_MS = 15_000;

/** What is asked of such a file. */
export interface WholeRead {
  readonly range: ByteRange;
  readonly onBytes: (bytes: Uint8Array) => void;
}

/** A file on its way. */
export class WholeFile {
  readonly #answer: HttpAnswer;
  readonly #sizeBytes: number;
  readonly #onEnd: () => void;
  readonly #pieces: Uint8Array[] = [];
  readonly #waiting = new Set<() => void>();
  /** What is kept: `[start, end)` of the file. */
  #start = 0;
  #end = 0;
  #wantedEnd = 0;
  #readers = 0;
  #isPaused = false;
  #isComplete = false;
  #failure: OriginError | null = null;
  #idle: NodeJS.Timeout | null = null;

  /** `onEnd`: it has been let go, or failed. */
  constructor(answer: HttpAnswer, sizeBytes: number, onEnd: () => void) {
    this.#answer = answer;
    this.#sizeBytes = sizeBytes;
    this.#onEnd = onEnd;
    answer.outlive(); // whoever has asked for it may give up, and another wants the rest
    answer
      .receive((bytes) => this.#take(bytes))
      .then(
        () => this.#complete(),
        (error: unknown) =>
          this.#fail(
            error instanceof OriginError
              ? error
              : new OriginError('the server has stopped sending', { isFinal: false, cause: error }),
          ),
      );
  }

  /** Whether nobody reads from it. */
  get isIdle(): boolean {
    return this.#readers === 0;
  }

  /** Whether what lies there is still here, or will be. */
  has(position: number): boolean {
    return this.#failure === null && position >= this.#start;
  }

  /** Hands over a range. Rejects when it can't be had, and on abort. */
  async read({ range, onBytes }: WholeRead, signal: AbortSignal): Promise<void> {
    this.#readers += 1;
    this.#stopIdle();
    try {
      for (let at = range.start; at < range.end;) {
        signal.throwIfAborted();
        if (this.#failure !== null) throw this.#failure;
        if (at < this.#start) throw new OriginError('the file has to be read anew', { isFinal: false });
        if (at < this.#end) {
          for (const bytes of this.#slices(at, Math.min(range.end, this.#end))) {
            at += bytes.length;
            onBytes(bytes);
          }
        } else {
          this.#want(range.end);
          await this.#more(signal);
        }
      }
    } finally {
      this.#readers -= 1;
      if (this.#readers === 0) this.#idle = setTimeout(() => this.close(), IDLE_MS).unref();
    }
  }

  /** Lets go of it. */
  close(): void {
    this.#fail(new OriginError('the file is no longer read', { isFinal: false }));
    if (!this.#isComplete) this.#answer.drop();
  }

  #take(bytes: Uint8Array): void {
    this.#pieces.push(Uint8Array.from(bytes));
    this.#end += bytes.length;
    if (this.#end > this.#sizeBytes) throw wrongLength(this.#sizeBytes, 'more');
    while (this.#end - this.#start > KEPT_BYTES) this.#start += this.#pieces.shift()?.length ?? 0;
    this.#pace();
    this.#wake();
  }

  #complete(): void {
    this.#isComplete = true;
    if (this.#end === this.#sizeBytes) this.#wake();
    else this.#fail(wrongLength(this.#sizeBytes, `only ${this.#end}`));
  }

  #fail(failure: OriginError): void {
    if (this.#failure !== null) return;
    this.#failure = failure;
    this.#stopIdle();
    this.#pieces.length = 0;
    this.#wake();
    this.#onEnd();
  }

  #want(end: number): void {
    this.#wantedEnd = Math.max(this.#wantedEnd, end);
    this.#pace();
  }

  #pace(): void {
    const isEnough = this.#end >= this.#wantedEnd + AHEAD_BYTES;
    if (isEnough === this.#isPaused) return;
    this.#isPaused = isEnough;
    if (isEnough) this.#answer.pause();
    else this.#answer.resume();
  }

  /** Waits until something has come, or it has failed. */
  async #more(signal: AbortSignal): Promise<void> {
    let stop: () => void = () => undefined;
    const stalled = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(true), STALL_MS);
      const wake = (): void => resolve(false);
      stop = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
    stop();
    if (!stalled) return;
    const failure = new OriginError('the server has stopped sending', { isFinal: false });
    this.#fail(failure);
    this.#answer.drop();
    throw failure;
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  *#slices(start: number, end: number): Generator<Uint8Array> {
    let at = this.#start;
    for (const piece of [...this.#pieces]) {
      const [from, to] = [Math.max(start, at), Math.min(end, at + piece.length)];
      if (from < to) yield piece.subarray(from - at, to - at);
      at += piece.length;
      if (at >= end) return;
    }
  }

  #stopIdle(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = null;
  }
}

/** The failure of a file that has another length than the server lists. */
export function wrongLength(listedBytes: number, sent: string): OriginError {
  return new OriginError(
    `the server lists ${listedBytes} bytes and sends ${sent}: let it scan its music anew, and don't have it convert what is played`,
    { isFinal: true },
  );
}
