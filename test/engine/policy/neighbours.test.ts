// Whom a listener's player is connected to, and how it finds a track among them.
import assert from 'node:assert/strict';
import { addBlock, emptyHaveMap } from '../../../src/engine/policy/haveMap';
import { NEIGHBOUR_PROFILES, type NeighbourLimits } from '../../../src/engine/policy/neighbourLimits';
import type { Finding, NeighbourAction, NeighbourEvent } from '../../../src/engine/policy/neighbourMessages';
import { Neighbours } from '../../../src/engine/policy/neighbours';
import type { Provider } from '../../../src/engine/policy/trackerMessages';
import { seededRandom } from '../../support/eventHeap';

const MINUTE_MS = 60_000;
const BLOCKS = 40;
const blockCountOf = (contentId: string): number | undefined =>
  contentId.startsWith('song') ? BLOCKS : undefined;

/** A player, its neighbours, and what it holds. */
class Node {
  readonly neighbours: Neighbours;
  readonly held = new Map<string, Uint8Array | null>();
  nowMs = 0;

  constructor(
    name: string,
    profile: keyof typeof NEIGHBOUR_PROFILES = 'modern',
    limits: Partial<NeighbourLimits> = {},
  ) {
    this.neighbours = new Neighbours({
      limits: { ...NEIGHBOUR_PROFILES[profile], ...limits },
      self: () => ({ peerId: name, addresses: [`to ${name}`], load: 0.25 }),
      haveMapOf: (contentId) => this.held.get(contentId),
      blockCountOf,
      random: seededRandom(name.length * 1_000 + name.charCodeAt(0)),
    });
  }

  tell(event: NeighbourEvent): readonly NeighbourAction[] {
    return this.neighbours.handle(event, this.nowMs).filter(({ type }) => type !== 'wakeAt');
  }

  connect(peerId: string, isOverWebRtc = false): readonly NeighbourAction[] {
    return this.tell({ type: 'connected', peerId, isOverWebRtc });
  }

  /** `count` neighbours that came long ago; with one more than the soft limit some are to go at once. */
  fill(count: number): void {
    for (let at = 0; at < count; at++) this.connect(`peer ${at}`);
  }
}

/** Players who are connected as `links` says; messages take no time. */
class Overlay {
  readonly nodes = new Map<string, Node>();
  /** Every message, in the order sent. */
  readonly messages: string[] = [];
  readonly found: Finding[] = [];

  constructor(links: readonly (readonly [string, string])[]) {
    for (const name of new Set(links.flat())) this.nodes.set(name, new Node(name));
    for (const [a, b] of links) {
      this.node(a).connect(b);
      this.node(b).connect(a);
    }
  }

  node(name: string): Node {
    return this.nodes.get(name)!;
  }

  search(name: string, ...contentIds: readonly string[]): void {
    const underWay = this.#perform(name, this.node(name).tell({ type: 'searchWanted', contentIds }));
    for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) {
      const { to, event } = next;
      underWay.push(...this.#perform(to, this.node(to).tell(event)));
    }
  }

  /** What a node sends. */
  #perform(name: string, actions: readonly NeighbourAction[]): { to: string; event: NeighbourEvent }[] {
    return actions.flatMap((action) => {
      if (action.type === 'found') this.found.push(...action.found);
      if (action.type !== 'sendQuery' && action.type !== 'sendAnswer') return [];
      const isQuery = action.type === 'sendQuery';
      this.messages.push(`${name} ${isQuery ? 'asks' : 'answers'} ${action.peerId}`);
      const event: NeighbourEvent = isQuery
        ? { ...action, type: 'queryArrived', peerId: name }
        : { ...action, type: 'answerArrived', peerId: name };
      return [{ to: action.peerId, event }];
    });
  }
}

const provider = (peerId: string, about: Partial<Provider> = {}): Provider => ({
  ...{ peerId, addresses: [], haveMap: null, load: 0 },
  ...about,
});

describe('the search among neighbours', () => {
  it('finds a track at a neighbour and at a neighbour’s neighbour, and no further', () => {
    const overlay = new Overlay([
      ['ann', 'bob'],
      ['bob', 'carl'],
      ['carl', 'dora'],
    ]);
    const part = emptyHaveMap(BLOCKS);
    addBlock(part, 3);
    overlay.node('bob').held.set('song', part);
    overlay.node('carl').held.set('song', null);
    overlay.node('dora').held.set('song', null);
    overlay.search('ann', 'song', 'song 2');
    assert.deepEqual(overlay.found, [
      {
        contentId: 'song',
        providers: [provider('bob', { addresses: ['to bob'], haveMap: part, load: 0.25 })],
      },
      { contentId: 'song', providers: [provider('carl', { addresses: ['to carl'], load: 0.25 })] },
    ]);
  });

  it('goes to each once, though they all know each other', () => {
    const names = ['ann', 'bob', 'carl', 'dora', 'emil'];
    const links = names.flatMap((a, at) => names.slice(at + 1).map((b) => [a, b] as const));
    const overlay = new Overlay(links);
    for (const name of names.slice(1)) overlay.node(name).held.set('song', null);
    overlay.search('ann', 'song');
    const answers = overlay.messages.filter((line) => line.includes('answers'));
    assert.equal(answers.length, 4, 'each answers once');
    assert.deepEqual(overlay.found.map(({ providers }) => providers[0]?.peerId).sort(), names.slice(1));
  });

  it('ends in a ring', () => {
    const overlay = new Overlay([
      ['ann', 'bob'],
      ['bob', 'carl'],
      ['carl', 'ann'],
    ]);
    overlay.search('ann', 'song');
    assert.deepEqual(overlay.messages, ['ann asks bob', 'ann asks carl', 'bob asks carl', 'carl asks bob']);
  });

  it('takes answers of what it asked for only, and of that what makes sense', () => {
    const node = new Node('ann');
    node.connect('mallory');
    const [query] = node.tell({ type: 'searchWanted', contentIds: ['song'] });
    assert.equal(query?.type, 'sendQuery');
    const answer = (found: readonly Finding[], queryId = query.queryId): readonly NeighbourAction[] =>
      node.tell({ type: 'answerArrived', peerId: 'mallory', queryId, found });
    assert.deepEqual(answer([{ contentId: 'song', providers: [provider('x')] }], 5), [], 'nobody asked');
    const senseless = [
      { contentId: 'song 2', providers: [provider('x')] },
      {
        contentId: 'song',
        providers: [
          provider('ann'),
          provider('empty', { haveMap: emptyHaveMap(BLOCKS) }),
          provider('long', { haveMap: new Uint8Array(512) }),
        ],
      },
    ];
    assert.deepEqual(answer(senseless), []);
    const addresses = ['x'.repeat(300), ...Array.from({ length: 20 }, (_, at) => `a${at}`)];
    const told = Array.from({ length: 1_000 }, (_, at) => provider(`peer ${at}`, { addresses, load: NaN }));
    const [found] = answer([{ contentId: 'song', providers: told }]);
    assert.equal(found?.type, 'found');
    const providers = found.found[0]?.providers ?? [];
    assert.equal(providers.length, 10);
    assert.deepEqual(providers[0], provider('peer 0', { addresses: addresses.slice(1, 9), load: 1 }));
  });

  it('answers 30 of 1,000 queries at once, hands on at most 300 messages, and remembers 50', () => {
    const node = new Node('ann');
    node.held.set('song', null);
    node.connect('mallory');
    for (let at = 0; at < 11; at++) node.connect(`peer ${at}`);
    const said = Array.from({ length: 1_000 }, (_, queryId) => {
      node.nowMs += 1;
      return node.tell({
        ...{ type: 'queryArrived', peerId: 'mallory', queryId, contentIds: ['song'], hopsLeft: 9 },
      });
    }).flat();
    const count = (type: string): number => said.filter((action) => action.type === type).length;
    assert.ok(count('sendAnswer') <= 40, `${count('sendAnswer')} answers`);
    assert.ok(count('sendQuery') <= 400, `${count('sendQuery')} queries`);
    assert.ok(count('blame') >= 960);
    assert.ok(node.neighbours.queryCount <= 50);
  });

  it('hands a query on once, whatever number of hops it claims', () => {
    const node = new Node('bob');
    node.connect('mallory');
    node.connect('carl');
    const hops = [100, 1, 0, -5, NaN].map((hopsLeft, queryId) =>
      node
        .tell({ type: 'queryArrived', peerId: 'mallory', queryId, contentIds: ['song'], hopsLeft })
        .map((action) => (action.type === 'sendQuery' ? action.hopsLeft : action.type)),
    );
    assert.deepEqual(hops, [[0], [0], [], [], []]);
  });

  it('hands 60 answers back and no more', () => {
    const node = new Node('bob');
    node.connect('ann');
    node.connect('mallory');
    node.tell({ type: 'queryArrived', peerId: 'ann', queryId: 1, contentIds: ['song'], hopsLeft: 1 });
    const found = [{ contentId: 'song', providers: [provider('x')] }];
    const handed = Array.from({ length: 100 }, () =>
      node.tell({ type: 'answerArrived', peerId: 'mallory', queryId: 1, found }),
    ).flat();
    assert.equal(handed.length, 60);
  });

  it('listens to neighbours only', () => {
    const node = new Node('ann');
    node.held.set('song', null);
    const query = { queryId: 1, contentIds: ['song'], hopsLeft: 1 };
    assert.deepEqual(node.tell({ type: 'queryArrived', peerId: 'stranger', ...query }), []);
    assert.deepEqual(node.tell({ type: 'answerArrived', peerId: 'stranger', queryId: 1, found: [] }), []);
  });
});

describe('a player among neighbours', () => {
  it('looks for more up to the soft limit, and lets nobody in at the hard limit', () => {
    for (const [profile, soft, hard] of [
      ['classic', 50, 60],
      ['modern', 12, 20],
    ] as const) {
      const node = new Node('ann', profile);
      node.fill(soft - 1);
      assert.ok(node.neighbours.canConnect({ isOverWebRtc: false }));
      node.connect('one more');
      assert.ok(!node.neighbours.canConnect({ isOverWebRtc: false }));
      node.fill(hard - 1);
      assert.equal(node.neighbours.count, hard);
      assert.deepEqual(node.connect('too many'), [
        { type: 'disconnect', peerId: 'too many', reason: 'full' },
      ]);
    }
  });

  it('has eight neighbours over WebRTC at most', () => {
    const node = new Node('ann');
    for (let at = 0; at < 8; at++) assert.deepEqual(node.connect(`far ${at}`, true), []);
    assert.ok(!node.neighbours.canConnect({ isOverWebRtc: true }));
    assert.ok(node.neighbours.canConnect({ isOverWebRtc: false }));
    assert.equal(node.connect('far 8', true).length, 1);
    assert.equal(node.connect('near').length, 0);
  });

  it('lets those go that were of least use, when there are more than it wants and they have had time', () => {
    const node = new Node('ann');
    node.fill(14);
    for (let at = 0; at < 14; at++)
      node.tell({
        type: 'transferred',
        peerId: `peer ${at}`,
        sentBytes: at * 1_000,
        receivedBytes: at * 500,
      });
    node.tell({ type: 'interestChanged', peerId: 'peer 13', tracks: 4 });
    assert.equal(node.neighbours.count, 14, 'not at once');
    node.nowMs = 5 * MINUTE_MS;
    assert.deepEqual(node.tell({ type: 'timer' }), [
      { type: 'disconnect', peerId: 'peer 0', reason: 'least useful' },
      { type: 'disconnect', peerId: 'peer 1', reason: 'least useful' },
    ]);
  });

  it('counts what it got, what it gave, whom it found through them and what they have, each alike', () => {
    const useOf: Readonly<Record<string, (node: Node) => void>> = {
      'has what I play': (node) => node.tell({ type: 'interestChanged', peerId: 'peer 0', tracks: 1 }),
      'sends to me': (node) => node.tell({ ...transfer, peerId: 'peer 0', receivedBytes: 9 }),
      'takes from me': (node) => node.tell({ ...transfer, peerId: 'peer 0', sentBytes: 9 }),
      'names others': (node) => {
        const [query] = node.tell({ type: 'searchWanted', contentIds: ['song'] });
        assert.equal(query?.type, 'sendQuery');
        const found = [{ contentId: 'song', providers: [provider('x')] }];
        node.tell({ type: 'answerArrived', peerId: 'peer 0', queryId: query.queryId, found });
      },
    };
    const transfer = { type: 'transferred', sentBytes: 0, receivedBytes: 0 } as const;
    for (const [use, act] of Object.entries(useOf)) {
      const node = new Node('ann');
      node.fill(13);
      act(node);
      node.nowMs = 5 * MINUTE_MS;
      const [gone] = node.tell({ type: 'timer' });
      assert.deepEqual(gone, { type: 'disconnect', peerId: 'peer 1', reason: 'least useful' }, use);
    }
  });

  it('prefers who was of use within ten minutes to who was within the hour, and forgets after that', () => {
    const node = new Node('ann', 'modern', { soft: 2, idleMs: Infinity });
    node.fill(2);
    node.tell({ type: 'transferred', peerId: 'peer 0', sentBytes: 0, receivedBytes: 1_000 });
    node.nowMs = 15 * MINUTE_MS;
    node.tell({ type: 'transferred', peerId: 'peer 1', sentBytes: 0, receivedBytes: 1_000 });
    assert.deepEqual(node.connect('peer 2'), [
      { type: 'disconnect', peerId: 'peer 0', reason: 'least useful' },
    ]);
    node.nowMs = 90 * MINUTE_MS;
    node.tell({ type: 'transferred', peerId: 'peer 2', sentBytes: 0, receivedBytes: 1 });
    assert.deepEqual(node.connect('peer 3'), [
      { type: 'disconnect', peerId: 'peer 1', reason: 'least useful' },
    ]);
  });

  it('lets a demoted neighbour go first, whatever its use and though it hasn’t had its time', () => {
    for (const minutes of [0, 5]) {
      const node = new Node('ann');
      node.fill(13);
      node.tell({ type: 'transferred', peerId: 'peer 5', sentBytes: 1e6, receivedBytes: 1e6 });
      node.nowMs = minutes * MINUTE_MS;
      assert.deepEqual(node.tell({ type: 'demoted', peerId: 'peer 5' }), [
        { type: 'disconnect', peerId: 'peer 5', reason: 'least useful' },
      ]);
    }
  });

  it('lets all go after half an hour without a play or a byte, and not in the 2010 profile', () => {
    for (const [profile, left] of [
      ['modern', 0],
      ['classic', 3],
    ] as const) {
      const node = new Node('ann', profile);
      node.fill(3);
      node.nowMs = 10 * MINUTE_MS;
      node.tell({ type: 'transferred', peerId: 'peer 0', sentBytes: 5, receivedBytes: 0 });
      node.nowMs = 20 * MINUTE_MS;
      node.tell({ type: 'played' });
      node.nowMs = 50 * MINUTE_MS - 1;
      assert.deepEqual(node.tell({ type: 'timer' }), []);
      node.nowMs = 50 * MINUTE_MS;
      node.tell({ type: 'timer' });
      assert.equal(node.neighbours.count, left, profile);
    }
  });

  it('asks to be woken when somebody has to go', () => {
    const node = new Node('ann');
    assert.deepEqual(node.neighbours.handle({ type: 'connected', peerId: 'peer', isOverWebRtc: false }, 5), [
      { type: 'wakeAt', atMs: 30 * MINUTE_MS + 5 },
    ]);
  });
});
