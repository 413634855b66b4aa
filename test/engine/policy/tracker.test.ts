// What listeners are told when they ask who has a track, and what becomes of those who say too much.
import assert from 'node:assert/strict';
import { addBlock, emptyHaveMap, fullHaveMap } from '../../../src/engine/policy/haveMap';
import { TRACKER_PROFILES, type TrackerLimits } from '../../../src/engine/policy/trackerLimits';
import type { Holding, TrackerAction, TrackerEvent } from '../../../src/engine/policy/trackerMessages';
import { TrackerRegistry } from '../../../src/engine/policy/trackerRegistry';
import { seededRandom } from '../../support/eventHeap';

const BLOCKS = 40;
const HOUR_MS = 3_600_000;
/** The catalogue: every content whose name begins with “song”. */
const blockCountOf = (contentId: string): number | undefined =>
  contentId.startsWith('song') ? BLOCKS : undefined;

/** The first `count` blocks of a track. */
function first(count: number): Uint8Array {
  const haveMap = emptyHaveMap(BLOCKS);
  for (let block = 0; block < count; block++) addBlock(haveMap, block);
  return haveMap;
}

/** A tracker before which members come and go; each has an account of its own unless it is said. */
class Swarm {
  readonly registry: TrackerRegistry;
  nowMs = 0;

  constructor(limits: Partial<TrackerLimits> = {}, profile: 'classic' | 'modern' = 'modern') {
    const random = seededRandom(1);
    this.registry = new TrackerRegistry({
      ...{ limits: { ...TRACKER_PROFILES[profile], ...limits }, blockCountOf, random },
    });
  }

  tell(event: TrackerEvent): readonly TrackerAction[] {
    return this.registry.handle(event, this.nowMs).filter(({ type }) => type !== 'wakeAt');
  }

  join(peerId: string, account = `account of ${peerId}`): readonly TrackerAction[] {
    return this.tell({ type: 'joined', peerId, account, addresses: [`/ip4/10.0.0.1/tcp/1/p2p/${peerId}`] });
  }

  leave(peerId: string): void {
    this.tell({ type: 'left', peerId });
  }

  announce(peerId: string, holdings: readonly Holding[], load = 0): readonly TrackerAction[] {
    return this.tell({ type: 'announced', peerId, queryId: null, holdings, load });
  }

  /** Joins and says what it has of `song`. */
  bring(peerId: string, haveMap: Uint8Array | null = null, load = 0): void {
    this.join(peerId);
    this.announce(peerId, [{ contentId: 'song', haveMap }], load);
  }

  ask(peerId: string, ...contentIds: readonly string[]): readonly TrackerAction[] {
    return this.tell({ type: 'asked', peerId, queryId: 7, contentIds });
  }

  /** Who a newcomer is told of. */
  providers(contentId = 'song', asker = 'newcomer'): readonly string[] {
    this.join(asker);
    const [answer] = this.ask(asker, contentId);
    assert.equal(answer?.type, 'answer');
    return answer.found[0]?.providers.map(({ peerId }) => peerId) ?? [];
  }
}

const many = (count: number, name = 'peer'): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${name} ${at}`);

describe('the tracker', () => {
  it('tells who has a track, where to find them, what of it they have and how busy they are', () => {
    const swarm = new Swarm();
    swarm.bring('ann', null, 0.5);
    swarm.bring('bob', first(10));
    swarm.join('carl');
    const [answer] = swarm.ask('carl', 'song', 'song nobody has');
    assert.deepEqual(answer, {
      type: 'answer',
      peerId: 'carl',
      queryId: 7,
      found: [
        {
          contentId: 'song',
          providers: [
            {
              peerId: 'bob',
              addresses: ['/ip4/10.0.0.1/tcp/1/p2p/bob'],
              haveMap: first(10),
              load: 0,
            },
            { peerId: 'ann', addresses: ['/ip4/10.0.0.1/tcp/1/p2p/ann'], haveMap: null, load: 0.5 },
          ],
        },
        { contentId: 'song nobody has', providers: [] },
      ],
    });
  });

  it('tells of this track and the next ones of the queue in one answer, ten at most', () => {
    const swarm = new Swarm();
    swarm.join('ann');
    const asked = many(30, 'song');
    const [answer] = swarm.ask('ann', ...asked);
    assert.equal(answer?.type, 'answer');
    assert.deepEqual(
      answer.found.map(({ contentId }) => contentId),
      asked.slice(0, 10),
    );
  });

  it('tells nobody of themselves', () => {
    const swarm = new Swarm();
    swarm.bring('ann');
    assert.deepEqual(swarm.providers('song', 'ann'), []);
  });

  it('tells only of those who are online, and of them again when they are back', () => {
    const swarm = new Swarm();
    swarm.bring('ann');
    swarm.leave('ann');
    assert.deepEqual(swarm.providers(), []);
    swarm.join('ann');
    assert.deepEqual(swarm.providers(), ['ann']);
  });

  it('forgets who hasn’t been heard of for two hours, and lets those who are still there join anew', () => {
    const swarm = new Swarm();
    swarm.bring('ann');
    swarm.bring('bob');
    swarm.leave('bob');
    swarm.nowMs = 2 * HOUR_MS;
    assert.deepEqual(swarm.tell({ type: 'timer' }), [
      { type: 'disconnect', peerId: 'ann', reason: 'not a member' },
    ]);
    assert.deepEqual(swarm.registry.size, { members: 0, contents: 0, places: 0 });
    assert.deepEqual(swarm.ask('ann', 'song'), [
      { type: 'disconnect', peerId: 'ann', reason: 'not a member' },
    ]);
  });

  it('asks to be woken when the first may be forgotten, and not again before', () => {
    const { registry } = new Swarm();
    const join = (peerId: string, nowMs: number): readonly TrackerAction[] =>
      registry.handle({ type: 'joined', peerId, account: peerId, addresses: [] }, nowMs);
    assert.deepEqual(join('ann', 5), [{ type: 'wakeAt', atMs: 2 * HOUR_MS + 5 }]);
    assert.deepEqual(join('bob', 6), []);
  });

  it('remembers the latest 20 of a track', () => {
    const swarm = new Swarm();
    for (const peer of many(25)) swarm.bring(peer);
    assert.equal(swarm.registry.size.places, 20);
    const told = new Set(
      Array.from({ length: 20 }, (_, at) => swarm.providers('song', `asker ${at}`)).flat(),
    );
    assert.ok(!told.has('peer 4') && told.has('peer 5') && told.has('peer 24'), [...told].join());
  });

  it('lets those who have gone away make room first', () => {
    const swarm = new Swarm();
    for (const peer of many(20)) swarm.bring(peer);
    swarm.leave('peer 15');
    swarm.bring('latest');
    swarm.join('peer 15');
    const told = new Set(
      Array.from({ length: 20 }, (_, at) => swarm.providers('song', `asker ${at}`)).flat(),
    );
    assert.ok(told.has('peer 0') && !told.has('peer 15'));
  });

  it('keeps 12 of 20 places for those who have more than half: 100 who heard the beginning push nobody out', () => {
    const swarm = new Swarm();
    for (const peer of many(12, 'whole')) swarm.bring(peer, first(21));
    for (const peer of many(100, 'half')) swarm.bring(peer, first(20));
    assert.equal(swarm.registry.size.places, 20);
    const told = swarm.providers();
    assert.equal(told.length, 10);
    assert.ok(told.filter((peer) => peer.startsWith('whole')).length >= 6, told.join());
  });

  it('gives all 20 places to those who have more than half where there are as many', () => {
    const swarm = new Swarm();
    for (const peer of many(30, 'half')) swarm.bring(peer, first(20));
    assert.equal(swarm.registry.size.places, 8);
    for (const peer of many(30, 'whole')) swarm.bring(peer);
    assert.equal(swarm.registry.size.places, 20);
    assert.ok(swarm.providers().every((peer) => peer.startsWith('whole')));
  });

  it('names those with little to do first, and spreads askers over them', () => {
    const swarm = new Swarm();
    for (const peer of many(8, 'busy')) swarm.bring(peer, null, 0.9);
    for (const peer of many(12, 'idle')) swarm.bring(peer, null, 0.1);
    const answers = many(20, 'asker').map((asker) => swarm.providers('song', asker));
    assert.ok(answers.flat().every((peer) => peer.startsWith('idle')));
    assert.equal(new Set(answers.flat()).size, 12, 'nobody idle is left out');
  });

  it('forgets what a member has let go of, and keeps the rest', () => {
    const swarm = new Swarm();
    swarm.bring('ann');
    swarm.announce('ann', [
      { contentId: 'song', haveMap: emptyHaveMap(BLOCKS) },
      { contentId: 'song 2', haveMap: null },
    ]);
    assert.deepEqual(swarm.providers('song'), []);
    assert.deepEqual(swarm.providers('song 2'), ['ann']);
  });

  it('takes the latest word on what a member has', () => {
    const swarm = new Swarm();
    swarm.bring('ann', first(10));
    swarm.announce('ann', [{ contentId: 'song', haveMap: fullHaveMap(BLOCKS) }]);
    swarm.join('bob');
    const [answer] = swarm.ask('bob', 'song');
    assert.equal(answer?.type, 'answer');
    assert.deepEqual(
      answer.found[0]?.providers.map(({ haveMap }) => haveMap),
      [null],
    );
  });

  it('drops all of an account that the origin no longer vouches for', () => {
    const swarm = new Swarm();
    swarm.join('laptop', 'mallory');
    swarm.join('desk', 'mallory');
    swarm.bring('ann');
    assert.deepEqual(swarm.tell({ type: 'revoked', account: 'mallory' }), [
      { type: 'disconnect', peerId: 'laptop', reason: 'revoked' },
      { type: 'disconnect', peerId: 'desk', reason: 'revoked' },
    ]);
    assert.equal(swarm.registry.size.members, 1);
  });
});

describe('the tracker of 2010', () => {
  it('names the latest ten, and never a part of a track', () => {
    const swarm = new Swarm({}, 'classic');
    for (const peer of many(15)) swarm.bring(peer, null, 0.9);
    swarm.bring('half', first(39));
    assert.deepEqual(swarm.providers(), many(15).slice(5).reverse());
  });

  it('never learns that a track was let go of', () => {
    const swarm = new Swarm({}, 'classic');
    swarm.bring('ann');
    swarm.announce('ann', [{ contentId: 'song', haveMap: emptyHaveMap(BLOCKS) }]);
    assert.deepEqual(swarm.providers(), ['ann']);
  });
});

describe('the tracker, before those who say too much', () => {
  it('ignores what the catalogue doesn’t name, and have-maps that aren’t', () => {
    const swarm = new Swarm();
    swarm.join('mallory');
    swarm.announce('mallory', [
      { contentId: 'a film', haveMap: null },
      { contentId: 'song', haveMap: new Uint8Array(512) },
      { contentId: 'song', haveMap: new Uint8Array(5).fill(0xff).subarray(0, 4) },
    ]);
    assert.equal(swarm.registry.size.places, 0);
  });

  it('keeps 10,000 places of one that announces 100,000 tracks, and tells it to wait', () => {
    const swarm = new Swarm({ holdingsAtOnce: 100_000 });
    swarm.join('mallory');
    for (let batch = 0; batch < 100; batch++) {
      const said = swarm.announce(
        'mallory',
        Array.from({ length: 1_000 }, (_, at) => ({ contentId: `song ${batch} ${at}`, haveMap: first(3) })),
      );
      assert.deepEqual(said, []);
    }
    assert.deepEqual(swarm.registry.size, { members: 1, contents: 10_000, places: 10_000 });
    const [refusal] = swarm.announce('mallory', [{ contentId: 'song', haveMap: null }]);
    assert.deepEqual(refusal, {
      ...{ type: 'refuse', peerId: 'mallory', queryId: null, refusedHoldings: 1, waitMs: 20 },
    });
  });

  it('takes 1,000 holdings of an endless batch', () => {
    const swarm = new Swarm();
    swarm.join('mallory');
    const holdings = Array.from({ length: 3_000 }, (_, at) => ({ contentId: `song ${at}`, haveMap: null }));
    const [refusal] = swarm.announce('mallory', holdings);
    assert.equal(refusal?.type === 'refuse' && refusal.refusedHoldings, 2_000);
    assert.equal(swarm.registry.size.places, 1_000);
  });

  it('answers 30 of 1,000 queries in a second and two a second from then on, whatever peer ids the account has', () => {
    const swarm = new Swarm();
    swarm.join('mallory', 'one');
    swarm.join('twin', 'one');
    const answersIn = (queries: number): number => {
      let answers = 0;
      for (let query = 0; query < queries; query++) {
        swarm.nowMs += 1;
        const [said] = swarm.ask(query % 2 === 0 ? 'mallory' : 'twin', 'song');
        if (said?.type === 'answer') answers += 1;
      }
      return answers;
    };
    const inFirstSecond = answersIn(1_000);
    assert.ok(inFirstSecond >= 30 && inFirstSecond <= 32, String(inFirstSecond));
    assert.equal(answersIn(10_000), 20);
  });

  it('knows four machines of a listener: a fifth takes the place of one that is away, else of the one that was silent longest', () => {
    const swarm = new Swarm();
    for (const machine of ['a', 'b', 'c', 'd']) {
      swarm.nowMs += 1;
      swarm.join(machine, 'ann');
    }
    swarm.leave('c');
    assert.deepEqual(swarm.join('e', 'ann'), []);
    assert.deepEqual(swarm.join('f', 'ann'), [
      { type: 'disconnect', peerId: 'a', reason: 'too many of one account' },
    ]);
    assert.equal(swarm.registry.size.members, 4);
  });

  it('doesn’t grow with the number of members or places beyond its limits', () => {
    const swarm = new Swarm({ members: 10, placesInAll: 30 });
    for (const peer of many(50)) {
      swarm.nowMs += 1;
      swarm.join(peer);
      swarm.announce(
        peer,
        many(10, 'song').map((contentId) => ({ contentId, haveMap: null })),
      );
    }
    const { members, places } = swarm.registry.size;
    assert.equal(members, 10);
    assert.ok(places <= 30, String(places));
  });

  it('keeps eight addresses of a member, none longer than 256 characters', () => {
    const swarm = new Swarm();
    const addresses = ['x'.repeat(257), ...many(20, 'address')];
    swarm.tell({ type: 'joined', peerId: 'ann', account: 'ann', addresses });
    swarm.announce('ann', [{ contentId: 'song', haveMap: null }]);
    swarm.join('bob');
    const [answer] = swarm.ask('bob', 'song');
    assert.equal(answer?.type, 'answer');
    assert.deepEqual(answer.found[0]?.providers[0]?.addresses, many(8, 'address'));
  });
});
