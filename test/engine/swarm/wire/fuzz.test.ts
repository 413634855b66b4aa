// Whatever bytes come, the decoders give a message within its limits, nothing, or a WireError. SEED=n replays, RUNS=n runs more.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { decodeBlocksMessage, encodeBlocksMessage } from '../../../../src/engine/swarm/wire/blocksCodec';
import { signCredential, verifyCredential } from '../../../../src/engine/swarm/wire/credential';
import { FrameReader } from '../../../../src/engine/swarm/wire/frames';
import * as limits from '../../../../src/engine/swarm/wire/limits';
import { decodeTrackerMessage, encodeTrackerMessage } from '../../../../src/engine/swarm/wire/trackerCodec';
import { WireError } from '../../../../src/engine/swarm/wire/wireError';
import { seededRandom } from '../../../support/eventHeap';
import { runsOf } from '../../../support/properties';
import { blocksMessage, trackerMessage } from '../../../support/wireMessages';

const { numRuns, seed } = runsOf(4_000);
const PEER = '12D3KooWQYz8mXq1nN7v5bq9q8pPmXh7f1kzq2tqkz9wAbCdEfGh';

describe(`hostile bytes (SEED=${seed})`, () => {
  it('between peers', () => {
    const valid = fc.sample(blocksMessage, { numRuns: 300, seed }).map(encodeBlocksMessage);
    tryAll(valid, decodeBlocksMessage);
  });

  it('to and from the tracker', () => {
    const valid = fc.sample(trackerMessage, { numRuns: 300, seed }).map(encodeTrackerMessage);
    tryAll(valid, decodeTrackerMessage);
  });

  it('as credentials', () => {
    const { publicKey: originKey, privateKey } = generateKeyPairSync('ed25519');
    const credential = { account: 'ab'.repeat(32), peerId: PEER, swarm: 'home', expiresAtMs: 1_000 };
    const check = { originKey, swarm: 'home', peerId: PEER, wallMs: 0, isRevoked: () => false };
    const signed = signCredential(credential, privateKey);
    const random = seededRandom(seed);
    // Each costs 60 µs: fewer of them where nobody asks for a number.
    for (let run = 0; run < runsOf(200).numRuns; run++) {
      const bytes = random() < 0.1 ? noise(random) : mutate(signed, random);
      const verdict = verifyCredential(bytes, check);
      // What counts says what was signed, in whatever form it is sent.
      if (verdict.isGood) assert.deepEqual(verdict.credential, credential);
    }
  });

  it('as frames', () => {
    const random = seededRandom(seed);
    for (let run = 0; run < numRuns; run++) {
      const reader = new FrameReader(1_000);
      try {
        for (let part = 0; part < 5; part++)
          for (const frame of reader.take(noise(random))) assert.ok(frame.length <= 1_000);
      } catch (error) {
        assert.ok(error instanceof WireError, String(error));
      }
      assert.ok(reader.keptBytes <= 1_000);
    }
  });
});

function tryAll(valid: readonly Uint8Array[], decode: (bytes: Uint8Array) => object | null): void {
  const random = seededRandom(seed);
  let understood = 0;
  for (let run = 0; run < numRuns; run++) {
    const one = valid[Math.floor(random() * valid.length)] ?? new Uint8Array(0);
    const bytes = random() < 0.2 ? noise(random) : mutate(one, random);
    const message = outcomeOf(bytes, decode);
    if (message === null) continue;
    understood += 1;
    assert.ok(sizeOf(message) <= 2 * bytes.length + 200, `${sizeOf(message)} of ${bytes.length} bytes`);
  }
  // Else it would be but noise that is refused at its first byte.
  assert.ok(understood > numRuns / 50, `${understood} of ${numRuns} were understood`);
}

function outcomeOf(bytes: Uint8Array, decode: (bytes: Uint8Array) => object | null): object | null {
  try {
    return decode(bytes);
  } catch (error) {
    if (error instanceof WireError) return null;
    throw new Error(`SEED=${seed}: ${Buffer.from(bytes).toString('hex')}`, { cause: error });
  }
}

/** What a message holds, in characters and bytes; and no list, text or bytes in it are longer than anything may be. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') {
    assert.ok(value.length <= limits.LONGEST_ADDRESS);
    return value.length;
  }
  if (value instanceof Uint8Array) {
    assert.ok(value.length <= limits.LONGEST_PIECE);
    return value.length;
  }
  if (typeof value === 'number') assert.ok(value >= 0 && value <= limits.LARGEST_QUERY_ID);
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) assert.ok(value.length <= limits.HOLDINGS_OF_ANNOUNCEMENT);
  return Object.entries(value).reduce((sum, [, each]) => sum + sizeOf(each), 0);
}

function noise(random: () => number): Uint8Array {
  return Uint8Array.from({ length: Math.floor(random() ** 3 * 400) }, () => Math.floor(random() * 256));
}

/** Some bytes other, missing, doubled, or more of them. */
function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  let mutated = [...bytes.subarray(0, 2_000)];
  for (let change = 1 + Math.floor(random() * 3); change > 0; change--) {
    const at = Math.floor(random() * (mutated.length + 1));
    const kind = Math.floor(random() * 5);
    if (kind === 0) mutated[at] = Math.floor(random() * 256);
    else if (kind === 1) mutated.splice(at, Math.ceil(random() * 8));
    else if (kind === 2) mutated.splice(at, 0, ...noise(random).subarray(0, 8));
    else if (kind === 3) mutated = mutated.slice(0, at);
    else mutated[at] = (mutated[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
  return Uint8Array.from(mutated);
}
