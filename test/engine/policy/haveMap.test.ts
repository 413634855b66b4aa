// What somebody has of a track, in bits.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addBlock,
  countBlocks,
  emptyHaveMap,
  forgetBlock,
  fullHaveMap,
  hasBlock,
  heldBlocks,
  readHaveMap,
} from '../../../src/engine/policy/haveMap';
import { runsOf } from '../../support/properties';

describe('a have-map', () => {
  it('takes 37 bytes for a mean track, and 512 for the longest', () => {
    assert.equal(emptyHaveMap(293).length, 37);
    assert.equal(fullHaveMap(4096).length, 512);
  });

  it('is refused when it is of another track’s length, or tells of blocks behind the last one', () => {
    assert.equal(readHaveMap(new Uint8Array(36), 293), null);
    assert.equal(readHaveMap(new Uint8Array(512), 293), null);
    assert.equal(readHaveMap(Uint8Array.of(0xff, 0b1000), 11), null);
    assert.deepEqual(readHaveMap(Uint8Array.of(0xff, 0b0111), 11), fullHaveMap(11));
  });

  it('is our own once it is read: what is done to the message afterwards changes nothing', () => {
    const message = Uint8Array.of(0b1);
    const read = readHaveMap(message, 8);
    message[0] = 0;
    assert.deepEqual(read, Uint8Array.of(0b1));
  });

  it('holds exactly the blocks that were added and not forgotten', () => {
    const blockCount = fc.integer({ min: 1, max: 4096 });
    const steps = fc.array(fc.tuple(fc.boolean(), fc.double({ min: 0, max: 0.9999, noNaN: true })));
    fc.assert(
      fc.property(blockCount, steps, (count, walk) => {
        const haveMap = emptyHaveMap(count);
        const held = new Set<number>();
        for (const [isAdded, part] of walk) {
          const block = Math.floor(part * count);
          if (isAdded) {
            addBlock(haveMap, block);
            held.add(block);
          } else {
            forgetBlock(haveMap, block);
            held.delete(block);
          }
        }
        assert.deepEqual(
          heldBlocks(haveMap, { first: 0, end: count }),
          [...held].sort((a, b) => a - b),
        );
        assert.equal(countBlocks(haveMap), held.size);
        assert.deepEqual(readHaveMap(haveMap, count), haveMap);
        assert.equal(countBlocks(fullHaveMap(count)), count);
        assert.ok(!hasBlock(fullHaveMap(count), count), 'none behind the last');
      }),
      runsOf(300),
    );
  });
});
