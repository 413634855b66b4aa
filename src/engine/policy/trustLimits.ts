/** What a peer may be caught at. */
export type Offence =
  /** It has sent a block that isn't what the manifest says. */
  | 'bad block'
  /** It lacks a block that its have-map promises: also what an honest one does that has just let go of it. */
  | 'lie'
  /** It has sent nothing of what it was asked for, and hasn't said that it won't. */
  | 'stall'
  /** It has sent what isn't a message. */
  | 'malformed'
  /** It has sent more messages than anybody needs to. */
  | 'flood';

/** Messages whose number has a limit: they make us keep or do something. */
export type Heard = 'have-map' | 'message';

/** What a node keeps to with those it trusts less. */
export interface TrustLimits {
  /** What an offence weighs. A bad block is beyond all weighing: whoever sends one is banned. Source: streaming.md §3.2. */
  readonly demerits: Readonly<Record<Exclude<Offence, 'bad block'>, number>>;
  /** From so many demerits on others are preferred: four lies, or two stalls. */
  readonly demotedFrom: number;
  /** From so many on it isn't let in, until it has less than `demotedFrom`: a quarter of an hour later. */
  readonly heldOutFrom: number;
  /** Demerits are halved in so long, in milliseconds: a bad line isn't a bad will. */
  readonly halfLifeMs: number;
  /** Messages a second, and at once. Have-maps: of a whole cache on meeting, then of what it plays. */
  readonly allowances: Readonly<Record<Heard, { readonly perSecond: number; readonly burst: number }>>;
  /** Peers that are connected at a time; above the neighbours' hard limit. */
  readonly peers: number;
  /** Accounts whose demerits are remembered: those with the latest offence. */
  readonly accounts: number;
  /** Banned accounts: far more than any swarm has; the origin vouches for each. */
  readonly banned: number;
}

/** The same in both profiles: what was believed in 2010 isn't known. */
export const TRUST_LIMITS: TrustLimits = {
  demerits: { lie: 1, stall: 2, malformed: 4, flood: 0.1 },
  demotedFrom: 4,
  heldOutFrom: 12,
  halfLifeMs: 10 * 60_000,
  allowances: {
    'have-map': { perSecond: 20, burst: 2_000 },
    message: { perSecond: 200, burst: 1_000 },
  },
  peers: 100,
  accounts: 1_000,
  banned: 10_000,
};
