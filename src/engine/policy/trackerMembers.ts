// Who the tracker knows: members by peer id, the one heard of longest ago first to be forgotten, and the accounts that they
// belong to. What a member may ask and announce is counted by account, so that new peer ids gain nobody anything.
import { LRUCache } from 'lru-cache';
import { TokenBucket } from './tokenBucket';
import type { TrackerLimits } from './trackerLimits';
import type { TrackerEvent } from './trackerMessages';

/** A listener, with any number of machines. */
export interface Account {
  readonly name: string;
  readonly members: Set<Member>;
  readonly queries: TokenBucket;
  readonly holdings: TokenBucket;
}

/** One machine of a listener. */
export interface Member {
  readonly peerId: string;
  readonly account: Account;
  addresses: readonly string[];
  isOnline: boolean;
  /** 0 idle, 1 all slots taken. */
  load: number;
  heardMs: number;
  /** By content id. */
  readonly places: Map<string, Place>;
}

/** A member that has blocks of a content. */
export interface Place {
  readonly member: Member;
  readonly contentId: string;
  /** Which blocks; null for all of them. */
  readonly haveMap: Uint8Array | null;
  /** Whether that is more than half of it. */
  readonly isMost: boolean;
}

/** The members that are remembered. */
export class Members {
  readonly #limits: TrackerLimits;
  readonly #members: LRUCache<string, Member>;
  readonly #accounts = new Map<string, Account>();

  constructor(limits: TrackerLimits) {
    this.#limits = limits;
    // One more than may be: whoever adds one forgets one.
    this.#members = new LRUCache({ max: limits.members + 1 });
  }

  /** How many there are. */
  get count(): number {
    return this.#members.size;
  }

  /** The one heard of longest ago. */
  get oldest(): Member | undefined {
    for (const member of this.#members.rvalues()) return member;
    return undefined;
  }

  /** The member of that id. */
  get(peerId: string): Member | undefined {
    return this.#members.peek(peerId);
  }

  /** The members of an account. */
  ofAccount(account: string): readonly Member[] {
    return [...(this.#accounts.get(account)?.members ?? [])];
  }

  /** Notes that a member was heard of now. */
  hear(member: Member, nowMs: number): void {
    member.heardMs = nowMs;
    this.#members.get(member.peerId);
  }

  /** Adds a member. */
  add({ peerId, account }: TrackerEvent & { type: 'joined' }, nowMs: number): Member {
    const owner = this.#accounts.get(account) ?? this.#open(account);
    const about = { peerId, account: owner, addresses: [], isOnline: true, load: 0, heardMs: nowMs };
    const member: Member = { ...about, places: new Map() };
    owner.members.add(member);
    this.#members.set(peerId, member);
    return member;
  }

  /** Forgets a member, and with its last one the account. */
  delete(member: Member): void {
    this.#members.delete(member.peerId);
    const { account } = member;
    account.members.delete(member);
    if (account.members.size === 0) this.#accounts.delete(account.name);
  }

  /** The member of an account that has to go because there are too many of it; or undefined. */
  tooManyOf({ members }: Account): Member | undefined {
    if (members.size <= this.#limits.membersOfAccount) return undefined;
    return [...members].reduce((least, each) => (isBefore(each, least) ? each : least));
  }

  #open(name: string): Account {
    const { queriesPerSecond, queriesAtOnce, holdingsPerSecond, holdingsAtOnce } = this.#limits;
    const account: Account = {
      name,
      members: new Set(),
      queries: new TokenBucket({ perSecond: queriesPerSecond, burst: queriesAtOnce }),
      holdings: new TokenBucket({ perSecond: holdingsPerSecond, burst: holdingsAtOnce }),
    };
    this.#accounts.set(name, account);
    return account;
  }
}

/** Whether `a` goes before `b`: offline ones first, then the one heard of longest ago. */
function isBefore(a: Member, b: Member): boolean {
  return a.isOnline === b.isOnline ? a.heardMs < b.heardMs : b.isOnline;
}
