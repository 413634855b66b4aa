// Which peer ids aren't let in, and until when: the banned for good, who couldn't show a good credential for a minute. Peer ids cost
// nothing, so this spares work only: what keeps the banned out is that their accounts are (`peerTrust.ts`).
import { LRUCache } from 'lru-cache';
import { MOST_KEPT_OUT } from './limits';

/** Who isn't let in. */
export class Gate {
  readonly #nowMs: () => number;
  readonly #until = new LRUCache<string, number>({ max: MOST_KEPT_OUT });

  /** `nowMs` is monotonic. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Whether a peer isn't let in now. */
  isKeptOut(peerId: string): boolean {
    return this.#nowMs() < (this.#until.get(peerId) ?? -Infinity);
  }

  /** Doesn't let a peer in for so long, in milliseconds; Infinity: in this session. Never shortens what was said before. */
  keepOut(peerId: string, forMs: number): void {
    this.#until.set(peerId, Math.max(this.#nowMs() + forMs, this.#until.get(peerId) ?? -Infinity));
  }
}
