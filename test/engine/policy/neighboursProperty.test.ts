// Whatever neighbours do and send: limits hold, nothing is sent to who isn't one, and nobody is answered twice.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NEIGHBOUR_PROFILES, type NeighbourLimits } from '../../../src/engine/policy/neighbourLimits';
import type { NeighbourEvent } from '../../../src/engine/policy/neighbourMessages';
import { Neighbours } from '../../../src/engine/policy/neighbours';
import { seededRandom } from '../../support/eventHeap';
import { runsOf, walkOf } from '../../support/properties';

/** Small enough that a walk comes to every one of them. */
const SMALL: NeighbourLimits = {
  ...NEIGHBOUR_PROFILES.modern,
  ...{ soft: 3, hard: 5, overWebRtc: 2, idleMs: 5_000, graceMs: 2_000, queriesRemembered: 3, ownQueries: 2 },
  ...{ queriesAtOnce: 4, forwardsAtOnce: 6, answersOfQuery: 2, providersOfAnswer: 2 },
};

const peerId = fc.integer({ min: 0, max: 7 }).map((at) => `peer ${at}`);
const contentIds = fc.array(fc.constantFrom('held', 'listed', 'unknown'), { maxLength: 3 });
const provider = fc.record({
  peerId,
  addresses: fc.constant([]),
  haveMap: fc.oneof(fc.constant(null), fc.uint8Array({ maxLength: 3 })),
  load: fc.double(),
});
const found = fc.array(
  fc.record({
    contentId: fc.constantFrom('held', 'listed', 'unknown'),
    providers: fc.array(provider, { maxLength: 4 }),
  }),
  { maxLength: 3 },
);
/** Others guess ids: of queries that there were, too. */
const queryId = fc.oneof(fc.nat(5), fc.constant(-1));
const step: fc.Arbitrary<NeighbourEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('connected' as const), peerId, isOverWebRtc: fc.boolean() }),
  },
  fc.record({ type: fc.constant('disconnected' as const), peerId }),
  fc.record({
    type: fc.constant('transferred' as const),
    peerId,
    sentBytes: fc.nat(1e6),
    receivedBytes: fc.nat(1e6),
  }),
  fc.record({ type: fc.constant('interestChanged' as const), peerId, tracks: fc.nat(9) }),
  fc.record({ type: fc.constant('demoted' as const), peerId }),
  fc.record({ type: fc.constant('played' as const) }),
  fc.record({ type: fc.constant('searchWanted' as const), contentIds }),
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('queryArrived' as const),
      peerId,
      queryId,
      contentIds,
      hopsLeft: fc.integer({ min: -1, max: 9 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('answerArrived' as const), peerId, queryId, found }),
  },
  fc.record({ type: fc.constant('timer' as const) }),
);

describe('whatever neighbours do', () => {
  it('a player keeps its limits, talks to neighbours only, and answers a query once', () => {
    fc.assert(
      fc.property(fc.integer(), walkOf(step), (seed, walk) => {
        const neighbours = new Neighbours({
          limits: SMALL,
          self: () => ({ peerId: 'self', addresses: [], load: 0 }),
          haveMapOf: (contentId) => (contentId === 'held' ? null : undefined),
          blockCountOf: (contentId) => (contentId === 'unknown' ? undefined : 12),
          random: seededRandom(seed),
        });
        const inside = new Map<string, boolean>();
        const latest: number[] = [];
        let ownQueryId: number | null = null;
        let nowMs = 0;
        for (const [pauseMs, told] of walk) {
          nowMs += pauseMs;
          // Those who were asked know the id.
          const isGuess =
            (told.type === 'queryArrived' || told.type === 'answerArrived') && told.queryId === -1;
          const event: NeighbourEvent = isGuess ? { ...told, queryId: ownQueryId ?? -1 } : told;
          if (event.type === 'connected' && !inside.has(event.peerId))
            inside.set(event.peerId, event.isOverWebRtc);
          if (event.type === 'disconnected') inside.delete(event.peerId);
          const before = new Set(inside.keys());
          let answers = 0;
          for (const action of neighbours.handle(event, nowMs)) {
            if (action.type === 'disconnect') inside.delete(action.peerId);
            if (action.type === 'sendQuery' || action.type === 'sendAnswer')
              assert.ok(before.has(action.peerId), 'a neighbour');
            if (action.type === 'sendQuery' && event.type === 'searchWanted') ownQueryId = action.queryId;
            if (action.type === 'sendQuery' && event.type === 'queryArrived') {
              assert.notEqual(action.peerId, event.peerId, 'never back');
              assert.equal(action.hopsLeft, 0);
            }
            if (action.type === 'sendAnswer' && event.type === 'queryArrived') answers += 1;
            if (action.type === 'wakeAt') assert.ok(action.atMs > nowMs, 'never at once');
            if (action.type === 'sendAnswer' || action.type === 'found')
              for (const { contentId, providers } of action.found) {
                assert.ok(contentId !== 'unknown' && providers.length > 0 && providers.length <= 2);
                if (event.type === 'answerArrived')
                  assert.ok(providers.every((each) => each.peerId !== 'self'));
              }
          }
          if (event.type === 'queryArrived' && answers > 0) {
            assert.equal(answers, 1);
            assert.ok(!latest.slice(-SMALL.queriesRemembered).includes(event.queryId), 'once');
            assert.notEqual(event.queryId, ownQueryId, 'not ourselves');
          }
          if (event.type === 'queryArrived' && before.has(event.peerId) && answers > 0)
            latest.push(event.queryId);
          assert.equal(neighbours.count, inside.size);
          assert.ok(inside.size <= SMALL.hard);
          assert.ok([...inside.values()].filter((isOverWebRtc) => isOverWebRtc).length <= SMALL.overWebRtc);
          assert.ok(neighbours.queryCount <= SMALL.queriesRemembered + SMALL.ownQueries);
        }
      }),
      runsOf(500),
    );
  });
});
