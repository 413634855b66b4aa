import assert from 'node:assert/strict';
import { reduceSession, type SessionEvent } from '../../../src/engine/session/session';
import type { Intent } from '../../../src/shared/messages';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../../src/shared/snapshot';
import { makeTrack } from '../../support/world';

/** Takes the session through events, with play ids p1, p2, … for the plays that they start. */
function story(...events: (SessionEvent | Intent['kind'])[]): Snapshot {
  let plays = 0;
  return events.reduce<Snapshot>((snapshot, event) => {
    const before = snapshot.current?.playId;
    const newPlayId = `p${plays + 1}`;
    const full =
      typeof event === 'string'
        ? ({ type: 'intended', intent: { kind: event } as Intent, newPlayId } as const)
        : event;
    const after = reduceSession(snapshot, 'newPlayId' in full ? { ...full, newPlayId } : full);
    if (after.current !== null && after.current.playId !== before) plays += 1;
    return after;
  }, EMPTY_SNAPSHOT);
}

const tracks = [makeTrack('one', 1_000), makeTrack('two', 1_000), makeTrack('three', 1_000)];
const loaded: SessionEvent = { type: 'queueLoaded', tracks, newPlayId: '' };
const sounding = (playId: string, positionSeconds: number): SessionEvent => ({
  type: 'soundChanged',
  playId,
  state: 'sounding',
  positionSeconds,
});
const ended = (playId: string): SessionEvent => ({ type: 'playEnded', playId, newPlayId: '' });

describe('the session', () => {
  it('starts the first track on play, and claims no sound before the page reports it', () => {
    const snapshot = story(loaded, 'play');
    assert.deepEqual(snapshot.current, { playId: 'p1', trackId: 'one' });
    assert.equal(snapshot.sound, 'loading');
    assert.equal(story(loaded, 'play', sounding('p1', 0)).sound, 'sounding');
  });

  it('starts what was asked for before the queue was there', () => {
    assert.equal(story('play', loaded).current?.trackId, 'one');
    assert.equal(story('togglePlay', 'togglePlay', loaded).current, null);
  });

  it('goes on with the next track when one ends, once', () => {
    assert.equal(story(loaded, 'play', ended('p1')).current?.trackId, 'two');
    assert.equal(story(loaded, 'play', ended('p1'), ended('p1')).current?.trackId, 'two');
  });

  it('stops behind the last track and starts over from there', () => {
    const snapshot = story(loaded, 'play', 'next', 'next', ended('p3'));
    assert.equal(snapshot.current, null);
    assert.equal(snapshot.wanted, 'paused');
    assert.equal(story(loaded, 'play', 'next', 'next', 'next', 'play').current?.trackId, 'one');
  });

  it('pauses and goes on within the same play', () => {
    const snapshot = story(loaded, 'play', sounding('p1', 12), 'togglePlay');
    assert.deepEqual(
      [snapshot.wanted, snapshot.positionSeconds, snapshot.current?.playId],
      ['paused', 12, 'p1'],
    );
    assert.equal(story(loaded, 'play', 'pause', 'play').wanted, 'playing');
  });

  it('goes back a track near the beginning of one, else starts it over', () => {
    assert.equal(story(loaded, 'play', 'next', sounding('p2', 2), 'previous').current?.trackId, 'one');
    const restarted = story(loaded, 'play', 'next', sounding('p2', 9), 'previous');
    assert.deepEqual(restarted.current, { playId: 'p3', trackId: 'two' });
  });

  it('ignores what an earlier play still reports', () => {
    const snapshot = story(loaded, 'play', 'next', sounding('p1', 30));
    assert.deepEqual([snapshot.sound, snapshot.positionSeconds], ['loading', 0]);
  });

  it('names a track that fails and goes on with the next', () => {
    const snapshot = story(loaded, 'play', {
      type: 'playFailed',
      playId: 'p1',
      message: 'No decoder.',
      newPlayId: '',
    });
    assert.deepEqual([snapshot.current?.trackId, snapshot.problem], ['two', 'No decoder.']);
    assert.equal(
      reduceSession(snapshot, { type: 'intended', intent: { kind: 'pause' }, newPlayId: 'x' }).problem,
      null,
    );
  });

  it('pauses when the page that sounds is gone, and keeps the place', () => {
    const snapshot = story(loaded, 'play', sounding('p1', 42), { type: 'pageGone' });
    assert.deepEqual([snapshot.wanted, snapshot.sound, snapshot.positionSeconds], ['paused', 'silent', 42]);
  });

  it('keeps playing when a new catalogue still lists the track, and stops when it does not', () => {
    assert.equal(story(loaded, 'play', loaded).current?.playId, 'p1');
    assert.equal(story(loaded, 'play', { ...loaded, tracks: tracks.slice(1) }).current, null);
  });

  it('says so when a track is asked for that is not in the queue', () => {
    const intent = { kind: 'playTrack', trackId: 'gone', playId: 'x' } as const;
    const snapshot = story(loaded, { type: 'intended', intent, newPlayId: '' });
    assert.equal(snapshot.current, null);
    assert.match(snapshot.problem ?? '', /no longer in the queue/);
  });

  it('counts its revisions up', () => {
    assert.equal(story(loaded, 'play', 'next').revision, 3);
    assert.equal(story(loaded, ended('unknown')).revision, 1);
  });
});
