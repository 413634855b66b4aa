// Where members learn of the swarm: its addresses and a credential, for the extension `starlingSwarm`. This server has none of its own;
// whoever runs one hands a desk to `createOriginServer`.
import type { Account } from '../accounts/accounts';

/** What a member needs to come into the swarm. */
export interface SwarmPass {
  /** Multiaddresses of the tracker and of relays. */
  readonly addresses: readonly string[];
  /** What the swarm lets the member in for, or null where it asks for nothing. */
  readonly credential: string | null;
  /** Until when the credential is good, in milliseconds of Unix time, or null. */
  readonly expiresMs: number | null;
}

/** Hands out passes. */
export interface SwarmDesk {
  /** A pass for this account. */
  passFor(account: Account): Promise<SwarmPass>;
}

/** The desk of a server without a swarm. */
export const NO_SWARM: SwarmDesk = {
  passFor: () => Promise.resolve({ addresses: [], credential: null, expiresMs: null }),
};
