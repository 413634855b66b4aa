// Whatever listeners do to the queue, it holds together: every entry has an id of its own, the order of play is an order of all
// entries, what is current is one of them, nobody but the listener starts anything, and a change that is undone leaves no trace.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StandingSession } from '../../../src/engine/session/standingSession';
import type { Intent } from '../../../src/shared/intents';
import {
  currentTrack,
  EMPTY_SNAPSHOT,
  entryIdOf,
  playOrder,
  type Snapshot,
} from '../../../src/shared/snapshot';
import { runsOf } from '../../support/properties';
import { makeTrack } from '../../support/world';

const LIBRARY = Array.from({ length: 12 }, (_, at) => makeTrack(`t${at}`, 1_000));

/** Ids of the library's tracks, and of one that it doesn't have. */
const trackIds = fc.array(
  fc.nat(LIBRARY.length).map((at) => `t${at}`),
  { maxLength: 8 },
);
const places = fc.array(fc.nat(20), { maxLength: 6 });
const plain = fc.constantFrom('play', 'pause', 'next', 'previous', 'stop').map((kind): Intent => ({ kind }));
const change = fc.oneof(
  fc.record({ kind: fc.constant('playTracks' as const), trackIds, startIndex: fc.option(fc.nat(8)) }),
  fc.record({
    kind: fc.constant('addToQueue' as const),
    trackIds,
    place: fc.constantFrom('next' as const, 'end' as const),
  }),
  fc.record({ kind: fc.constant('removeFromQueue' as const), places }),
  fc.record({ kind: fc.constant('moveInQueue' as const), places, before: fc.option(fc.nat(20)) }),
  fc.constant({ kind: 'clearQueue' as const }),
);
const step = fc.oneof(
  { weight: 5, arbitrary: change },
  { weight: 3, arbitrary: plain },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.boolean().map((isOn): Intent => ({ kind: 'setShuffle', isOn })),
      fc
        .constantFrom('off' as const, 'all' as const)
        .map((repeat): Intent => ({ kind: 'setRepeat', repeat })),
      fc
        .nat(LIBRARY.length)
        .map((at): Intent => ({ kind: 'playTrack', trackId: `t${at}`, playId: `click ${at}` })),
      fc.constant<Intent>({ kind: 'undoQueue' }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('lists' as const), from: fc.nat(11), to: fc.nat(11) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function intentOf(taken: Exclude<Step, { kind: 'lists' }>, snapshot: Snapshot): Intent {
  const ids = playOrder(snapshot);
  const at = (place: number): string => ids[place] ?? 'gone';
  if (!('places' in taken)) return taken;
  const entryIds = taken.places.map(at);
  if (taken.kind === 'removeFromQueue') return { kind: taken.kind, entryIds };
  return { kind: taken.kind, entryIds, beforeEntryId: taken.before === null ? null : at(taken.before) };
}

function check(before: Snapshot, after: Snapshot, intent: Intent | null): void {
  const ids = after.queue.map(entryIdOf);
  assert.equal(new Set(ids).size, ids.length, 'ids of their own');
  assert.deepEqual([...playOrder(after)].sort(), [...ids].sort(), 'an order of all entries');
  const current = currentTrack(after);
  assert.equal(current === null, after.current === null, 'what is current is in the queue');
  if (current !== null && after.current !== null)
    assert.equal(entryIdOf(current), after.current.entryId ?? after.current.trackId, 'and named');
  if (before.wanted === 'paused' && after.wanted === 'playing')
    assert.ok(
      ['play', 'next', 'previous', 'playTrack', 'playTracks'].includes(intent?.kind ?? ''),
      'asked for',
    );
  if (intent?.kind === 'addToQueue' || intent?.kind === 'moveInQueue' || intent?.kind === 'undoQueue')
    assert.deepEqual(after.current, before.current, 'what plays goes on');
}

describe('Whatever is done to the queue', () => {
  it('holds together, and can be undone', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const session = new StandingSession(EMPTY_SNAPSHOT, () => 0.3);
        let plays = 0;
        const take = (intent: Intent): void => {
          const { snapshot } = session;
          session.take(session.wish('window', intent, { newPlayId: `p${++plays}`, prepared: [] }), 0);
          check(snapshot, session.snapshot, intent);
        };
        for (const taken of [{ kind: 'lists' as const, from: 0, to: 5 }, ...steps]) {
          const { snapshot } = session;
          if (taken.kind === 'lists') {
            const listed = LIBRARY.slice(taken.from, taken.to);
            session.take(session.list(listed, { newPlayId: `p${++plays}`, prepared: [] }), 0);
            check(snapshot, session.snapshot, { kind: 'play' });
            continue;
          }
          take(intentOf(taken, snapshot));
          if (taken.kind !== 'moveInQueue' && taken.kind !== 'addToQueue') continue;
          if (session.snapshot.queue === snapshot.queue && session.snapshot.shuffled === snapshot.shuffled)
            continue;
          // What was changed and undone is as if it had never been.
          take({ kind: 'undoQueue' });
          for (const key of ['queue', 'shuffled', 'current', 'isOwnQueue', 'canUndo'] as const)
            assert.deepEqual(session.snapshot[key], snapshot[key], key);
          take(intentOf(taken, snapshot));
        }
      }),
      runsOf(300),
    );
  });
});
