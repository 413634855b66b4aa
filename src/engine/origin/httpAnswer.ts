// An answer over HTTP whose connection is to be used again.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A cancelled answer with less than this left, in bytes, is read to its end: less than a new connection costs. */
export const DRAINED_BYTES = 64 * 1024;
/** An answer that isn't at its end after this time, in milliseconds, isn't drained any further. */
export const DRAIN_MS = 5_000;

/** An answer: its body is received once, or dropped. An abort drops what is left of it. */
export class HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly #message: IncomingMessage;
  #signal: AbortSignal;
  #leftBytes: number;

  constructor(message: IncomingMessage, signal: AbortSignal) {
    this.status = message.statusCode ?? 0;
    this.headers = message.headers;
    this.#message = message;
    this.#signal = signal;
    this.#leftBytes = Number(message.headers['content-length'] ?? Infinity);
  }

  /** Hands over the body as it comes. Rejects when it ends early, when `onBytes` throws, and on abort. */
  receive(onBytes: (bytes: Uint8Array) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (error?: unknown): void => {
        this.#signal.removeEventListener('abort', abort);
        this.#message.removeAllListeners('data');
        if (error === undefined) resolve();
        else reject(error instanceof Error ? error : new Error('It was cancelled.', { cause: error }));
      };
      const abort = (): void => {
        end(this.#signal.reason);
        this.drop();
      };
      this.#message.once('end', () => end());
      this.#message.once('error', end);
      if (this.#signal.aborted) abort();
      else this.#signal.addEventListener('abort', abort, { once: true });
      this.#message.on('data', (bytes: Buffer) => {
        this.#leftBytes -= bytes.length;
        try {
          onBytes(bytes);
        } catch (error) {
          end(error);
          this.drop();
        }
      });
    });
  }

  /** Is no longer of whoever asked for it: that one's abort leaves it as it is. Called before it is received. */
  outlive(): void {
    this.#signal = new AbortController().signal;
  }

  /** Lets what comes wait, until `resume`. */
  pause(): void {
    this.#message.pause();
  }

  /** See `pause`. */
  resume(): void {
    this.#message.resume();
  }

  /** Wants no more of it: reads on unheard if the end is near, or else gives the connection up. */
  drop(): void {
    // What an answer that nobody wants ends with, nobody wants to know.
    this.#message.on('error', () => undefined);
    if (!(this.#leftBytes < DRAINED_BYTES)) {
      this.#message.destroy();
      return;
    }
    const timer = setTimeout(() => this.#message.destroy(), DRAIN_MS).unref();
    this.#message.once('close', () => clearTimeout(timer));
    this.#message.resume();
  }

  /** Where at the same host, port and protocol it sends the asker instead; null where it doesn't. */
  redirectFrom(url: URL): URL | null {
    const target = this.#target(url);
    return target?.origin === url.origin ? target : null;
  }

  /** Where it sends the asker instead, to another host or port, or by another protocol of the web; null where it doesn't. */
  leadsElsewhere(url: URL): URL | null {
    const target = this.#target(url);
    const isOther = target !== null && target.origin !== url.origin;
    return isOther && /^https?:$/.test(target.protocol) ? target : null;
  }

  #target(url: URL): URL | null {
    const { location } = this.headers;
    if (![301, 302, 303, 307, 308].includes(this.status) || location === undefined) return null;
    return URL.canParse(location, url.href) ? new URL(location, url) : null;
  }
}
