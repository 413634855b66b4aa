// What a listener does to the queue, as stories: a library of six tracks, and a session that is taken through intents.
import assert from 'node:assert/strict';
import { StandingSession } from '../../../src/engine/session/standingSession';
import type { Intent } from '../../../src/shared/intents';
import { EMPTY_SNAPSHOT, entryIdOf, nextTrack, playOrder, type Snapshot } from '../../../src/shared/snapshot';
import { makeTrack } from '../../support/world';

const LIBRARY = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => makeTrack(id, 1_000));
const NO_IDS = { newPlayId: '', prepared: [] };

/** A listener with one window. */
class Listener {
  readonly session: StandingSession;
  #plays = 0;

  /** `left`: what an earlier session has left, before the origin has answered. */
  constructor(tracks = LIBRARY, left: Snapshot | null = null) {
    this.session = new StandingSession(left ?? EMPTY_SNAPSHOT, () => 0);
    if (left === null) this.lists(tracks);
  }

  get snapshot(): Snapshot {
    return this.session.snapshot;
  }

  /** The queue, a letter an entry, in its own order; what is current in brackets. */
  get queue(): string {
    return this.#told(this.snapshot.queue.map(entryIdOf));
  }

  /** The same in the order of play. */
  get order(): string {
    return this.#told(playOrder(this.snapshot));
  }

  does(...intents: Intent[]): this {
    for (const intent of intents) {
      const ids = { newPlayId: `p${++this.#plays}`, prepared: [] };
      this.session.take(this.session.wish('window', intent, ids), 0);
    }
    return this;
  }

  /** The origin lists other tracks. */
  lists(tracks: typeof LIBRARY): this {
    this.session.take(this.session.list(tracks, NO_IDS), 0);
    return this;
  }

  /** Music is no longer taken from somewhere. */
  leaves(has: (trackId: string) => boolean): this {
    this.session.take({ type: 'originLeft', has, ...NO_IDS }, 0);
    return this;
  }

  #told(entryIds: readonly string[]): string {
    const { current } = this.snapshot;
    const currentId = current && (current.entryId ?? current.trackId);
    return entryIds.map((id) => (id === currentId ? `[${id}]` : id)).join(',');
  }
}

const play = (trackIds: string, startIndex: number | null = 0): Intent => ({
  kind: 'playTracks',
  trackIds: Array.from(trackIds),
  startIndex,
});
const add = (trackIds: string, place: 'next' | 'end'): Intent => ({
  kind: 'addToQueue',
  trackIds: Array.from(trackIds),
  place,
});
const remove = (...entryIds: string[]): Intent => ({ kind: 'removeFromQueue', entryIds });
const move = (entryIds: string, beforeEntryId: string | null): Intent => ({
  kind: 'moveInQueue',
  entryIds: Array.from(entryIds),
  beforeEntryId,
});
const UNDO: Intent = { kind: 'undoQueue' };
const CLEAR: Intent = { kind: 'clearQueue' };
const SHUFFLE: Intent = { kind: 'setShuffle', isOn: true };
const track = (trackId: string): Intent => ({ kind: 'playTrack', trackId, playId: `click on ${trackId}` });

describe('The queue', () => {
  describe('that nobody has made', () => {
    it('is the whole catalogue and follows it', () => {
      const listener = new Listener(LIBRARY.slice(0, 2));
      assert.equal(listener.queue, 'a,b');
      assert.equal(listener.does({ kind: 'play' }).lists(LIBRARY).queue, '[a],b,c,d,e,f');
      assert.equal(listener.snapshot.isOwnQueue, false);
    });

    it('is the same array where the catalogue comes again unchanged: it is not told anew', () => {
      const listener = new Listener();
      const { queue } = listener.snapshot;
      listener.lists(LIBRARY.map((each) => ({ ...each })));
      assert.equal(listener.snapshot.queue, queue);
    });
  });

  describe('that the listener has made', () => {
    it('is what was chosen, and plays from there on', () => {
      assert.equal(new Listener().does(play('dbf', 1)).queue, 'd,[b],f');
      assert.equal(new Listener().does(play('dbf', null)).queue, '[d],b,f');
    });

    it('starts at what is left of a choice that is partly gone', () => {
      assert.equal(new Listener().does(play('xdyb', 3)).queue, 'd,[b]');
      assert.equal(new Listener().does(play('xdyb', 2)).queue, 'd,[b]');
      assert.equal(new Listener().does(play('dbx', 2)).queue, 'd,[b]');
    });

    it('stays as it was where nothing of a choice is there, and the listener is told', () => {
      for (const intent of [play('xyz'), add('x', 'end')]) {
        const listener = new Listener().does(intent);
        assert.equal(listener.queue, 'a,b,c,d,e,f');
        assert.match(listener.snapshot.problem ?? '', /no longer in the library/);
      }
    });

    it('takes nothing in by itself when the catalogue grows, but follows the names', () => {
      const listener = new Listener(LIBRARY.slice(0, 3)).does(play('ca'));
      const renamed = LIBRARY.map((each) => ({ ...each, title: `New ${each.title}` }));
      assert.equal(listener.lists(renamed).queue, '[c],a');
      assert.equal(listener.snapshot.queue[1]?.title, `New ${LIBRARY[0]?.title}`);
    });

    it('is kept while the origin has lost its tracks, as a drive that is unplugged has', () => {
      assert.equal(new Listener().does(play('ca')).lists([]).queue, '[c],a');
    });

    it('loses what is of an origin that is left, and goes on with what is of another', () => {
      const listener = new Listener().does(play('cad'), add('e', 'end'));
      listener.leaves((id) => id !== 'c');
      assert.deepEqual([listener.queue, listener.snapshot.isOwnQueue], ['[a],d,e', true]);
      assert.equal(listener.does(UNDO).queue, '[a],d,e', 'what is gone does not come back');
    });

    it('is the catalogue again where nothing of it is left', () => {
      const listener = new Listener().does(play('ca')).leaves(() => false);
      assert.deepEqual([listener.queue, listener.snapshot.current], ['', null]);
      assert.equal(listener.lists(LIBRARY.slice(4)).queue, 'e,f');
    });

    it('is the catalogue again when it was emptied and Play is pressed', () => {
      const listener = new Listener().does(play('ca'), { kind: 'stop' }, CLEAR);
      assert.equal(listener.queue, '');
      assert.equal(listener.does({ kind: 'play' }).queue, '[a],b,c,d,e,f');
      assert.equal(listener.snapshot.isOwnQueue, false);
    });
  });

  it('takes tracks behind the current one, and at its end, and plays on', () => {
    const listener = new Listener().does(play('ab'), add('cd', 'next'), add('e', 'end'), add('f', 'next'));
    assert.equal(listener.queue, '[a],f,c,d,b,e');
    assert.equal(listener.snapshot.current?.playId, 'p1');
    assert.equal(new Listener().does(play('a'), { kind: 'stop' }, add('b', 'next')).queue, 'b,a');
  });

  it('takes a track that it has already, as another entry', () => {
    const listener = new Listener().does(play('ab'), add('ab', 'end'), add('a', 'end'));
    assert.equal(listener.queue, '[a],b,a 2,b 2,a 3');
    listener.does({ kind: 'next' }, { kind: 'next' });
    assert.equal(listener.queue, 'a,b,[a 2],b 2,a 3');
    assert.equal(nextTrack(listener.snapshot)?.entryId, 'b 2');
    assert.equal(listener.does({ kind: 'previous' }).queue, 'a,[b],a 2,b 2,a 3');
  });

  it('gives no two entries one id, though the catalogue is not there yet and ids are like the numbered ones', () => {
    const odd = [makeTrack('a', 1_000), makeTrack('a 2', 1_000)];
    const before = new Listener(odd).does({ kind: 'playTracks', trackIds: ['a', 'a', 'a 2'], startIndex: 2 });
    assert.equal(before.queue, 'a,a 2,[a 2 2]');
    const { session } = before;
    const after = new Listener([], session.snapshot).does(add('a', 'end'), {
      kind: 'playTracks',
      trackIds: ['a 2', 'a', 'a'],
      startIndex: null,
    });
    assert.equal(after.queue, '[a 2],a,a 3');
  });

  it('plays the entry that is named, else the first of its track', () => {
    const named: Intent = { kind: 'playTrack', trackId: 'a', entryId: 'a 2', playId: 'x' };
    const listener = new Listener().does(play('aba'), named);
    assert.equal(listener.queue, 'a,b,[a 2]');
    assert.equal(listener.does(track('a')).queue, '[a],b,a 2');
    assert.equal(listener.does(remove('a'), track('a')).queue, 'b,[a 2]');
  });

  it('takes a track that is played from elsewhere behind the current one, and goes on from there', () => {
    const listener = new Listener().does(play('ab'), track('f'));
    assert.equal(listener.queue, 'a,[f],b');
    assert.equal(listener.snapshot.current?.playId, 'click on f');
  });

  it('goes on with the next that is left when what plays is removed', () => {
    assert.equal(new Listener().does(play('abcd', 1), remove('a', 'b', 'c')).queue, '[d]');
    const stopped = new Listener().does(play('abc', 2), remove('c'));
    assert.deepEqual([stopped.queue, stopped.snapshot.wanted], ['a,b', 'paused']);
    const round: Intent = { kind: 'setRepeat', repeat: 'all' };
    assert.equal(new Listener().does(play('abc', 2), round, remove('c')).queue, '[a],b');
  });

  it('stays paused when what is paused is removed, at the next', () => {
    const { snapshot, queue } = new Listener().does(play('ab'), { kind: 'pause' }, remove('a'));
    assert.deepEqual(
      [queue, snapshot.wanted, snapshot.sound, snapshot.positionSeconds],
      ['[b]', 'paused', 'paused', 0],
    );
  });

  it('is put in order: what is moved comes before another, or to the end', () => {
    const moves: [string, string | null, string][] = [
      ['d', 'b', '[a],d,b,c'],
      ['a', null, 'b,c,d,[a]'],
      ['dc', 'a', 'd,c,[a],b'],
      ['bc', 'c', '[a],b,c,d'],
      ['bx', 'gone', '[a],c,d,b'],
      ['cd', 'd', '[a],b,c,d'],
    ];
    for (const [ids, before, after] of moves)
      assert.equal(
        new Listener().does(play('abcd'), move(ids, before)).queue,
        after,
        `${ids} before ${before}`,
      );
  });

  it('is cleared of all but what is current', () => {
    assert.equal(new Listener().does(play('abc', 1), CLEAR).queue, '[b]');
    assert.equal(new Listener().does(CLEAR).queue, '');
  });

  describe('when it is shuffled', () => {
    it('plays what is added next, and last what is added to the end', () => {
      const listener = new Listener().does(play('abcd', 1), SHUFFLE);
      assert.equal(listener.order, '[b],c,d,a');
      listener.does(add('e', 'next'), add('f', 'end'));
      assert.equal(listener.order, '[b],e,c,d,a,f');
      assert.equal(listener.does({ kind: 'setShuffle', isOn: false }).queue, 'a,[b],e,c,d,f');
    });

    it('is moved in the order of play, and keeps its own', () => {
      const listener = new Listener().does(play('abcd', 1), SHUFFLE, move('a', 'c'));
      assert.deepEqual([listener.order, listener.queue], ['[b],a,c,d', 'a,[b],c,d']);
    });

    it('goes on in that order when what plays is removed', () => {
      assert.equal(new Listener().does(play('abcd', 1), SHUFFLE, remove('b', 'c')).order, '[d],a');
    });

    it('goes on with what plays, and comes back to its own order behind what plays then', () => {
      const listener = new Listener().does(play('abcdef', 2), { kind: 'toggleShuffle' });
      assert.equal(listener.order, '[c],b,d,e,f,a');
      listener.does({ kind: 'next' }, { kind: 'next' }, { kind: 'toggleShuffle' });
      assert.equal(listener.order, 'a,b,c,[d],e,f');
      assert.equal(nextTrack(listener.snapshot)?.id, 'e');
    });

    it('shuffles what comes into the library too', () => {
      const listener = new Listener([]).does(SHUFFLE).lists(LIBRARY.slice(0, 4));
      assert.deepEqual([listener.order, listener.queue], ['b,c,d,a', 'a,b,c,d']);
      assert.equal(listener.does({ kind: 'play' }).lists(LIBRARY).order, '[b],c,d,a,f,e');
    });

    it('is no change of the queue to be undone', () => {
      const listener = new Listener().does(play('abc'), remove('c'), { kind: 'toggleShuffle' }, UNDO);
      assert.equal(listener.queue, '[a],b,c');
    });

    it('shuffles what is played anew, from the given track or from any', () => {
      const listener = new Listener().does(SHUFFLE, play('abcd', 2));
      assert.deepEqual([listener.order, listener.queue], ['[c],b,d,a', 'a,b,[c],d']);
      assert.equal(listener.does(play('abcd', null)).order, '[b],c,d,a');
    });
  });

  describe('undone', () => {
    it('is as before the last change, step by step', () => {
      const listener = new Listener().does(play('abcd'), remove('b', 'c'), move('d', 'a'));
      assert.equal(listener.does(UNDO).queue, '[a],d');
      assert.equal(listener.does(UNDO).queue, '[a],b,c,d');
      assert.equal(listener.snapshot.canUndo, true);
      assert.equal(listener.does(UNDO).queue, '[a],b,c,d,e,f');
      assert.deepEqual([listener.snapshot.canUndo, listener.snapshot.isOwnQueue], [false, false]);
      assert.equal(listener.does(UNDO).queue, '[a],b,c,d,e,f');
    });

    it('lets play what plays', () => {
      const listener = new Listener().does(play('abc', 1), remove('b'));
      assert.equal(listener.queue, 'a,[c]');
      assert.equal(listener.does(UNDO).queue, 'a,b,[c]');
    });

    it('keeps what plays behind what played then, where it was not in that queue', () => {
      const listener = new Listener().does(play('abc', 1), play('de'));
      assert.equal(listener.does(UNDO).queue, 'a,b,[d],c');
    });

    it('brings the order of play back too', () => {
      const listener = new Listener().does(play('abcd', 1), SHUFFLE, remove('d'));
      assert.equal(listener.does(UNDO).order, '[b],c,d,a');
    });

    it('knows what has happened to the catalogue since', () => {
      const listener = new Listener().does(play('ab'), CLEAR);
      const renamed = LIBRARY.map((each) => ({ ...each, title: 'New' }));
      listener.lists(renamed).does(UNDO);
      assert.deepEqual(
        listener.snapshot.queue.map(({ title }) => title),
        ['New', 'New'],
      );
    });
  });
});
