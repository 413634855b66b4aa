// Whatever members say, in whatever order: the tracker names only who is there, and keeps its limits.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countBlocks, readHaveMap } from '../../../src/engine/policy/haveMap';
import { TRACKER_PROFILES, type TrackerLimits } from '../../../src/engine/policy/trackerLimits';
import type { Holding, TrackerAction, TrackerEvent } from '../../../src/engine/policy/trackerMessages';
import { TrackerRegistry } from '../../../src/engine/policy/trackerRegistry';
import { seededRandom } from '../../support/eventHeap';
import { runsOf, walkOf } from '../../support/properties';

const BLOCKS = 12;
const CONTENTS = ['one', 'two', 'three', 'not listed'];
const blockCountOf = (contentId: string): number | undefined =>
  contentId === 'not listed' ? undefined : BLOCKS;

/** Small enough that a walk comes to every one of them. */
const SMALL: Partial<TrackerLimits> = {
  places: 5,
  placesForMost: 3,
  answered: 3,
  askedAtOnce: 2,
  announcedAtOnce: 3,
  placesOfMember: 2,
  placesInAll: 9,
  members: 6,
  membersOfAccount: 2,
  forgottenAfterMs: 8_000,
  queriesAtOnce: 4,
  holdingsAtOnce: 8,
};

const peerId = fc.integer({ min: 0, max: 9 }).map((at) => `peer ${at}`);
const contentId = fc.constantFrom(...CONTENTS);
const haveMap = fc.oneof(
  fc.constant(null),
  fc.uint8Array({ minLength: 2, maxLength: 2 }).map((bytes) => Uint8Array.of(bytes[0]!, bytes[1]! & 0xf)),
  fc.uint8Array({ maxLength: 3 }),
);
const step: fc.Arbitrary<TrackerEvent> = fc.oneof(
  fc.record({
    type: fc.constant('joined' as const),
    peerId,
    account: fc.constantFrom('ann', 'bob', 'carl', 'dora'),
    addresses: fc.constant([]),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('announced' as const),
      queryId: fc.constant(null),
      peerId,
      holdings: fc.array(fc.record({ contentId, haveMap }), { maxLength: 4 }),
      load: fc.oneof(fc.double(), fc.constantFrom(0, 0.5, 1)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('asked' as const),
      peerId,
      queryId: fc.nat(),
      contentIds: fc.array(contentId, { maxLength: 4 }),
    }),
  },
  fc.record({ type: fc.constant('left' as const), peerId }),
  fc.record({ type: fc.constant('revoked' as const), account: fc.constantFrom('ann', 'bob') }),
  fc.record({ type: fc.constant('timer' as const) }),
);

/** What a member last said of each content, as far as it makes sense. */
class Told {
  readonly #online = new Set<string>();
  readonly #held = new Map<string, Uint8Array | null>();

  note(event: TrackerEvent, actions: readonly TrackerAction[]): void {
    if (event.type === 'joined') this.#online.add(event.peerId);
    if (event.type === 'left') this.#online.delete(event.peerId);
    if (event.type === 'announced') for (const holding of event.holdings) this.#hold(event.peerId, holding);
    for (const action of actions) if (action.type === 'disconnect') this.#online.delete(action.peerId);
  }

  #hold(peer: string, { contentId: id, haveMap: map }: Holding): void {
    const read = map === null ? null : readHaveMap(map, BLOCKS);
    if (map === null || read !== null) this.#held.set(`${peer} ${id} ${keyOf(read)}`, read);
  }

  check(action: TrackerAction & { type: 'answer' }, limits: TrackerLimits): void {
    assert.ok(action.found.length <= limits.askedAtOnce);
    for (const { contentId: id, providers } of action.found) {
      assert.ok(providers.length <= limits.answered);
      assert.equal(new Set(providers.map((each) => each.peerId)).size, providers.length, 'each once');
      assert.ok(id !== 'not listed' || providers.length === 0, 'only what is listed');
      for (const { peerId: peer, haveMap: map, load } of providers) {
        assert.notEqual(peer, action.peerId, 'not the asker');
        assert.ok(this.#online.has(peer), 'only who is online');
        assert.ok(map === null || (countBlocks(map) > 0 && countBlocks(map) < BLOCKS));
        assert.ok(this.#held.has(`${peer} ${id} ${keyOf(map)}`) || map === null, 'only what was said');
        assert.ok(load >= 0 && load <= 1);
      }
    }
  }
}

function keyOf(map: Uint8Array | null): string {
  return map === null ? 'all' : [...map].join();
}

describe('whatever members say to the tracker', () => {
  it('it keeps its limits and names only others who are there, with what they said', () => {
    const profile = fc.constantFrom('classic' as const, 'modern' as const);
    fc.assert(
      fc.property(profile, fc.integer(), walkOf(step), (name, seed, walk) => {
        const limits = { ...TRACKER_PROFILES[name], ...SMALL };
        const registry = new TrackerRegistry({ limits, blockCountOf, random: seededRandom(seed) });
        const told = new Told();
        let nowMs = 0;
        for (const [pauseMs, event] of walk) {
          nowMs += pauseMs;
          const actions = registry.handle(event, nowMs);
          told.note(event, actions);
          for (const action of actions) if (action.type === 'answer') told.check(action, limits);
          const { members, contents, places } = registry.size;
          assert.ok(members <= limits.members && places <= limits.placesInAll);
          assert.ok(contents <= places, 'no content without a place');
        }
        registry.handle({ type: 'timer' }, nowMs + limits.forgottenAfterMs);
        assert.deepEqual(registry.size, { members: 0, contents: 0, places: 0 });
      }),
      runsOf(500),
    );
  });
});
