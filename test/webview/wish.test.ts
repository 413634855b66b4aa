import assert from 'node:assert/strict';
import { EMPTY_SNAPSHOT, type Play, type Snapshot } from '../../src/shared/snapshot';
import { MOST_PASSED_PLAYS } from '../../src/webview/limits';
import { isSettled, wishFor, wishToPlay } from '../../src/webview/wish';
import { toneTrack } from '../support/page/tones';

const QUEUE = ['a', 'b', 'c', 'd'].map((title) => toneTrack({ title, tonesHz: [] }).track);

function play(trackId: string): Play {
  return { playId: `play of ${trackId}`, trackId };
}

function showing(trackId: string | null, wanted: Snapshot['wanted'] = 'playing'): Snapshot {
  return { ...EMPTY_SNAPSHOT, queue: QUEUE, wanted, current: trackId === null ? null : play(trackId) };
}

describe('What the page wishes', () => {
  it('stands against snapshots that are late: those of before, and those that answer earlier clicks', () => {
    const toB = wishToPlay(play('b'), null, showing('a'));
    const toC = wishToPlay(play('c'), toB, showing('a'));
    assert.ok(!isSettled(toC, showing('a')), 'before the first click');
    assert.ok(!isSettled(toC, showing('b')), 'the answer to the first click');
    assert.ok(isSettled(toC, showing('c')), 'the answer to the second');
  });

  it('stands where nothing played before', () => {
    const toB = wishToPlay(play('b'), wishToPlay(play('a'), null, showing(null)), showing(null));
    for (const late of [null, 'a']) assert.ok(!isSettled(toB, showing(late)));
  });

  it('gives way where another window has decided otherwise, or the track is gone', () => {
    const toB = wishToPlay(play('b'), null, showing('a'));
    assert.ok(isSettled(toB, showing('d')));
    assert.ok(isSettled(toB, { ...showing('a'), queue: [] }));
  });

  it('to hold is answered by a snapshot that holds', () => {
    const toHold = wishFor('paused', wishToPlay(play('b'), null, showing('a')));
    assert.ok(!isSettled(toHold, showing('b')));
    assert.ok(isSettled(toHold, showing('b', 'paused')));
    assert.ok(!isSettled(wishFor('paused', null), showing('a')));
  });

  it('to go on with another track is answered by a snapshot that shows it, though another window has paused it', () => {
    const toB = wishToPlay(play('b'), null, showing('a'));
    assert.ok(!isSettled(toB, showing('a', 'paused')));
    assert.ok(isSettled(toB, showing('b', 'paused')));
    assert.ok(!isSettled(wishFor('playing', toB), showing('b', 'paused')), 'unless it was wished by itself');
  });

  it('remembers so many plays and no more', () => {
    let wish = wishToPlay(play('a'), null, showing(null));
    for (let click = 0; click < 100; click++)
      wish = wishToPlay({ playId: `${click}`, trackId: 'a' }, wish, showing(null));
    assert.equal(wish.passedPlayIds.length, MOST_PASSED_PLAYS);
  });
});
