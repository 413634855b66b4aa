import assert from 'node:assert/strict';
import type { FetchAction, FetchEvent } from '../../../src/engine/policy/fetchMessages';
import { FetchPolicy } from '../../../src/engine/policy/fetchPolicy';
import { PROFILES } from '../../../src/engine/policy/limits';
import { lineOf } from '../../support/transcript';
import { makeTrack } from '../../support/world';

const KiB = 1024;
const track = makeTrack('one', 2_000 * KiB);

/** A policy, and what it says to each event as lines of text. */
function tell(...events: (FetchEvent & { readonly atMs?: number })[]): string[][] {
  const policy = new FetchPolicy(PROFILES.modern);
  return events.map((event) => policy.handle(event, event.atMs ?? 0).map(line));
}

function line(action: FetchAction): string {
  switch (action.type) {
    case 'askOrigin':
      return `ask ${action.requestId}: blocks ${action.blocks.first}–${action.blocks.end}, ${action.reason}`;
    case 'readCache':
      return `read ${action.requestId}: blocks ${action.blocks.first}–${action.blocks.end}`;
    case 'keep':
      return `keep block ${action.block}`;
    case 'cancel':
      return `cancel ${action.requestId}`;
    case 'sendToPage':
      return `send ${action.playId} block ${action.block}`;
    case 'giveUp':
      return `give up ${action.playId}: ${action.message}`;
    case 'wakeAt':
      return `wake at ${action.atMs}`;
    case 'findPeers':
    case 'askPeer':
    case 'dropPeer':
    case 'ban':
    case 'emergency':
    case 'start':
      return lineOf(action);
  }
}

const wanted: FetchEvent = { type: 'trackWanted', playId: 'p1', track, purpose: 'play', held: null };
const window = (start: number, end: number): FetchEvent => ({
  type: 'windowMoved',
  playId: 'p1',
  window: { start: start * KiB, end: end * KiB },
});
const failed = (requestId: number, isFinal = false): FetchEvent => ({
  type: 'requestFailed',
  requestId,
  message: 'no answer',
  isFinal,
});
const arrived = (requestId: number, first: number, end: number): FetchEvent[] =>
  Array.from({ length: end - first }, (_, at) => ({ type: 'blockArrived', requestId, block: first + at }));

/** A have-map of these blocks. */
function haveMap(...blocks: readonly number[]): Uint8Array {
  const map = new Uint8Array(16);
  for (const block of blocks) map[block >> 3]! |= 1 << (block & 7);
  return map;
}

describe('the fetch policy', () => {
  it('asks for the head at once, 64 KiB of it, and no more until the page says so', () => {
    assert.deepEqual(tell(wanted, { type: 'timer' }), [['ask 1: blocks 0–4, head'], []]);
  });

  it('hands each block to the page as it comes, once', () => {
    const said = tell(wanted, ...arrived(1, 0, 2), ...arrived(1, 1, 2));
    assert.deepEqual(said.slice(1), [
      ['send p1 block 0', 'keep block 0'],
      ['send p1 block 1', 'keep block 1'],
      [],
    ]);
  });

  it('reads ahead in ranges of 128 KiB, two at a time, as far as the window goes', () => {
    const said = tell(wanted, ...arrived(1, 0, 4), window(0, 500));
    assert.deepEqual(said.at(-1), ['ask 2: blocks 4–12, head', 'ask 3: blocks 12–20, head']);
  });

  it('follows a window that jumps, and does not ask again for what it has sent', () => {
    const said = tell(wanted, ...arrived(1, 0, 4), window(1_600, 1_632), window(0, 96));
    assert.deepEqual(said.slice(-2), [
      ['ask 2: blocks 100–102, read-ahead'],
      ['cancel 2', 'ask 3: blocks 4–6, head'],
    ]);
  });

  it('asks again for what is missing after a failure, later and later', () => {
    const said = tell(
      wanted,
      ...arrived(1, 0, 1),
      failed(1),
      { type: 'timer', atMs: 249 },
      { type: 'timer', atMs: 250 },
      { ...failed(2), atMs: 300 },
    );
    assert.deepEqual(said.slice(2), [['wake at 250'], [], ['ask 2: blocks 1–4, head'], ['wake at 800']]);
  });

  it('treats an answer that ends early as a failure', () => {
    assert.deepEqual(tell(wanted, ...arrived(1, 0, 3), { type: 'requestDone', requestId: 1 }).at(-1), [
      'wake at 250',
    ]);
  });

  it('gives up at once where asking again can not help, and cancels what is under way', () => {
    const said = tell(wanted, ...arrived(1, 0, 4), window(0, 500), failed(2, true));
    assert.deepEqual(said.at(-1), ['cancel 3', 'give up p1: no answer']);
  });

  it('gives up after nine failures in a row', () => {
    const policy = new FetchPolicy(PROFILES.modern);
    policy.handle(wanted, 0);
    const said = Array.from({ length: 9 }, (_, at) => {
      const nowMs = (at + 1) * 60_000;
      return [
        ...policy.handle(failed(at + 1), nowMs),
        ...policy.handle({ type: 'timer' }, nowMs + 30_000),
      ].map(line);
    });
    assert.deepEqual(
      said.map((lines) => lines.at(-1)?.split(' ')[0]),
      [...Array<string>(8).fill('ask'), 'give'],
    );
  });

  it('leaves nothing under way for a play that is abandoned', () => {
    const said = tell(
      wanted,
      ...arrived(1, 0, 4),
      window(0, 500),
      { type: 'abandoned', playId: 'p1' },
      ...arrived(2, 4, 5),
      failed(3),
      {
        type: 'timer',
        atMs: 60_000,
      },
    );
    assert.deepEqual(said.slice(-4), [['cancel 2', 'cancel 3'], [], [], []]);
  });

  it('reads from the cache what it holds, and asks the origin for the rest at the same time', () => {
    const said = tell({ ...wanted, held: haveMap(0, 1, 3) });
    assert.deepEqual(said, [['read 1: blocks 0–2', 'ask 2: blocks 2–3, head']]);
  });

  it('asks the origin for what the cache has lost', () => {
    const said = tell(
      { ...wanted, held: haveMap(0, 1, 2, 3) },
      { type: 'blockLost', requestId: 1, block: 2 },
    );
    assert.deepEqual(said, [['read 1: blocks 0–4'], ['ask 2: blocks 2–3, head']]);
  });

  it('does not keep again what came from the cache', () => {
    const said = tell({ ...wanted, held: haveMap(0, 1, 2, 3) }, ...arrived(1, 0, 1));
    assert.deepEqual(said.at(-1), ['send p1 block 0']);
  });

  const next: FetchEvent = {
    type: 'trackWanted',
    playId: 'n',
    track: makeTrack('next', 2_000 * KiB),
    purpose: 'prefetch',
    held: null,
  };
  const left = (secondsLeft: number): FetchEvent => ({
    type: 'playheadMoved',
    playId: 'p1',
    secondsLeft,
    isSounding: true,
  });

  it('prefetches the head of the next track into the cache when ten seconds are left', () => {
    const said = tell(wanted, ...arrived(1, 0, 4), next, left(10.5), left(9.9), ...arrived(2, 0, 1));
    assert.deepEqual(said.slice(-4, -1), [
      [],
      [],
      ['ask 2: blocks 0–8, prefetch', 'ask 3: blocks 8–16, prefetch'],
    ]);
    assert.deepEqual(said.at(-1), ['keep block 0']);
  });

  it('does not prefetch while the track that plays misses anything of its window', () => {
    const said = tell(wanted, next, left(5), ...arrived(1, 0, 4));
    assert.deepEqual(said.at(-2), ['send p1 block 2', 'keep block 2']);
    assert.match(said.at(-1)?.join() ?? '', /ask 2: blocks 0–8, prefetch/);
  });

  it('goes on with what a prefetch has begun when its turn comes', () => {
    const said = tell(
      wanted,
      ...arrived(1, 0, 4),
      next,
      left(5),
      ...arrived(2, 0, 8),
      { ...next, playId: 'p2', purpose: 'play' },
      { type: 'abandoned', playId: 'p1' },
      ...arrived(3, 8, 9),
    );
    assert.deepEqual(said.slice(-3), [['read 5: blocks 0–4'], [], ['send p2 block 8', 'keep block 8']]);
  });

  it('asks anew for all that the origin was asked for when the machine has slept, and leaves the cache to its reads', () => {
    const said = tell({ ...wanted, held: haveMap(0, 1) }, { type: 'resumed', atMs: 3_600_000 });
    assert.deepEqual(said.at(-1), ['cancel 2', 'ask 3: blocks 2–4, head']);
  });

  it('forgets failures and pauses when the machine has slept', () => {
    const said = tell(wanted, failed(1), { type: 'resumed', atMs: 100 }, { ...failed(2), atMs: 110 });
    assert.deepEqual(said.slice(1), [['wake at 250'], ['ask 2: blocks 0–4, head'], ['wake at 360']]);
  });

  it('gives up a prefetch without a word', () => {
    const said = tell(wanted, ...arrived(1, 0, 4), next, left(5), failed(2, true));
    assert.deepEqual(said.at(-1), ['cancel 3']);
  });
});
