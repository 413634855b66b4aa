// A prefetch becomes a play: what it has under way goes on beside what the play asks for.
import assert from 'node:assert/strict';
import type { FetchEvent } from '../../../src/engine/policy/fetchMessages';
import { FetchPolicy } from '../../../src/engine/policy/fetchPolicy';
import { PROFILES } from '../../../src/engine/policy/limits';
import { lineOf } from '../../support/transcript';
import { makeTrack } from '../../support/world';

const one = makeTrack('one', 10_000);
const next = makeTrack('next', 2_000 * 1024);

/** A policy in which the prefetch of `next` has got its blocks 0 to 3 of 0 to 7; and what it says to further events, in lines. */
function afterHalfAPrefetch(): (event: FetchEvent) => string[] {
  const policy = new FetchPolicy(PROFILES.modern);
  const tell = (event: FetchEvent): string[] => policy.handle(event, 0).map(lineOf);
  tell({ type: 'trackWanted', playId: 'p1', track: one, purpose: 'play', held: null });
  tell({ type: 'blockArrived', requestId: 1, block: 0 });
  tell({ type: 'trackWanted', playId: 'n', track: next, purpose: 'prefetch', held: null });
  tell({ type: 'playheadMoved', playId: 'p1', secondsLeft: 5, isSounding: true });
  for (const block of [0, 1, 2, 3]) tell({ type: 'blockArrived', requestId: 2, block });
  return tell;
}

const taken: FetchEvent = { type: 'trackWanted', playId: 'p2', track: next, purpose: 'play', held: null };
const failed: FetchEvent = { type: 'requestFailed', requestId: 2, message: 'no answer', isFinal: false };

describe('the fetch policy, when a prefetch becomes a play', () => {
  it('leaves what the cache was asked for to the cache when the rest of the prefetch fails', () => {
    const tell = afterHalfAPrefetch();
    assert.deepEqual(tell(taken), ['read blocks 0 to 3 of next from the cache (request 4)']);
    assert.deepEqual(tell(failed), ['wake at 250 ms']);
    assert.deepEqual(tell({ type: 'blockArrived', requestId: 4, block: 0 }), ['send block 0 to p2']);
  });

  it('does not take a prefetch that has brought everything for one that ended early', () => {
    const tell = afterHalfAPrefetch();
    tell(taken);
    for (const block of [4, 5, 6, 7]) tell({ type: 'blockArrived', requestId: 2, block });
    assert.deepEqual(tell({ type: 'requestDone', requestId: 2 }), []);
  });

  it('does not take another revision of the file for the one that was prefetched', () => {
    const tell = afterHalfAPrefetch();
    const changed = { ...next, revision: 'r2' };
    assert.deepEqual(tell({ ...taken, track: changed }), [
      'ask the origin for blocks 0 to 3 of next (request 4: head)',
    ]);
  });

  it('asks for nothing where the window is empty', () => {
    const tell = afterHalfAPrefetch();
    tell(taken);
    assert.deepEqual(
      tell({ type: 'windowMoved', playId: 'p2', window: { start: 1_000_000, end: 1_000_000 } }),
      ['cancel request 2', 'cancel request 3', 'cancel request 4'],
    );
  });
});
