// What peers get of a listener who shares, what the listener keeps, and when nobody gets anything.
import assert from 'node:assert/strict';
import { addBlock, emptyHaveMap } from '../../../src/engine/policy/haveMap';
import { ServingPolicy } from '../../../src/engine/policy/serving';
import { SERVING_PROFILES, type ServingLimits } from '../../../src/engine/policy/servingLimits';
import type {
  ServingAction,
  ServingEvent,
  ServingPriority,
} from '../../../src/engine/policy/servingMessages';

const KiB = 1024;
const BLOCK = 16 * KiB;
/** A track of 40 blocks and a bit. */
const SIZE = 40 * BLOCK + 100;
/** No pace, so that a block goes out in one piece and order is all that is seen. */
const AT_ONCE: Partial<ServingLimits> = {
  capBytesPerSecond: Infinity,
  targetDelayMs: Infinity,
  targetDelayOnWireMs: Infinity,
};

/** A listener who holds `song` and shares it. */
class Listener {
  readonly policy: ServingPolicy;
  nowMs = 0;
  #requestId = 0;

  constructor(limits: Partial<ServingLimits> = AT_ONCE, profile: keyof typeof SERVING_PROFILES = 'modern') {
    this.policy = new ServingPolicy({ ...SERVING_PROFILES[profile], ...limits });
    this.tell({ type: 'held', contentId: 'song', sizeBytes: SIZE, haveMap: null });
  }

  /** What is said to peers, in lines. */
  tell(event: ServingEvent): readonly string[] {
    return this.policy.handle(event, this.nowMs).flatMap(lineOf);
  }

  join(...peerIds: readonly string[]): void {
    for (const peerId of peerIds) this.tell({ type: 'peerJoined', peerId });
  }

  ask(
    peerId: string,
    first: number,
    options: { end?: number; for?: ServingPriority } = {},
  ): readonly string[] {
    const { end = first + 1, for: priority = 'play' } = options;
    const blocks = { first, end };
    const requestId = ++this.#requestId;
    return this.tell({ type: 'asked', peerId, requestId, contentId: 'song', blocks, priority });
  }

  /** All of what a peer was sent has arrived. */
  took(peerId: string, blocks = 1): readonly string[] {
    return this.tell({ type: 'acknowledged', peerId, bytes: blocks * BLOCK });
  }
}

function lineOf(action: ServingAction): readonly string[] {
  switch (action.type) {
    case 'sendPiece':
      return [`block ${action.block} to ${action.peerId}`];
    case 'busy':
      return [`busy to ${action.peerId}: ${action.reason}`];
    case 'gone':
      return action.blocks.map(({ first, end }) => `gone to ${action.peerId}: ${first} to ${end - 1}`);
    case 'blame':
      return [`blame ${action.peerId}: ${action.offence}`];
    case 'ping':
    case 'wakeAt':
      return [];
  }
}

describe('a listener who shares', () => {
  it('sends what a peer asks for, and waits for it to arrive when 32 KiB are under way', () => {
    const ann = new Listener();
    ann.join('bob');
    assert.deepEqual(ann.ask('bob', 0, { end: 4 }), ['block 0 to bob', 'block 1 to bob']);
    assert.deepEqual(ann.took('bob'), ['block 2 to bob']);
    assert.deepEqual(ann.took('bob', 2), ['block 3 to bob']);
    assert.equal(ann.policy.blockCount, 0);
  });

  it('sends a block that is larger than that, alone', () => {
    const ann = new Listener();
    ann.join('bob');
    const sizeBytes = 4096 * 64 * KiB;
    ann.tell({ type: 'held', contentId: 'concert', sizeBytes, haveMap: null });
    const blocks = { first: 0, end: 2 };
    const lines = ann.tell({
      ...{ type: 'asked', peerId: 'bob', requestId: 1, contentId: 'concert', blocks, priority: 'play' },
    });
    assert.deepEqual(
      lines,
      Array.from({ length: 4 }, () => 'block 0 to bob'),
    );
  });

  it('tells nobody anything who hasn’t been let in', () => {
    assert.deepEqual(new Listener().ask('stranger', 0), []);
  });

  it('serves four at once, the others in their turn', () => {
    const ann = new Listener();
    ann.join('a', 'b', 'c', 'd', 'e');
    for (const peer of ['a', 'b', 'c', 'd']) ann.ask(peer, 0, { end: 4 });
    assert.deepEqual(ann.ask('e', 0), []);
    assert.equal(ann.policy.load, 1);
    assert.deepEqual(ann.took('c', 2), ['block 2 to c', 'block 3 to c', 'block 0 to e']);
    ann.tell({ type: 'peerLeft', peerId: 'a' });
    assert.equal(ann.policy.load, 0.5, 'b and d have theirs still');
  });

  it('gives the slot to who plays now before who fetches ahead, and to both before who packs for the way', () => {
    const ann = new Listener({ ...AT_ONCE, slots: 1, unacknowledgedBytes: BLOCK });
    ann.join('first', 'packing', 'ahead', 'playing');
    ann.ask('first', 0, { end: 2, for: 'play' });
    ann.ask('packing', 1, { for: 'offline' });
    ann.ask('ahead', 2, { for: 'prefetch' });
    ann.ask('playing', 3, { for: 'play' });
    assert.deepEqual(ann.took('first'), [
      'block 1 to first',
      'block 3 to playing',
      'block 2 to ahead',
      'block 1 to packing',
    ]);
  });

  it('lets who plays now go before who packs for the way between two blocks, though that one came first', () => {
    const ann = new Listener({ ...AT_ONCE, slots: 1, unacknowledgedBytes: BLOCK });
    ann.join('packing', 'playing');
    assert.deepEqual(ann.ask('packing', 0, { end: 8, for: 'offline' }), ['block 0 to packing']);
    assert.deepEqual(ann.ask('playing', 5), ['block 5 to playing']);
    assert.deepEqual(ann.took('packing'), ['block 1 to packing']);
  });

  it('prefers the peer that takes more in a second, where two are as urgent', () => {
    const ann = new Listener({ ...AT_ONCE, slots: 1, unacknowledgedBytes: BLOCK });
    ann.join('slow', 'fast', 'other');
    for (const [peer, ms] of [
      ['slow', 500],
      ['fast', 50],
    ] as const) {
      ann.ask(peer, 0);
      ann.nowMs += ms;
      ann.took(peer);
    }
    ann.ask('other', 0, { end: 2 });
    ann.ask('slow', 1);
    ann.ask('fast', 2);
    assert.deepEqual(ann.took('other'), ['block 1 to other', 'block 2 to fast', 'block 1 to slow']);
  });

  it('says what is gone at once, and sends the rest', () => {
    const ann = new Listener();
    ann.join('bob');
    const haveMap = emptyHaveMap(41);
    for (const block of [2, 3, 6]) addBlock(haveMap, block);
    ann.tell({ type: 'held', contentId: 'song', sizeBytes: SIZE, haveMap });
    assert.deepEqual(ann.ask('bob', 0, { end: 8 }), [
      'gone to bob: 0 to 1',
      'gone to bob: 4 to 5',
      'gone to bob: 7 to 7',
      'block 2 to bob',
      'block 3 to bob',
    ]);
  });

  it('says that all is gone of a track that it lets go of while a peer waits for it', () => {
    const ann = new Listener();
    ann.join('bob');
    ann.ask('bob', 0, { end: 4 });
    const haveMap = emptyHaveMap(41);
    assert.deepEqual(ann.tell({ type: 'held', contentId: 'song', sizeBytes: SIZE, haveMap }), [
      'gone to bob: 2 to 2',
      'gone to bob: 3 to 3',
    ]);
    assert.deepEqual(ann.ask('bob', 7), ['gone to bob: 7 to 7']);
  });

  it('says that a block is gone which the cache turns out not to have', () => {
    const ann = new Listener();
    ann.join('bob');
    ann.ask('bob', 0, { end: 4 });
    assert.deepEqual(ann.tell({ type: 'unreadable', contentId: 'song', block: 3 }), ['gone to bob: 3 to 3']);
  });

  it('sends nothing of what a peer has cancelled', () => {
    const ann = new Listener();
    ann.join('bob');
    ann.ask('bob', 0, { end: 4 });
    ann.tell({ type: 'cancelled', peerId: 'bob', requestId: 1 });
    assert.deepEqual(ann.took('bob', 2), []);
  });

  it('tells a peer that has waited two seconds for a slot to ask others', () => {
    const ann = new Listener({ ...AT_ONCE, slots: 1 });
    ann.join('a', 'b');
    ann.ask('a', 0, { end: 8 });
    ann.ask('b', 0);
    ann.nowMs = 1_999;
    assert.deepEqual(ann.tell({ type: 'timer' }), []);
    ann.nowMs = 2_000;
    assert.deepEqual(ann.tell({ type: 'timer' }), ['busy to b: no slot']);
  });

  it('asks to be woken for that', () => {
    const ann = new Listener({ ...AT_ONCE, slots: 1 });
    ann.join('a', 'b');
    ann.ask('a', 0, { end: 8 });
    const asked = { contentId: 'song', blocks: { first: 0, end: 1 }, priority: 'play' } as const;
    ann.policy.handle({ type: 'pinged', peerId: 'a', roundTripMs: 30 }, 90);
    const actions = [
      ...ann.policy.handle({ type: 'asked', peerId: 'b', requestId: 9, ...asked }, 90),
      ...Array.from({ length: 30 }, (_, at) => ann.policy.handle({ type: 'timer' }, 100 + at * 100)).flat(),
    ];
    assert.ok(actions.some((action) => action.type === 'wakeAt' && action.atMs === 2_090));
  });

  it('sends nothing in an emergency of its own play, not even the rest of a block, until it is over', () => {
    const ann = new Listener({ capBytesPerSecond: 10_000 });
    ann.join('bob');
    ann.ask('bob', 0);
    assert.deepEqual(ann.tell({ type: 'emergency', isOn: true }), ['busy to bob: emergency']);
    ann.took('bob');
    ann.nowMs = 10_000;
    assert.deepEqual(ann.tell({ type: 'timer' }), []);
    assert.deepEqual(ann.ask('bob', 0), ['busy to bob: emergency']);
    assert.equal(ann.policy.load, 1);
    ann.tell({ type: 'emergency', isOn: false });
    assert.deepEqual(ann.ask('bob', 0), ['block 0 to bob']);
  });

  it('sends nothing once sharing is switched off, and says so', () => {
    const ann = new Listener();
    ann.join('bob');
    ann.ask('bob', 0, { end: 8 });
    assert.deepEqual(ann.tell({ type: 'sharingChanged', isAllowed: false }), ['busy to bob: off']);
    assert.deepEqual(ann.took('bob', 2), []);
    assert.deepEqual(ann.ask('bob', 0), ['busy to bob: off']);
    ann.tell({ type: 'sharingChanged', isAllowed: true });
    assert.deepEqual(ann.ask('bob', 0), ['block 0 to bob']);
  });

  it('forgets what was asked before the machine slept', () => {
    const ann = new Listener();
    ann.join('bob');
    ann.ask('bob', 0, { end: 8 });
    assert.deepEqual(ann.tell({ type: 'resumed' }), []);
    assert.equal(ann.policy.blockCount, 0);
    assert.deepEqual(ann.ask('bob', 3), ['block 3 to bob']);
  });
});

describe('a listener who shares, before peers who ask for too much', () => {
  it('keeps 64 blocks of a peer waiting, and says that more is too much', () => {
    const ann = new Listener({ ...AT_ONCE, unacknowledgedBytes: BLOCK });
    ann.join('mallory');
    ann.ask('mallory', 0, { end: 40 });
    assert.deepEqual(ann.ask('mallory', 0, { end: 40 }), ['busy to mallory: too much']);
    assert.deepEqual(ann.ask('mallory', 0, { end: 20 }), []);
    assert.equal(ann.policy.blockCount, 59);
  });

  it('keeps eight peers waiting for a slot, and tells others at once that there is none', () => {
    const ann = new Listener({ ...AT_ONCE, slots: 1 });
    for (let peer = 0; peer < 10; peer++) {
      ann.join(`peer ${peer}`);
      const said = ann.ask(`peer ${peer}`, 0, { end: 8 });
      if (peer > 0) assert.deepEqual(said, peer < 9 ? [] : ['busy to peer 9: no slot']);
    }
  });

  it('answers 200 of 1,000 requests at once; the rest is blamed as a flood', () => {
    const ann = new Listener();
    ann.join('mallory');
    const said = Array.from({ length: 1_000 }, () => ann.ask('mallory', 0, { end: 30 })).flat();
    assert.equal(said.filter((line) => line === 'blame mallory: flood').length, 800);
    assert.ok(ann.policy.blockCount <= 64);
  });

  it('blames ranges that no track has, before anything is made of them', () => {
    const ann = new Listener();
    ann.join('mallory');
    for (const [first, end] of [
      [0, 1e9],
      [-1, 1],
      [5, 5],
      [0.5, 2],
      [NaN, 3],
      [0, 42],
    ] as const)
      assert.deepEqual(
        ann.ask('mallory', first, { end }),
        ['blame mallory: malformed'],
        `${first} to ${end}`,
      );
  });

  it('takes the slot of a peer that acknowledges nothing for five seconds, until it does', () => {
    const ann = new Listener({ ...AT_ONCE, slots: 1, waitMs: 60_000 });
    ann.join('mallory', 'bob');
    ann.ask('mallory', 0, { end: 8 });
    ann.nowMs = 4_999;
    assert.deepEqual(ann.ask('bob', 1), []);
    ann.nowMs = 5_000;
    assert.deepEqual(ann.tell({ type: 'timer' }), ['busy to mallory: no slot', 'block 1 to bob']);
    assert.deepEqual(ann.ask('mallory', 0), ['busy to mallory: no slot']);
    ann.took('mallory', 2);
    assert.deepEqual(ann.ask('mallory', 0), ['block 0 to mallory']);
  });

  it('knows 64 peers at most', () => {
    const ann = new Listener();
    for (let peer = 0; peer < 65; peer++) ann.join(`peer ${peer}`);
    assert.deepEqual(ann.ask('peer 63', 0), ['block 0 to peer 63']);
    assert.deepEqual(ann.ask('peer 64', 0), []);
  });
});

describe('a listener of 2010', () => {
  it('serves complete tracks only', () => {
    const ann = new Listener({}, 'classic');
    ann.join('bob');
    const haveMap = emptyHaveMap(41);
    addBlock(haveMap, 0);
    ann.tell({ type: 'held', contentId: 'song', sizeBytes: SIZE, haveMap });
    assert.deepEqual(ann.ask('bob', 0), ['gone to bob: 0 to 0']);
  });
});
