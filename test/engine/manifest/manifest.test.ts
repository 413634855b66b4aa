import fc from 'fast-check';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  BadManifestError,
  blockHash,
  contentIdOf,
  decodeManifest,
} from '../../../src/engine/manifest/manifest';
import { encodeManifest, isBlockRight, verifyManifest } from '../../../src/engine/manifest/manifest';
import { ManifestBuilder, type BuiltManifest } from '../../../src/engine/manifest/manifestBuilder';
import { damage, damaged, pushInPieces, sha256, soundOf } from './support';

const RUNS = { numRuns: 100 };
const KIB = 1024;

describe('manifest', () => {
  const bytes = soundOf(40 * KIB);
  const built = build(bytes);

  it('gives a track the content id that any other implementation would', () => {
    assert.equal(
      Buffer.from(encodeManifest(build(Buffer.from('starling')).manifest)).toString('hex'),
      // A map of 4, its keys by length: hashes (32 bytes), version 1, sizeBytes 8, blockSizeBytes 16,384.
      `a4666861736865735820${sha256(Buffer.from('starling')).toString('hex')}6776657273696f6e016973697a654279746573086e626c6f636b53697a654279746573194000`,
    );
    assert.equal(
      build(Buffer.from('starling')).contentId,
      'bafyreielbuvj5q6xjvgmcnxfn435otcam2jdmv2k7vtle4x7wxvj3vkjsy',
    );
  });

  it('has the hash of every block, the short last one included', () => {
    const { manifest } = built;
    assert.equal(manifest.hashes.length, 3 * 32);
    for (const [index, start] of [0, 16 * KIB, 32 * KIB].entries())
      assert.deepEqual(
        Buffer.from(blockHash(manifest, index)),
        sha256(bytes.subarray(start, start + 16 * KIB)),
      );
  });

  it('tells a right block from a wrong one', () => {
    const { manifest } = built;
    const last = bytes.subarray(32 * KIB);
    const isRight = (index: number, block: Uint8Array): boolean =>
      isBlockRight({ manifest, index, bytes: block, sha256 });
    assert.equal(isRight(2, last), true);
    assert.equal(isRight(1, last), false, 'in another place');
    assert.equal(isRight(2, last.subarray(1)), false, 'a byte short');
    for (const index of [3, -1, 1.5, NaN, 2 ** 40])
      assert.equal(isRight(index, last), false, `block ${index}`);
    assert.equal(isRight(2, last.with(100, (last[100] ?? 0) ^ 1)), false, 'one bit flipped');
  });

  it('does not hash a block that has the wrong length', () => {
    const { manifest } = built;
    const neverCalled = (): never => assert.fail('hashed');
    assert.equal(isBlockRight({ manifest, index: 1, bytes: bytes.subarray(1), sha256: neverCalled }), false);
  });

  it('can be taken from anyone: it certifies itself', () => {
    assert.deepEqual(plain(verifyManifest(built.encoded, built.contentId, sha256)), plain(built.manifest));
    const other = build(soundOf(40 * KIB + 1));
    assert.throws(() => verifyManifest(other.encoded, built.contentId, sha256), BadManifestError);
  });

  it('is the same however the track is cut into pieces, and goes through its encoded form', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.array(fc.nat(40_000)), (sizeBytes, lengths) => {
        const track = soundOf(sizeBytes);
        const whole = build(track);
        const builder = newBuilder(sizeBytes);
        pushInPieces(builder, track, lengths);
        const inPieces = builder.finish();
        assert.equal(inPieces.contentId, whole.contentId);
        assert.deepEqual(plain(decodeManifest(inPieces.encoded)), plain(whole.manifest));
      }),
      RUNS,
    );
  });

  it('is refused, not crashed on, when its bytes are not what they were', () => {
    fc.assert(
      fc.property(damage, (recipe) => {
        const garbled = damaged(built.encoded, recipe);
        const refusal = refusalOf(() => decodeManifest(garbled));
        if (
          refusal === null &&
          !built.manifest.hashes.every((byte, at) => decodeManifest(garbled).hashes[at] === byte)
        )
          assert.notEqual(contentIdOf(garbled, sha256), built.contentId);
      }),
      RUNS,
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.notEqual(
          refusalOf(() => decodeManifest(bytes)),
          null,
        );
      }),
      RUNS,
    );
  });

  const { manifest } = built;
  const refused: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['a version from the future', encoded({ ...manifest, version: 2 }), /version/],
    ['blocks of another size', encoded({ ...manifest, blockSizeBytes: 32 * KIB }), /no such blocks/],
    ['a hash too few', encoded({ ...manifest, hashes: manifest.hashes.subarray(32) }), /has 3 hashes/],
    ['no bytes', encoded({ ...manifest, sizeBytes: 0, hashes: new Uint8Array(0) }), /no size/],
    ['half a byte', encoded({ ...manifest, sizeBytes: 40_960.5 }), /no size/],
    ['more bytes than any track', encoded({ ...manifest, sizeBytes: 2 ** 40 }), /no size/],
    ['more bytes than any manifest', new Uint8Array(200_000), /too long/],
    ['bytes behind it', Buffer.concat([built.encoded, Buffer.of(0)]), /not DAG-CBOR/],
    ['a key more than it has', keyMore(built.encoded), /encoded form/],
    ['a number written longer than it has to be', longerNumber(built.encoded), /encoded form|not DAG-CBOR/],
  ];
  for (const [name, garbled, message] of refused)
    it(`with ${name} is refused`, () => {
      assert.throws(() => decodeManifest(garbled), { name: 'BadManifestError', message });
    });

  it('grows its blocks, not their number, for a large track', () => {
    const sizeBytes = 65 * KIB * KIB;
    const track = Buffer.alloc(sizeBytes, 1);
    const { manifest: large, encoded: largeEncoded } = build(track);
    assert.equal(large.blockSizeBytes, 32 * KIB);
    assert.equal(large.hashes.length, 2080 * 32);
    assert.deepEqual(plain(decodeManifest(largeEncoded)), plain(large));
  });

  it('is not made of a track that is shorter or longer than was said', () => {
    const builder = newBuilder(10);
    builder.push(Buffer.alloc(9));
    assert.throws(() => builder.finish(), { name: 'BadManifestError', message: /after 9 of 10/ });
    assert.throws(() => builder.push(Buffer.alloc(2)), {
      name: 'BadManifestError',
      message: /longer than 10/,
    });
    for (const sizeBytes of [0, -1, 1.5, NaN, 2 ** 40])
      assert.throws(() => newBuilder(sizeBytes), BadManifestError, `${sizeBytes} bytes`);
  });
});

function newBuilder(sizeBytes: number): ManifestBuilder {
  return new ManifestBuilder({ sizeBytes, createHash: () => createHash('sha256') });
}

function build(track: Uint8Array): BuiltManifest {
  const builder = newBuilder(track.length);
  builder.push(track);
  return builder.finish();
}

/** A manifest as `deepEqual` compares it: a Buffer is no Uint8Array to it. */
function plain<M extends { readonly hashes: Uint8Array }>(manifest: M): M & { readonly hashes: number[] } {
  return { ...manifest, hashes: [...manifest.hashes] };
}

function encoded(manifest: object): Uint8Array {
  return encodeManifest(manifest as Parameters<typeof encodeManifest>[0]);
}

/** The same manifest with a fifth key: the same track would have two content ids. */
function keyMore(right: Uint8Array): Uint8Array {
  return Buffer.concat([
    Buffer.of(0xa5),
    right.subarray(1),
    Buffer.of(0x6f),
    Buffer.from('k'.repeat(15)),
    Buffer.of(1),
  ]);
}

/** The version 1 as a number of two bytes: the same manifest in a form that it doesn't have. */
function longerNumber(right: Uint8Array): Uint8Array {
  const at = Buffer.from(right).indexOf('version') + 'version'.length;
  return Buffer.concat([right.subarray(0, at), Buffer.of(0x18, 1), right.subarray(at + 1)]);
}

function refusalOf(action: () => unknown): BadManifestError | null {
  try {
    action();
    return null;
  } catch (error) {
    assert.ok(error instanceof BadManifestError, String(error));
    return error;
  }
}
