// Counts wrong logins by account and address. Each pair may be wrong ten times, and then once in half a minute (a token bucket), so
// that one who guesses is kept out, and the same account from elsewhere isn't. An address of IPv6 counts as its network of 64 bits: whoever has
// one of those has all in it.
import { isIPv6, SocketAddress } from 'node:net';
import { LRUCache } from 'lru-cache';
import { MOST_WATCHED_PAIRS, MOST_WRONG_TRIES, TRY_AGAIN_MS } from '../limits';

interface Bucket {
  /** Tries left when it was last looked at. */
  tries: number;
  atMs: number;
}

/** Who tries. */
export interface Pair {
  readonly account: string;
  readonly address: string;
}

/** Counts wrong tries. */
export class WrongTries {
  readonly #buckets = new LRUCache<string, Bucket>({ max: MOST_WATCHED_PAIRS });
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** How long a pair has to wait for its next try, in milliseconds; 0 where it may try now. */
  waitMs(pair: Pair): number {
    const bucket = this.#buckets.get(keyOf(pair));
    return bucket === undefined ? 0 : Math.max(0, Math.ceil((1 - this.#triesOf(bucket)) * TRY_AGAIN_MS));
  }

  /** Takes one try. */
  take(pair: Pair): void {
    const key = keyOf(pair);
    const before = this.#buckets.get(key);
    const tries = before === undefined ? MOST_WRONG_TRIES : this.#triesOf(before);
    this.#buckets.set(key, { tries: Math.max(0, tries - 1), atMs: this.#nowMs() });
  }

  /** Forgets what was wrong: this time it was right. */
  forgive(pair: Pair): void {
    this.#buckets.delete(keyOf(pair));
  }

  #triesOf({ tries, atMs }: Bucket): number {
    return Math.min(MOST_WRONG_TRIES, tries + (this.#nowMs() - atMs) / TRY_AGAIN_MS);
  }
}

function keyOf({ account, address }: Pair): string {
  return `${networkOf(address)}\n${account}`;
}

/** An address of IPv4 as it is, also one that is written as IPv6; of IPv6 the first 64 bits. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  // In full there is one gap at most.
  const [head = '', tail = ''] = new SocketAddress({ address: plain, family: 'ipv6' }).address.split('::');
  const groupsOf = (part: string): string[] => part.split(':').filter((group) => group !== '');
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const gap = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...gap, ...after].slice(0, 4).join(':');
}
