import assert from 'node:assert/strict';
import { Catalogue } from '../../../src/engine/session/catalogue';
import { reduceSession, type SessionEvent } from '../../../src/engine/session/session';
import type { Intent } from '../../../src/shared/intents';
import { EMPTY_SNAPSHOT, type Play, type Snapshot } from '../../../src/shared/snapshot';
import { makeTrack } from '../../support/world';

/** Takes the session through events, with play ids p1, p2, … for the plays that they start. */
function story(...events: (SessionEvent | Intent['kind'])[]): Snapshot {
  let plays = 0;
  return events.reduce<Snapshot>((snapshot, event) => {
    const before = snapshot.current?.playId;
    const newPlayId = `p${plays + 1}`;
    const full =
      typeof event === 'string'
        ? ({
            ...wish({ kind: event } as Intent),
            newPlayId,
          } as const)
        : event;
    const after = reduceSession(snapshot, 'newPlayId' in full ? { ...full, newPlayId } : full);
    if (after.current !== null && after.current.playId !== before) plays += 1;
    return after;
  }, EMPTY_SNAPSHOT);
}

const tracks = [makeTrack('one', 1_000), makeTrack('two', 1_000), makeTrack('three', 1_000)];
const ids = { newPlayId: '', prepared: [] } as const;
const catalogue = new Catalogue(tracks);
const loaded = {
  type: 'catalogueChanged',
  catalogue,
  chance: () => 0,
  ...ids,
} as const satisfies SessionEvent;
const wish = (intent: Intent, window = 'w1'): SessionEvent & { type: 'intended' } => ({
  ...{ type: 'intended', intent, window, chance: () => 0, catalogue, undone: null, ...ids },
});
const sounding = (playId: string, positionSeconds: number): SessionEvent => ({
  type: 'soundChanged',
  playId,
  state: 'sounding',
  positionSeconds,
});
const ended = (playId: string): SessionEvent => ({ type: 'playEnded', playId, next: null, ...ids });

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

  it('is paused at once where nothing has sounded yet: no page opens a play that is paused', () => {
    assert.equal(story(loaded, 'play').sound, 'loading');
    assert.equal(story(loaded, 'play', 'pause').sound, 'paused');
    assert.equal(story(loaded, 'play', sounding('p1', 12), 'pause').sound, 'sounding');
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
      ...ids,
    });
    assert.deepEqual([snapshot.current?.trackId, snapshot.problem], ['two', 'No decoder.']);
    assert.equal(reduceSession(snapshot, wish({ kind: 'pause' })).problem, null);
  });

  it('pauses when the page that sounds is gone, and keeps the place', () => {
    const snapshot = story(loaded, 'play', sounding('p1', 42), { type: 'pageGone' });
    assert.deepEqual([snapshot.wanted, snapshot.sound, snapshot.positionSeconds], ['paused', 'paused', 42]);
  });

  it('keeps playing when a new catalogue still lists the track, and stops when it does not', () => {
    assert.equal(story(loaded, 'play', loaded).current?.playId, 'p1');
    assert.equal(
      story(loaded, 'play', { ...loaded, catalogue: new Catalogue(tracks.slice(1)) }).current,
      null,
    );
  });

  it('says so when a track is asked for that is not there', () => {
    const intent = { kind: 'playTrack', trackId: 'gone', playId: 'x' } as const;
    const snapshot = story(loaded, wish(intent));
    assert.equal(snapshot.current, null);
    assert.match(snapshot.problem ?? '', /no longer in the library/);
  });

  it('lets the window sound that asks first, and the others steer it', () => {
    const snapshot = story(loaded, wish({ kind: 'play' }, 'first'), wish({ kind: 'next' }, 'second'));
    assert.deepEqual([snapshot.soundingWindow, snapshot.current?.trackId], ['first', 'two']);
  });

  it('offers to go on elsewhere when the window that sounds is closed, at the same place', () => {
    const closed = story(loaded, wish({ kind: 'play' }, 'first'), sounding('p1', 42), { type: 'pageGone' });
    assert.match(closed.problem ?? '', /Press Play to go on here/);
    const went = reduceSession(closed, wish({ kind: 'play' }, 'second'));
    assert.deepEqual(
      [went.soundingWindow, went.positionSeconds, went.wanted, went.problem, went.current?.playId],
      ['second', 42, 'playing', null, 'p1'],
    );
  });

  it('repeats one track, or all of them, or none', () => {
    const one = story(loaded, 'play', wish({ kind: 'setRepeat', repeat: 'one' }), ended('p1'));
    assert.deepEqual(one.current, { playId: 'p2', trackId: 'one' });
    assert.equal(
      story(loaded, 'play', wish({ kind: 'setRepeat', repeat: 'one' }), 'next').current?.trackId,
      'two',
    );
    const all = story(loaded, 'play', wish({ kind: 'setRepeat', repeat: 'all' }), 'next', 'next', 'next');
    assert.equal(all.current?.trackId, 'one');
    assert.equal(
      story(loaded, 'play', wish({ kind: 'setRepeat', repeat: 'all' }), 'previous').current?.trackId,
      'three',
    );
  });

  it('repeats all, then one, then nothing, one press after the other', () => {
    const press = wish({ kind: 'cycleRepeat' });
    const modes = [1, 2, 3].map(
      (presses) => story(loaded, ...Array<SessionEvent>(presses).fill(press)).repeat,
    );
    assert.deepEqual(modes, ['all', 'one', 'off']);
  });

  it('does not go round and round a queue of tracks that fail', () => {
    const fail = (playId: string): SessionEvent => ({
      type: 'playFailed',
      playId,
      message: 'No.',
      ...ids,
    });
    const snapshot = story(
      loaded,
      'play',
      wish({ kind: 'setRepeat', repeat: 'all' }),
      fail('p1'),
      fail('p2'),
      fail('p3'),
    );
    assert.deepEqual([snapshot.current, snapshot.wanted], [null, 'paused']);
  });

  it('shuffles from the current track on, and remembers the order that was before', () => {
    const shuffled = story(loaded, 'play', 'next', wish({ kind: 'setShuffle', isOn: true }));
    assert.deepEqual(shuffled.shuffled, ['two', 'three', 'one']);
    const after = reduceSession(shuffled, wish({ kind: 'next' }));
    assert.equal(after.current?.trackId, 'three');
    const unshuffled = reduceSession(after, wish({ kind: 'setShuffle', isOn: false }));
    assert.deepEqual(unshuffled.queue, tracks);
    assert.equal(reduceSession(unshuffled, wish({ kind: 'previous' })).current?.trackId, 'two');
  });

  const seek = (positionSeconds: number, seekId = 's1'): SessionEvent =>
    wish({ kind: 'seek', positionSeconds, seekId });

  it('moves within the current track, never beyond its ends, and says which seek was the last', () => {
    const moved = story(loaded, 'play', seek(40, 's1'), seek(20, 's2'));
    assert.equal(moved.positionSeconds, 20);
    assert.deepEqual(moved.seek, { seekId: 's2', playId: 'p1', positionSeconds: 20 });
    assert.equal(story(loaded, 'play', seek(1e9)).positionSeconds, 60);
    assert.equal(story(loaded, 'play', seek(-3)).seek?.positionSeconds, 0);
  });

  it('has no seek for a play that follows, nor where nothing is current', () => {
    assert.equal(story(loaded, 'play', seek(40), 'next').seek, null);
    assert.equal(story(loaded, 'play', 'next', 'next', seek(40), ended('p3')).seek, null);
    assert.deepEqual([story(loaded, seek(40)).seek, story(loaded, seek(40)).positionSeconds], [null, 0]);
  });

  it('keeps the volume between silent and as recorded', () => {
    assert.equal(story(loaded, wish({ kind: 'setVolume', volume: 0.3 })).volume, 0.3);
    assert.equal(story(loaded, wish({ kind: 'setVolume', volume: 7 })).volume, 1);
  });

  it('turns the volume in steps that lead back, and never beyond its ends', () => {
    const by = (step: number): SessionEvent => wish({ kind: 'changeVolume', by: step });
    const softer = story(loaded, by(-0.05), by(-0.05), by(-0.05));
    assert.equal(softer.volume, 0.85);
    assert.equal(story(loaded, by(-0.05), by(-0.05), by(0.05), by(0.05)).volume, 1);
    assert.equal(story(loaded, by(1)).volume, 1);
    assert.equal(story(loaded, by(-1), by(-1)).volume, 0);
  });

  it('is muted without forgetting its volume, and heard again when that is turned', () => {
    const mute = wish({ kind: 'toggleMute' });
    const muted = story(loaded, wish({ kind: 'setVolume', volume: 0.3 }), mute);
    assert.deepEqual([muted.isMuted, muted.volume], [true, 0.3]);
    assert.equal(story(loaded, mute, mute).isMuted, false);
    assert.equal(story(loaded, mute, wish({ kind: 'changeVolume', by: -0.05 })).isMuted, false);
  });

  it('goes some seconds back or on from where it is', () => {
    const by = (seconds: number): SessionEvent => wish({ kind: 'seekBy', seconds, seekId: 's' });
    assert.equal(story(loaded, 'play', sounding('p1', 30), by(10)).seek?.positionSeconds, 40);
    assert.equal(story(loaded, 'play', sounding('p1', 5), by(-10)).seek?.positionSeconds, 0);
    assert.equal(story(loaded, by(10)).seek, null);
  });

  it('plays nothing after a stop, and begins anew with the next wish', () => {
    const stoppedAt = story(loaded, 'play', 'next', wish({ kind: 'stop' }));
    assert.deepEqual([stoppedAt.current, stoppedAt.wanted, stoppedAt.sound], [null, 'paused', 'silent']);
    assert.equal(stoppedAt.queue.length, story(loaded).queue.length);
    assert.equal(story(loaded, 'play', 'next', wish({ kind: 'stop' }), 'play').current?.trackId, 'one');
  });

  it('takes over what a lost engine knew, unless it plays something itself', () => {
    const lost = { ...story(loaded, 'play', sounding('p1', 42)), revision: 900 };
    const restored = story({ type: 'restored', snapshot: lost });
    assert.deepEqual([restored.current, restored.positionSeconds, restored.revision], [lost.current, 42, 1]);
    assert.equal(story(loaded, 'play', 'next', { type: 'restored', snapshot: lost }).current?.trackId, 'two');
  });

  describe('where the page has prepared plays', () => {
    const prepared = [
      { playId: 'ready-two', trackId: 'two' },
      { playId: 'ready-one', trackId: 'one' },
    ];
    const asked = (intent: Intent, window = 'w1'): SessionEvent => ({
      ...wish(intent, window),
      newPlayId: 'new',
      prepared,
    });
    /** What is current after the first track has been started as `p1` and something has happened, in the window that sounds. */
    const after = (event: SessionEvent, before: Partial<Snapshot> = {}): Snapshot =>
      reduceSession({ ...story(loaded, 'play', sounding('p1', 50)), ...before }, event);
    const playId = (event: SessionEvent, before: Partial<Snapshot> = {}): string | undefined =>
      after(event, before).current?.playId;
    const over = (next: Play | null): SessionEvent => ({
      type: 'playEnded',
      playId: 'p1',
      next,
      newPlayId: 'new',
      prepared,
    });

    it('starts them by their ids, whoever starts a track', () => {
      const current = { playId: 'p2', trackId: 'two' };
      assert.equal(playId(asked({ kind: 'next' })), 'ready-two');
      assert.equal(playId(asked({ kind: 'previous' }), { current, positionSeconds: 1 }), 'ready-one');
      assert.equal(playId(over(null)), 'ready-two');
      assert.equal(
        playId({ type: 'playFailed', playId: 'p1', message: 'No.', newPlayId: 'new', prepared }),
        'ready-two',
      );
      assert.equal(playId(asked({ kind: 'next' }), { current }), 'new');
    });

    it('takes the id of the page that sounds for a click in another window, and that of the click in its own', () => {
      const click = { kind: 'playTrack', trackId: 'two', playId: 'clicked' } as const;
      assert.equal(playId(asked(click, 'elsewhere')), 'ready-two');
      assert.equal(playId(asked(click)), 'clicked');
    });

    it('never starts a track anew under the id that it plays under', () => {
      const current = { playId: 'ready-one', trackId: 'one' };
      assert.equal(playId(asked({ kind: 'previous' }), { current }), 'new');
    });

    it('goes on with the play that the page has gone on with, which sounds already', () => {
      const { current, sound, positionSeconds } = after(over({ playId: 'joined', trackId: 'two' }));
      assert.deepEqual([current?.playId, sound, positionSeconds], ['joined', 'sounding', 0]);
      const again = over({ playId: 'again', trackId: 'one' });
      assert.equal(playId(again, { repeat: 'one' }), 'again');
    });

    it('goes on with what follows where the listener has changed that since', () => {
      const { current, sound } = after(over({ playId: 'joined', trackId: 'three' }));
      assert.deepEqual([current?.playId, sound], ['ready-two', 'loading']);
      assert.equal(
        after(over({ playId: 'joined', trackId: 'two' }), { queue: tracks.slice(0, 1) }).current,
        null,
      );
    });

    it('stays paused where the listener has paused in the moment of the join', () => {
      assert.equal(after(over({ playId: 'joined', trackId: 'two' }), { wanted: 'paused' }).wanted, 'paused');
      for (const event of [
        over(null),
        { type: 'playFailed', playId: 'p1', message: 'No.', newPlayId: 'new', prepared } as const,
      ]) {
        const { current, wanted, sound } = after(event, { wanted: 'paused' });
        assert.deepEqual([current?.trackId, wanted, sound], ['two', 'paused', 'paused']);
      }
    });
  });

  it('keeps the place that another window has sought while the page was away', () => {
    const snapshot = story(loaded, 'play', sounding('p1', 10), { type: 'pageGone' }, seek(40), 'play');
    assert.deepEqual([snapshot.positionSeconds, snapshot.current?.playId], [40, 'p1']);
  });

  it('counts its revisions up', () => {
    assert.equal(story(loaded, 'play', 'next').revision, 3);
    assert.equal(story(loaded, ended('unknown')).revision, 1);
  });
});
