// A line with a queue before it, in simulated time: what is sent waits for what was sent before, and is dropped where the queue is full.
import type { EventHeap } from './eventHeap';

/** A line of so many bytes a second, so many milliseconds long. */
export class Bottleneck {
  readonly #heap: EventHeap;
  readonly #bytesPerSecond: number;
  readonly #wayMs: number;
  readonly #queueBytes: number;
  /** When everything in the queue is out. */
  #freeAtMs = 0;
  /** All bytes that have been let through. */
  carriedBytes = 0;

  constructor(options: {
    readonly heap: EventHeap;
    readonly bytesPerSecond: number;
    readonly wayMs: number;
    readonly queueBytes: number;
  }) {
    this.#heap = options.heap;
    this.#bytesPerSecond = options.bytesPerSecond;
    this.#wayMs = options.wayMs;
    this.#queueBytes = options.queueBytes;
  }

  /** How long what is sent now waits before it goes, in milliseconds. */
  get waitingMs(): number {
    return Math.max(0, this.#freeAtMs - this.#heap.nowMs());
  }

  /** Sends bytes; calls back when they arrive. Returns false where they are dropped. */
  send(bytes: number, onArrival: () => void): boolean {
    if ((this.waitingMs / 1000) * this.#bytesPerSecond + bytes > this.#queueBytes) return false;
    this.#freeAtMs = this.#heap.nowMs() + this.waitingMs + (bytes / this.#bytesPerSecond) * 1000;
    this.carriedBytes += bytes;
    this.#heap.wakeAt(this.#freeAtMs + this.#wayMs, onArrival);
    return true;
  }
}
