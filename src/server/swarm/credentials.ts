// Vouches for members: signs credentials that last an hour, for a few peer ids of each account, and takes its word back when an
// account is removed. What an account is called doesn't leave the origin: members see a hash that only the origin can make.
import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { signCredential } from '../../engine/swarm/wire/credential';
import { LONGEST_CREDENTIAL_MS, SKEW_MS } from '../../engine/swarm/wire/limits';
import { MOST_ACCOUNTS, PEERS_OF_ACCOUNT } from './limits';
import type { SwarmKey } from './swarmKey';

/** A credential, and for how long it counts. */
export interface Issued {
  readonly credential: Uint8Array;
  /** In milliseconds. */
  readonly countsForMs: number;
}

/** Makes credentials. */
export class Credentials {
  readonly #key: SwarmKey;
  readonly #wallMs: () => number;
  /** Peer ids by account hash, with the time at which the last credential of each ends. */
  readonly #live = new LRUCache<string, Map<string, number>>({ max: MOST_ACCOUNTS });
  /** Hashes of accounts that were removed, with the time at which the last of their credentials ends; the oldest first. */
  readonly #revoked = new Map<string, number>();

  /** `wallMs` is Unix time. */
  constructor(key: SwarmKey, wallMs: () => number) {
    this.#key = key;
    this.#wallMs = wallMs;
  }

  /** What members know an account by: SHA-256 in hexadecimal, keyed. */
  hashOf(account: string): string {
    return createHmac('sha256', this.#key.seed).update(account).digest('hex');
  }

  /** Vouches for a peer id of an account. Null where the account has too many already. */
  issue(account: string, peerId: string): Issued | null {
    const hash = this.hashOf(account);
    this.#revoked.delete(hash);
    const nowMs = this.#wallMs();
    const peers = this.#live.get(hash) ?? new Map<string, number>();
    for (const [each, endsAtMs] of peers) if (endsAtMs <= nowMs) peers.delete(each);
    if (!peers.has(peerId) && peers.size >= PEERS_OF_ACCOUNT) return null;
    const expiresAtMs = nowMs + LONGEST_CREDENTIAL_MS;
    peers.set(peerId, expiresAtMs);
    this.#live.set(hash, peers);
    const claims = { account: hash, peerId, swarm: this.#key.peerId, expiresAtMs };
    return {
      credential: signCredential(claims, this.#key.privateKey),
      countsForMs: LONGEST_CREDENTIAL_MS,
    };
  }

  /** No longer vouches for an account. Returns its hash. */
  revoke(account: string): string {
    const hash = this.hashOf(account);
    this.#live.delete(hash);
    this.#revoked.delete(hash);
    this.#revoked.set(hash, this.#wallMs() + LONGEST_CREDENTIAL_MS + SKEW_MS);
    return hash;
  }

  /** The hashes of accounts that were removed and may still have credentials, the latest last. */
  get revoked(): readonly string[] {
    const nowMs = this.#wallMs();
    for (const [hash, endsAtMs] of this.#revoked) if (endsAtMs <= nowMs) this.#revoked.delete(hash);
    return [...this.#revoked.keys()];
  }

  /** Whether the origin has taken its word back, by the account's hash. */
  isRevoked(hash: string): boolean {
    return this.#revoked.has(hash);
  }
}
