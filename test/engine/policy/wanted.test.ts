// Where a play is believed to be by the windows of its page.
import assert from 'node:assert/strict';
import { DONE } from '../../../src/engine/policy/blockStates';
import { PROFILES } from '../../../src/engine/policy/limits';
import { Wanted } from '../../../src/engine/policy/wanted';
import { makeTrack } from '../../support/world';

const BLOCK = 16 * 1024;
const RATE = 20_000;

/** A play of 200 blocks that sounds at a byte, and has these blocks. */
function playing(atByte: number, ...has: readonly number[]): Wanted {
  const durationSeconds = (200 * BLOCK) / RATE;
  const track = { ...makeTrack('one', 200 * BLOCK), durationSeconds };
  const wanted = new Wanted({
    ...{ track, playId: 'p1', purpose: 'play', held: null, isLocal: false, limits: PROFILES.modern },
  });
  for (const block of has) wanted.blocks.put(block, DONE);
  wanted.move({ start: 0, end: 10 * BLOCK - 5_000 }, 0);
  wanted.playhead.move({ secondsLeft: durationSeconds - atByte / RATE, isSounding: true }, 0);
  return wanted;
}

const blocks = (first: number, end: number): number[] =>
  Array.from({ length: end - first }, (_, at) => first + at);
const from = (block: number): { start: number; end: number } => ({
  start: block * BLOCK,
  end: (block + 4) * BLOCK,
});

describe('A play, by the windows of its page', () => {
  it('goes on where a window begins behind the block in which the one before ended', () => {
    const wanted = playing(0, ...blocks(0, 10));
    assert.equal(wanted.move(from(10), 0), false);
    assert.ok(wanted.playhead.isSounding);
  });

  it('is believed to be where a window begins that does not go on', () => {
    const wanted = playing(0, ...blocks(0, 10));
    assert.equal(wanted.move(from(60), 0), true);
    assert.deepEqual([wanted.playhead.isSounding, wanted.playhead.seconds(0)], [false, (60 * BLOCK) / RATE]);
  });

  it('goes on where it sounds within what the page has, and the window begins where that ends', () => {
    const wanted = playing(0, ...blocks(0, 10), ...blocks(60, 90));
    wanted.move(from(70), 0);
    const secondsLeft = (120 * BLOCK) / RATE;
    wanted.playhead.move({ secondsLeft, isSounding: true }, 0);
    assert.equal(wanted.move(from(90), 0), false);
    assert.deepEqual([wanted.playhead.isSounding, wanted.playhead.seconds(0)], [true, (80 * BLOCK) / RATE]);
    assert.equal(wanted.move(from(20), 0), true);
  });
});
