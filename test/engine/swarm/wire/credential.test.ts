// Who shows what the origin has signed is let in; who shows anything else isn't, and is told why.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import {
  signCredential,
  verifyCredential,
  type Credential,
  type CredentialCheck,
} from '../../../../src/engine/swarm/wire/credential';
import { SignedCredential } from '../../../../src/engine/swarm/wire/generated/credential';

const MINUTE_MS = 60_000;
const NOW_MS = Date.UTC(2026, 0, 1);
const origin = generateKeyPairSync('ed25519');
const ANN = 'a1'.repeat(32);
const good: Credential = {
  account: ANN,
  peerId: '12D3KooWQYz8mXq1nN7v5bq9q8pPmXh7f1kzq2tqkz9wAbCdEfGh',
  swarm: 'home',
  expiresAtMs: NOW_MS + 30 * MINUTE_MS,
};

describe('a credential', () => {
  it('that the origin has signed lets its node in', () => {
    assert.deepEqual(check(good), good);
  });

  it('of another key counts for nothing', () => {
    const other = generateKeyPairSync('ed25519');
    assert.equal(check(good, {}, signCredential(good, other.privateKey)), 'bad signature');
  });

  it('with one bit of its claims or its signature turned counts for nothing', () => {
    const { claims, signature } = SignedCredential.decode(signCredential(good, origin.privateKey));
    for (const part of [claims, signature])
      for (let bit = 0; bit < part.length * 8; bit++) {
        part[bit >> 3]! ^= 1 << (bit & 7);
        assert.equal(check(good, {}, SignedCredential.encode({ claims, signature })), 'bad signature');
        part[bit >> 3]! ^= 1 << (bit & 7);
      }
    assert.deepEqual(check(good, {}, SignedCredential.encode({ claims, signature })), good);
  });

  it('of claims that were signed as something else counts for nothing', () => {
    const { claims } = SignedCredential.decode(signCredential(good, origin.privateKey));
    const { signature } = SignedCredential.decode(
      signCredential({ ...good, swarm: 'work' }, origin.privateKey),
    );
    assert.equal(check(good, {}, SignedCredential.encode({ claims, signature })), 'bad signature');
  });

  it('of another swarm is refused', () => {
    assert.equal(check({ ...good, swarm: 'work' }), 'other swarm');
  });

  it('that somebody else shows is refused', () => {
    assert.equal(check(good, { peerId: '12D3KooWThief' }), 'other peer');
  });

  it('counts five minutes longer than it says, for clocks differ, and not a millisecond more', () => {
    const endMs = good.expiresAtMs + 5 * MINUTE_MS;
    assert.deepEqual(check(good, { wallMs: endMs - 1 }), good);
    assert.equal(check(good, { wallMs: endMs }), 'expired');
  });

  it('that ends in more than an hour and five minutes is refused', () => {
    const mostMs = NOW_MS + 65 * MINUTE_MS;
    assert.notEqual(check({ ...good, expiresAtMs: mostMs }), 'too long');
    assert.equal(check({ ...good, expiresAtMs: mostMs + 1 }), 'too long');
  });

  it('of an account that the origin has withdrawn its word for is refused', () => {
    assert.equal(check(good, { isRevoked: (account) => account === ANN }), 'revoked');
  });

  it('that is none is refused', () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(513), Uint8Array.of(0x0a, 0xff)])
      assert.equal(check(good, {}, bytes), 'malformed');
  });
});

function check(
  credential: Credential,
  changes: Partial<CredentialCheck> = {},
  shown: Uint8Array = signCredential(credential, origin.privateKey),
): Credential | string {
  const verdict = verifyCredential(shown, {
    ...{ originKey: origin.publicKey, swarm: 'home', peerId: good.peerId, wallMs: NOW_MS },
    isRevoked: () => false,
    ...changes,
  });
  return verdict.isGood ? verdict.credential : verdict.refusal;
}
