// Plays that may come are had ahead, and never at the cost of the one that plays.
import assert from 'node:assert/strict';
import type { FetchEvent } from '../../../src/engine/policy/fetchMessages';
import { FetchPolicy } from '../../../src/engine/policy/fetchPolicy';
import { PROFILES, type Limits } from '../../../src/engine/policy/limits';
import type { Purpose } from '../../../src/engine/policy/wanted';
import type { Track } from '../../../src/shared/track';
import { lineOf } from '../../support/transcript';
import { indexAtTheEnd, makeTrack } from '../../support/world';

const KiB = 1024;
/** 33 KiB a second: of a play the first four blocks come by themselves, of a prepared one those with its first second, three. */
const one = makeTrack('one', 2_000 * KiB);
const two = makeTrack('two', 2_000 * KiB);
const three = makeTrack('three', 2_000 * KiB);
const four = makeTrack('four', 2_000 * KiB);

type Tell = (...events: readonly FetchEvent[]) => string[];

/** What a policy says to events, in lines. */
function listener(limits: Partial<Limits> = {}): { tell: Tell; at: (nowMs: number) => void } {
  const policy = new FetchPolicy({ ...PROFILES.modern, ...limits });
  let nowMs = 0;
  return {
    tell: (...events) => events.flatMap((event) => policy.handle(event, nowMs).map(lineOf)),
    at: (ms) => (nowMs = ms),
  };
}

const want = (playId: string, track: Track, purpose: Purpose): FetchEvent & { type: 'trackWanted' } => ({
  ...{ type: 'trackWanted', playId, track, purpose, held: null },
});
/** The same for a track whose first four blocks are in the cache. */
const wantCached = (playId: string, track: Track): FetchEvent => ({
  ...want(playId, track, 'prepare'),
  held: Uint8Array.of(0b1111),
});
const list = (playIds: readonly string[], nextPlayId: string | null = null): FetchEvent => ({
  ...{ type: 'preparedListed', playIds, nextPlayId },
});
const came = (requestId: number, first: number, end: number): FetchEvent[] =>
  Array.from({ length: end - first }, (_, at) => ({ type: 'blockArrived', requestId, block: first + at }));
const move = (playId: string, startKiB: number, endKiB: number): FetchEvent => ({
  ...{ type: 'windowMoved', playId, window: { start: startKiB * KiB, end: endKiB * KiB } },
});
const left = (secondsLeft: number): FetchEvent => ({
  type: 'playheadMoved',
  playId: 'p1',
  secondsLeft,
  isSounding: true,
});
const failed = (requestId: number, isFinal = false): FetchEvent => ({
  ...{ type: 'requestFailed', requestId, message: 'no answer', isFinal },
});

/** `one` plays and has what it needs; `a`, `b` and `c` are prepared: `two`, `three` and `four`, and `a` comes next. */
function playing(limits: Partial<Limits> = {}): { tell: Tell; at: (nowMs: number) => void } {
  const world = listener(limits);
  world.tell(want('p1', one, 'play'), ...came(1, 0, 4));
  return world;
}
const prepared = [
  list(['a', 'b', 'c'], 'a'),
  want('a', two, 'prepare'),
  want('b', three, 'prepare'),
  want('c', four, 'prepare'),
];

describe('the fetch policy, for plays that may come', () => {
  it('has their first bytes in the page and in the cache, the likeliest first, two requests at a time', () => {
    const { tell } = playing();
    assert.deepEqual(tell(...prepared), [
      'ask the origin for blocks 0 to 2 of two (request 2: prepare)',
      'ask the origin for blocks 0 to 2 of three (request 3: prepare)',
    ]);
    assert.deepEqual(tell(...came(2, 0, 1)), ['send block 0 to a', 'keep block 0 of two']);
    assert.deepEqual(
      tell(...came(2, 1, 3)).at(-1),
      'ask the origin for blocks 0 to 2 of four (request 4: prepare)',
    );
    assert.deepEqual(
      tell(...came(3, 0, 3), ...came(4, 0, 3)).filter((line) => line.startsWith('ask')),
      [],
    );
  });

  it('reads from the cache what that has of them', () => {
    const { tell } = playing();
    assert.deepEqual(tell(list(['a']), wantCached('a', two)), [
      'read blocks 0 to 2 of two from the cache (request 2)',
    ]);
    assert.deepEqual(tell(...came(2, 0, 1)), ['send block 0 to a']);
  });

  it('begins nothing while the play misses anything of its window, not even a read of the cache', () => {
    const { tell } = listener();
    tell(want('p1', one, 'play'), ...came(1, 0, 3));
    assert.deepEqual(tell(list(['a']), wantCached('a', two)), []);
    assert.match(tell(...came(1, 3, 4)).at(-1) ?? '', /read blocks 0 to 2 of two/);
  });

  it('begins nothing while a play is about to be wanted', () => {
    const { tell } = listener();
    assert.deepEqual(tell({ type: 'playAwaited', playId: 'p1' }, ...prepared), []);
    assert.match(tell(want('p1', one, 'play')).join(), /^ask the origin for blocks 0 to 3 of one/);
  });

  it('lets go of the link as soon as somebody waits for the first bytes of a play, and goes on afterwards', () => {
    const { tell } = playing();
    tell(...prepared);
    assert.deepEqual(tell(move('p1', 1_600, 1_616)), [
      'cancel request 2',
      'cancel request 3',
      'ask the origin for block 100 of one (request 4: read-ahead)',
    ]);
    assert.match(tell(...came(4, 100, 101)).join(), /blocks 0 to 2 of two .*prepare/);
  });

  it('lets what is under way go on beside a read-ahead', () => {
    const { tell } = playing();
    tell(...prepared);
    assert.deepEqual(tell(move('p1', 0, 80)), ['ask the origin for block 4 of one (request 4: head)']);
  });

  it('keeps what a prepared play has, has asked for and has sent when it is played', () => {
    const { tell } = playing();
    tell(...prepared.slice(0, 2), ...came(2, 0, 2));
    assert.deepEqual(tell(want('a', two, 'play'), { type: 'abandoned', playId: 'p1' }), []);
    assert.deepEqual(tell(...came(2, 2, 3)), ['send block 2 to a', 'keep block 2 of two']);
    assert.deepEqual(tell(move('a', 0, 80)), ['ask the origin for blocks 3 to 4 of two (request 3: head)']);
  });

  it('sends no more of a prepared play that is played than the page counts on, until that says so', () => {
    const { tell } = playing();
    tell(list(['a'], 'a'), want('a', two, 'prepare'), ...came(2, 0, 3));
    assert.deepEqual(tell(want('a', two, 'play'), { type: 'abandoned', playId: 'p1' }), []);
    assert.deepEqual(tell({ type: 'timer' }), []);
  });

  it('follows the window of a prepared play ahead of the others, shortly before a join', () => {
    const { tell } = playing();
    tell(...prepared.slice(0, 3), ...came(2, 0, 3));
    assert.deepEqual(tell(move('a', 0, 128), want('c', four, 'prepare')), [
      'ask the origin for blocks 3 to 7 of two (request 4: prepare)',
    ]);
  });

  it('has the whole head of the next one with ten seconds left, at the page, in one piece with what it has', () => {
    const { tell } = playing();
    tell(list(['a'], 'a'), want('a', two, 'prepare'), ...came(2, 0, 3), left(10.5));
    assert.deepEqual(tell(left(9.9)), [
      'ask the origin for blocks 3 to 10 of two (request 3: prefetch)',
      'ask the origin for blocks 11 to 18 of two (request 4: prefetch)',
    ]);
    assert.deepEqual(tell(...came(3, 3, 4)), ['send block 3 to a', 'keep block 3 of two']);
  });

  it('goes on with a prefetch that the page has then prepared', () => {
    const { tell } = playing();
    tell(want('n', two, 'prefetch'), left(5), ...came(2, 0, 2));
    assert.deepEqual(tell(list(['a'], 'a'), want('a', two, 'prepare')), [
      'read blocks 0 to 1 of two from the cache (request 4)',
    ]);
    assert.deepEqual(tell(...came(2, 2, 3)), ['send block 2 to a', 'keep block 2 of two']);
  });

  it('cancels what is under way for plays that are no longer listed', () => {
    const { tell } = playing();
    tell(...prepared);
    assert.deepEqual(tell(list(['b', 'c'])).slice(0, 1), ['cancel request 2']);
  });

  it('sends again what the page has dropped, out of the cache if that has it', () => {
    const { tell } = playing();
    assert.deepEqual(tell({ type: 'dropped', playId: 'p1', range: { start: 16 * KiB, end: 48 * KiB } }), [
      'read blocks 1 to 2 of one from the cache (request 2)',
    ]);
    assert.deepEqual(tell(...came(2, 1, 2), { type: 'blockLost', requestId: 2, block: 2 }), [
      'send block 1 to p1',
      'ask the origin for block 2 of one (request 3: head)',
    ]);
  });

  it('sends nothing again before the window comes there', () => {
    const { tell } = playing();
    tell(move('p1', 64, 80), ...came(2, 4, 5));
    assert.deepEqual(tell({ type: 'dropped', playId: 'p1', range: { start: 0, end: 64 * KiB } }), []);
    assert.deepEqual(tell(move('p1', 0, 80)), ['read blocks 0 to 3 of one from the cache (request 3)']);
  });

  it('asks a folder again for what was dropped, as nothing of it is in the cache', () => {
    const { tell } = listener();
    tell({ ...want('p1', one, 'play'), isLocal: true }, ...came(1, 0, 4));
    const range = { start: 0, end: 16 * KiB };
    assert.deepEqual(tell({ type: 'dropped', playId: 'p1', range }), [
      'ask the origin for block 0 of one (request 2: head)',
    ]);
  });

  it('reads from the cache what has come for another play of the same track', () => {
    const { tell } = listener();
    tell(want('p1', one, 'play'), want('again', one, 'prepare'), ...came(1, 0, 4));
    assert.deepEqual(tell(list(['again'], 'again')), [
      'read blocks 0 to 2 of one from the cache (request 2)',
    ]);
  });

  it('stops at the hourly budget, except for what comes next, and goes on when the hour is over', () => {
    const { tell, at } = playing({ preparedBytesAnHour: 64 * KiB });
    tell(...prepared, ...came(2, 0, 3), ...came(3, 0, 3));
    assert.deepEqual(tell({ type: 'timer' }), []);
    at(3_660_000);
    assert.match(tell({ type: 'timer' }).join(), /blocks 0 to 2 of four .*prepare/);
  });

  it('wakes itself when the budget allows more', () => {
    const { tell } = playing({ preparedBytesAnHour: 64 * KiB });
    tell(...prepared, ...came(2, 0, 3));
    assert.ok(tell(...came(3, 0, 3)).includes('wake at 3660000 ms'));
  });

  it('has no budget to keep to where the music lies in a folder of this machine', () => {
    const { tell } = playing({ preparedBytesAnHour: 0 });
    assert.equal(tell(...prepared).length, 1);
    const local = listener({ preparedBytesAnHour: 0 });
    assert.equal(local.tell(list(['b']), { ...want('b', three, 'prepare'), isLocal: true }).length, 1);
  });

  it('tries again a little, all together, then lets them be without a word until one is played', () => {
    const { tell, at } = playing();
    tell(...prepared.slice(0, 3));
    assert.deepEqual(tell(failed(2)), ['wake at 250 ms']);
    assert.deepEqual(
      tell(...came(3, 0, 3)).filter((line) => line.startsWith('ask')),
      [],
    );
    at(250);
    assert.match(tell({ type: 'timer' }).join(), /blocks 0 to 2 of two \(request 4/);
    tell(failed(4));
    at(60_000);
    tell({ type: 'timer' });
    assert.deepEqual(tell(failed(5)), []);
    assert.match(tell(want('a', two, 'play')).join(), /blocks 0 to 2 of two .*head/);
  });

  it('gives a prepared play up by name when it is played, if what the page has of it was wrong', () => {
    const { tell } = playing();
    tell(...prepared.slice(0, 2), ...came(2, 0, 2));
    assert.deepEqual(tell({ type: 'bytesWrong', track: two, message: 'it has changed' }), [
      'cancel request 2',
    ]);
    assert.deepEqual(tell(want('a', two, 'play')), ['give up a: it has changed']);
  });

  it('prepares nothing in the classic profile', () => {
    const policy = new FetchPolicy(PROFILES.classic);
    const said = prepared.flatMap((event) => policy.handle(event, 0).map(lineOf));
    assert.deepEqual(said, []);
  });

  it('asks for an index at the end of a file before its sound, and for the rest of the first bytes last', () => {
    const { tell } = listener();
    const known = { ...one, mediaInfo: indexAtTheEnd(one.sizeBytes) };
    assert.deepEqual(tell(want('p1', known, 'play')), [
      'ask the origin for block 0 of one (request 1: head)',
      'ask the origin for blocks 122 to 124 of one (request 2: head)',
    ]);
    assert.deepEqual(
      tell(...came(1, 0, 1), ...came(2, 122, 125)).filter((line) => line.startsWith('ask')),
      [
        'ask the origin for blocks 2 to 6 of one (request 3: head)',
        'ask the origin for block 1 of one (request 4: head)',
      ],
    );
  });
});
