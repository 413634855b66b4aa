// Whom to believe. A peer that sends one bad block is banned for the session, and with it every peer of its account, now and later:
// peer ids cost nothing, accounts are vouched for by the origin. Lies about holdings, stalls and senseless messages
// weigh as demerits, which time halves; from some on others are preferred (`demoted`), from more on nobody of that account
// is let in until they have faded to where it wouldn't even be demoted. What is demoted or held out is judged by account as well.
// Nothing here grows with what peers do: every list has a limit, and so has the number of messages that are listened to.
// Sources: streaming.md §3.2, §7.
import { LRUCache } from 'lru-cache';
import { TokenBucket } from './tokenBucket';
import type { Heard, Offence, TrustLimits } from './trustLimits';

/** What happened. */
export type TrustEvent =
  /** A peer has shown whose it is (its credential). */
  | { readonly type: 'met'; readonly peerId: string; readonly account: string }
  | { readonly type: 'left'; readonly peerId: string }
  | { readonly type: 'offended'; readonly peerId: string; readonly offence: Offence }
  /** A message has come, and hasn't been looked at. */
  | { readonly type: 'heard'; readonly peerId: string; readonly what: Heard };

/** What is to be done. */
export type TrustAction =
  /** Never again in this session: blocks that these peers were asked for are to be had elsewhere. */
  | { readonly type: 'ban'; readonly account: string; readonly peerIds: readonly string[] }
  /** Don't let it in, or no longer. */
  | {
      readonly type: 'disconnect';
      readonly peerId: string;
      readonly reason: 'banned' | 'held out' | 'too many peers';
    }
  /** Prefer others, and let it go first. */
  | { readonly type: 'demote'; readonly peerId: string }
  /** Don't look at the message. */
  | { readonly type: 'ignore'; readonly peerId: string };

/** What an account is worth. */
export type Standing = 'good' | 'demoted' | 'held out' | 'banned';

interface Peer {
  readonly account: string;
  readonly allowances: Readonly<Record<Heard, TokenBucket>>;
}

interface Offences {
  readonly demerits: number;
  readonly atMs: number;
  /** Once held out, it stays so until it would no longer be demoted. */
  readonly isHeldOut: boolean;
}

/** Who is believed how much, for a session. */
export class PeerTrust {
  readonly #limits: TrustLimits;
  readonly #peers = new Map<string, Peer>();
  readonly #banned: LRUCache<string, true>;
  readonly #records: LRUCache<string, Offences>;

  constructor(limits: TrustLimits) {
    this.#limits = limits;
    this.#banned = new LRUCache({ max: limits.banned });
    this.#records = new LRUCache({ max: limits.accounts });
  }

  /** What is remembered. */
  get size(): { readonly peers: number; readonly accounts: number; readonly banned: number } {
    return { peers: this.#peers.size, accounts: this.#records.size, banned: this.#banned.size };
  }

  /** How an account stands. */
  standingOf(account: string, nowMs: number): Standing {
    if (this.#banned.has(account)) return 'banned';
    if (this.#demeritsOf(account, nowMs) < this.#limits.demotedFrom) return 'good';
    return this.#records.peek(account)?.isHeldOut === true ? 'held out' : 'demoted';
  }

  /** Takes in what happened and says what is to be done. */
  handle(event: TrustEvent, nowMs: number): readonly TrustAction[] {
    switch (event.type) {
      case 'met':
        return this.#meet(event, nowMs);
      case 'left':
        this.#peers.delete(event.peerId);
        return [];
      case 'offended':
        return this.#judge(event, nowMs);
      case 'heard':
        return this.#hear(event, nowMs);
    }
  }

  #meet({ peerId, account }: TrustEvent & { type: 'met' }, nowMs: number): readonly TrustAction[] {
    const standing = this.standingOf(account, nowMs);
    if (standing === 'banned' || standing === 'held out') return this.#drop(peerId, standing);
    if (!this.#peers.has(peerId) && this.#peers.size >= this.#limits.peers)
      return this.#drop(peerId, 'too many peers');
    const { allowances } = this.#limits;
    const about = {
      'have-map': new TokenBucket(allowances['have-map']),
      message: new TokenBucket(allowances.message),
    };
    this.#peers.set(peerId, { account, allowances: this.#peers.get(peerId)?.allowances ?? about });
    return standing === 'demoted' ? [{ type: 'demote', peerId }] : [];
  }

  #judge({ peerId, offence }: TrustEvent & { type: 'offended' }, nowMs: number): readonly TrustAction[] {
    const account = this.#peers.get(peerId)?.account;
    if (account === undefined) return [];
    if (offence === 'bad block') return this.#ban(account);
    const before = this.standingOf(account, nowMs);
    const demerits = this.#demeritsOf(account, nowMs) + this.#limits.demerits[offence];
    const isHeldOut = before === 'held out' || demerits >= this.#limits.heldOutFrom;
    this.#records.set(account, { demerits, atMs: nowMs, isHeldOut });
    const standing = this.standingOf(account, nowMs);
    if (standing === before) return [];
    return this.#peersOf(account).flatMap((each): readonly TrustAction[] =>
      standing === 'held out' ? this.#drop(each, standing) : [{ type: 'demote', peerId: each }],
    );
  }

  #ban(account: string): readonly TrustAction[] {
    this.#banned.set(account, true);
    this.#records.delete(account);
    const peerIds = this.#peersOf(account);
    return [{ type: 'ban', account, peerIds }, ...peerIds.flatMap((peerId) => this.#drop(peerId, 'banned'))];
  }

  #hear({ peerId, what }: TrustEvent & { type: 'heard' }, nowMs: number): readonly TrustAction[] {
    const peer = this.#peers.get(peerId);
    if (peer === undefined) return [{ type: 'ignore', peerId }];
    if (peer.allowances[what].take(1, nowMs)) return [];
    return [
      { type: 'ignore', peerId },
      ...this.#judge({ type: 'offended', peerId, offence: 'flood' }, nowMs),
    ];
  }

  #drop(peerId: string, reason: (TrustAction & { type: 'disconnect' })['reason']): readonly TrustAction[] {
    this.#peers.delete(peerId);
    return [{ type: 'disconnect', peerId, reason }];
  }

  #peersOf(account: string): readonly string[] {
    return [...this.#peers].flatMap(([peerId, peer]) => (peer.account === account ? [peerId] : []));
  }

  #demeritsOf(account: string, nowMs: number): number {
    const record = this.#records.peek(account);
    if (record === undefined) return 0;
    return record.demerits * 0.5 ** (Math.max(0, nowMs - record.atMs) / this.#limits.halfLifeMs);
  }
}
