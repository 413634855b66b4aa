// What every origin must do, whatever it is made of.
import assert from 'node:assert/strict';
import { OriginError, type Origin } from '../../src/engine/ports';
import type { ByteRange, Track } from '../../src/shared/track';

/** An origin for the suite, with one track of at least 40,000 bytes, and the bytes of it. */
export interface OriginUnderTest {
  readonly origin: Origin;
  readonly bytes: Uint8Array;
  readonly close: () => Promise<void>;
}

/** Tells the stories of an origin on whatever `open` gives. */
export function originContract(name: string, open: () => Promise<OriginUnderTest>): void {
  describe(`an origin (${name})`, () => {
    let world: OriginUnderTest;
    let track: Track;
    const never = new AbortController().signal;

    before(async () => {
      world = await open();
      [track] = (await world.origin.catalogue(never)) as [Track];
    });
    after(() => world.close());

    const read = async (wanted: Track, range: ByteRange, signal = never): Promise<Uint8Array> => {
      const pieces: Uint8Array[] = [];
      await world.origin.read(
        { track: wanted, range, onBytes: (bytes) => pieces.push(Uint8Array.from(bytes)) },
        signal,
      );
      return Buffer.concat(pieces);
    };

    it('lists its track with the size that its bytes have', () => {
      assert.equal(track.sizeBytes, world.bytes.length);
    });

    for (const range of [
      { start: 0, end: 1 },
      { start: 16_384, end: 32_768 },
      { start: 39_999, end: 40_000 },
    ]) {
      it(`gives the bytes ${range.start}–${range.end} and no others`, async () => {
        assert.deepEqual(
          Buffer.from(await read(track, range)),
          Buffer.from(world.bytes.slice(range.start, range.end)),
        );
      });
    }

    it('says finally that it has no such track', async () => {
      const unknown = { ...track, id: 'no-such-track' };
      await assert.rejects(
        read(unknown, { start: 0, end: 10 }),
        (error) => error instanceof OriginError && error.isFinal,
      );
    });

    it('gives nothing once it was told to stop', async () => {
      await assert.rejects(read(track, { start: 0, end: 10 }, AbortSignal.abort()));
    });
  });
}
