// The proof that the origin vouches for a node: whose it is, which node, of which swarm, until when; signed with the origin's
// Ed25519 key, and shown as the first message of every stream. A credential that somebody else shows is of no use to them: it names
// the peer id, and Noise has proved that the other end of the connection holds that peer's private key before a single byte of it
// is read. So it needs no secrecy and no challenge, and is good for any number of connections until it ends.
// Sources: streaming.md §7; RFC 8032 (Ed25519).
import { sign, verify, type KeyObject } from 'node:crypto';
import { checkNumber, checkPeerId } from './checks';
import { CredentialClaims, SignedCredential } from './generated/credential';
import * as limits from './limits';
import { readMessage } from './readMessage';
import { WireError } from './wireError';

/** Signed before the claims, so that nothing else that the origin signs can pass for a credential. */
const PREFIX = Buffer.from('starling credential 1\0');
const SIGNATURE_BYTES = 64;

/** What the origin vouches for. */
export interface Credential {
  /** SHA-256 that stands for the account, in hexadecimal: members learn who is one account, not who it is. */
  readonly account: string;
  readonly peerId: string;
  /** Which origin's network. */
  readonly swarm: string;
  /** Until when, in milliseconds of Unix time. */
  readonly expiresAtMs: number;
}

/** Why a credential doesn't count. */
export type CredentialRefusal =
  | 'malformed'
  | 'bad signature'
  | 'other swarm'
  | 'other peer'
  | 'expired'
  /** It ends later than any that the origin makes: a wrong clock, or a key in the wrong hands. */
  | 'too long'
  | 'revoked';

/** What a credential is held against. */
export interface CredentialCheck {
  /** The origin's public key, Ed25519. */
  readonly originKey: KeyObject;
  readonly swarm: string;
  /** Whom the connection is with, as Noise has proved. */
  readonly peerId: string;
  /** Now, in milliseconds of Unix time. */
  readonly wallMs: number;
  /** Whether the origin has withdrawn its word for an account. */
  readonly isRevoked: (account: string) => boolean;
}

/** What a check says. */
export type CredentialVerdict =
  | { readonly isGood: true; readonly credential: Credential }
  | { readonly isGood: false; readonly refusal: CredentialRefusal };

/** A credential as it is sent, signed with the origin's private key. */
export function signCredential(credential: Credential, originKey: KeyObject): Uint8Array {
  const { account, peerId, swarm, expiresAtMs } = credential;
  const accountHash = Uint8Array.from(Buffer.from(account, 'hex'));
  if (accountHash.length !== limits.ACCOUNT_HASH_BYTES)
    throw new Error('An account is a SHA-256 in hexadecimal.');
  const claims = CredentialClaims.encode({ accountHash, peerId, swarm, expiresAtMs: BigInt(expiresAtMs) });
  const signature = Uint8Array.from(sign(null, Buffer.concat([PREFIX, claims]), originKey));
  return SignedCredential.encode({ claims, signature });
}

/** Whether what somebody shows as its credential is one, and its own, and counts now. */
export function verifyCredential(shown: Uint8Array, check: CredentialCheck): CredentialVerdict {
  try {
    const { claims, signature } = signedOf(shown);
    if (!verify(null, Buffer.concat([PREFIX, claims]), check.originKey, signature))
      return { isGood: false, refusal: 'bad signature' };
    const credential = credentialOf(claims);
    const refusal = refusalOf(credential, check);
    return refusal === null ? { isGood: true, credential } : { isGood: false, refusal };
  } catch (error) {
    if (error instanceof WireError) return { isGood: false, refusal: 'malformed' };
    throw error;
  }
}

function signedOf(shown: Uint8Array): SignedCredential {
  const signed = readMessage(shown, limits.LONGEST_CREDENTIAL, () => SignedCredential.decode(shown));
  if (signed.signature.length !== SIGNATURE_BYTES) throw new WireError('A signature has 64 bytes.');
  return signed;
}

function credentialOf(claims: Uint8Array): Credential {
  const { accountHash, peerId, swarm, expiresAtMs } = readMessage(claims, limits.LONGEST_CREDENTIAL, () =>
    CredentialClaims.decode(claims),
  );
  if (accountHash.length !== limits.ACCOUNT_HASH_BYTES) throw new WireError('An account hash has 32 bytes.');
  if (swarm.length === 0 || swarm.length > limits.LONGEST_SWARM)
    throw new WireError('The name of a swarm is none.');
  return {
    account: Buffer.from(accountHash).toString('hex'),
    peerId: checkPeerId(peerId),
    swarm,
    expiresAtMs: checkNumber(expiresAtMs, { name: 'A time', most: Number.MAX_SAFE_INTEGER }),
  };
}

function refusalOf(credential: Credential, check: CredentialCheck): CredentialRefusal | null {
  const { account, peerId, swarm, expiresAtMs } = credential;
  if (swarm !== check.swarm) return 'other swarm';
  if (peerId !== check.peerId) return 'other peer';
  if (check.wallMs >= expiresAtMs + limits.SKEW_MS) return 'expired';
  if (expiresAtMs > check.wallMs + limits.LONGEST_CREDENTIAL_MS + limits.SKEW_MS) return 'too long';
  return check.isRevoked(account) ? 'revoked' : null;
}
