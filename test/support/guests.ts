// Those whom a swarm isn't for, by the credential that they show; and one whom it is for.
import { randomBytes } from 'node:crypto';
import { signCredential, type Credential } from '../../src/engine/swarm/wire/credential';
import { LONGEST_CREDENTIAL_MS, SKEW_MS } from '../../src/engine/swarm/wire/limits';
import type { SwarmKey } from '../../src/server/swarm/swarmKey';

/** What they have to do with a swarm. */
export interface GuestWorld {
  /** The origin's. */
  readonly key: SwarmKey;
  /** Another origin's. */
  readonly otherKey: SwarmKey;
  /** The hash of an account that was removed. */
  readonly removed: string;
  /** What a member shows of itself, to whoever connects. */
  readonly shownByMember: Uint8Array;
}

/** What a node shows; null: nothing. */
export type Shown = (peerId: string, world: GuestWorld) => Uint8Array | null;

/** A member. */
export const MEMBER: Shown = (peerId, { key }) => signed(key, { peerId });

/** Whom nobody lets in. */
export const GUESTS: Readonly<Record<string, Shown>> = {
  'shows nothing': () => null,
  'shows noise': () => randomBytes(100),
  'is no member any more since his credential ended': (peerId, { key }) =>
    signed(key, { peerId, expiresAtMs: Date.now() - SKEW_MS - 1 }),
  'was removed': (peerId, { key, removed }) => signed(key, { peerId, account: removed }),
  'shows again what a member has shown him': (_, { shownByMember }) => shownByMember,
  'is a member of another origin': (peerId, { otherKey }) => signed(otherKey, { peerId }),
  'is vouched for by the origin as a member of another swarm': (peerId, { key, otherKey }) =>
    signed(key, { peerId, swarm: otherKey.peerId }),
  'has another origin vouch for him as a member of this one': (peerId, { key, otherKey }) =>
    signed(otherKey, { peerId, swarm: key.peerId }),
};

/** A credential that an origin has signed, of its own swarm by default. */
export function signed(key: SwarmKey, claims: Pick<Credential, 'peerId'> & Partial<Credential>): Uint8Array {
  const expiresAtMs = Date.now() + LONGEST_CREDENTIAL_MS / 2;
  const account = randomBytes(32).toString('hex');
  return signCredential({ account, swarm: key.peerId, expiresAtMs, ...claims }, key.privateKey);
}
