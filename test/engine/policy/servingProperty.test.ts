// Whatever peers ask for and whatever the listener does: nobody is sent what isn't held, what wasn't asked for, or more than the limits allow.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { blockCount } from '../../../src/shared/blocks';
import { hasBlock } from '../../../src/engine/policy/haveMap';
import { ServingPolicy } from '../../../src/engine/policy/serving';
import { SERVING_PROFILES, type ServingLimits } from '../../../src/engine/policy/servingLimits';
import type { ServingAction, ServingEvent } from '../../../src/engine/policy/servingMessages';
import { EventHeap } from '../../support/eventHeap';
import { runsOf, walkOf } from '../../support/properties';

const SIZE_BYTES = 10 * 16_384 + 5_000;
const BLOCKS = blockCount(SIZE_BYTES);
const LIMITS: ServingLimits = {
  ...SERVING_PROFILES.modern,
  ...{ slots: 2, peers: 4, blocksOfPeer: 8, requestsOfPeer: 3, waitingPeers: 1 },
};

const peerId = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const contentId = fc.constantFrom('one', 'two', 'unknown');
const requestId = fc.nat(20);
const bits = fc.oneof(fc.constant(null), fc.uint8Array({ minLength: 2, maxLength: 2 }));
const haveMap = bits.map((bytes) => (bytes === null ? null : Uint8Array.of(bytes[0]!, bytes[1]! & 0b111)));
const asked = fc.record({
  type: fc.constant('asked' as const),
  peerId,
  requestId,
  contentId,
  blocks: fc.record({ first: fc.integer({ min: -1, max: 12 }), end: fc.integer({ min: 0, max: 13 }) }),
  priority: fc.constantFrom('play' as const, 'prefetch' as const, 'offline' as const),
});
const step: fc.Arbitrary<ServingEvent> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('peerJoined' as const), peerId }) },
  { weight: 8, arbitrary: asked },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('held' as const),
      contentId: fc.constantFrom('one', 'two'),
      sizeBytes: fc.constant(SIZE_BYTES),
      haveMap,
    }),
  },
  fc.record({ type: fc.constant('peerLeft' as const), peerId }),
  fc.record({ type: fc.constant('cancelled' as const), peerId, requestId }),
  fc.record({ type: fc.constant('unreadable' as const), contentId, block: fc.nat(BLOCKS) }),
  fc.record({ type: fc.constant('acknowledged' as const), peerId, bytes: fc.integer({ min: -5, max: 1e9 }) }),
  fc.record({ type: fc.constant('pinged' as const), peerId, roundTripMs: fc.nat(3_000) }),
  fc.record({ type: fc.constant('emergency' as const), isOn: fc.boolean() }),
  fc.record({ type: fc.constant('sharingChanged' as const), isAllowed: fc.boolean() }),
  fc.record({
    type: fc.constant('capChanged' as const),
    bytesPerSecond: fc.constantFrom(0, 1_000, 250_000, Infinity),
  }),
  fc.record({ type: fc.constant('linkChanged' as const), isWired: fc.boolean() }),
  fc.record({ type: fc.constant('resumed' as const) }),
);

/** A policy, the world around it, and what must hold of both. */
class Watched {
  readonly heap = new EventHeap();
  readonly policy = new ServingPolicy(LIMITS);
  readonly #held = new Map<string, Uint8Array | null>();
  /** What is asked for and not answered: by peer and request. */
  readonly #open = new Map<string, ServingEvent & { type: 'asked' }>();
  readonly #unacknowledged = new Map<string, number>();
  /** How much of a block a peer has had. */
  readonly #offsets = new Map<string, number>();
  isAllowed = true;
  /** Peers that take what they are sent. */
  areHonest = false;
  sent = 0;

  tell(event: ServingEvent): void {
    this.#note(event);
    const actions = this.policy.handle(event, this.heap.nowMs());
    for (const action of actions) this.#check(action);
    assert.ok(this.policy.blockCount <= LIMITS.peers * (LIMITS.blocksOfPeer + 1), 'no more waits than may');
    assert.ok(this.policy.load >= 0 && this.policy.load <= 1);
  }

  #note(event: ServingEvent): void {
    if (event.type === 'held') this.#held.set(event.contentId, event.haveMap);
    if (event.type === 'asked') this.#open.set(`${event.peerId} ${event.requestId}`, event);
    if (event.type === 'sharingChanged') this.isAllowed = event.isAllowed;
    if (event.type === 'resumed') this.#unacknowledged.clear();
    if (event.type === 'peerLeft') this.#unacknowledged.delete(event.peerId);
    if (event.type === 'acknowledged') {
      const left = (this.#unacknowledged.get(event.peerId) ?? 0) - Math.max(0, event.bytes);
      this.#unacknowledged.set(event.peerId, Math.max(0, left));
    }
  }

  #check(action: ServingAction): void {
    switch (action.type) {
      case 'sendPiece':
        this.#checkPiece(action);
        return;
      case 'wakeAt':
        assert.ok(action.atMs > this.heap.nowMs(), 'never at once');
        this.heap.wakeAt(action.atMs, () => this.tell({ type: 'timer' }));
        return;
      case 'ping': {
        const { peerId: pinged } = action;
        if (this.areHonest)
          this.heap.wakeAt(this.heap.nowMs() + 30, () =>
            this.tell({ type: 'pinged', peerId: pinged, roundTripMs: 30 }),
          );
        return;
      }
      case 'busy':
      case 'gone':
      case 'blame':
    }
  }

  #checkPiece({
    peerId: peer,
    requestId: id,
    contentId: content,
    block,
    offset,
    bytes,
  }: ServingAction & { type: 'sendPiece' }): void {
    const request = this.#open.get(`${peer} ${id}`);
    assert.ok(request !== undefined && this.isAllowed, 'asked for, and shared');
    assert.ok(bytes > 0 && bytes <= 16_384);
    const held = this.#held.get(content);
    if (offset === 0) assert.ok(held === null || (held !== undefined && hasBlock(held, block)), 'held');
    const key = `${peer} ${id} ${block}`;
    assert.ok(offset === 0 || offset === this.#offsets.get(key), 'in order');
    this.#offsets.set(key, offset + bytes);
    assert.ok(offset + bytes <= Math.min(16_384, SIZE_BYTES - block * 16_384));
    const before = this.#unacknowledged.get(peer) ?? 0;
    assert.ok(before + bytes <= LIMITS.unacknowledgedBytes, '32 KiB under way at most');
    this.#unacknowledged.set(peer, before + bytes);
    this.sent += bytes;
    if (this.areHonest)
      this.heap.wakeAt(this.heap.nowMs() + 30, () =>
        this.tell({ type: 'acknowledged', peerId: peer, bytes }),
      );
  }
}

describe('whatever peers ask of a listener who shares', () => {
  it('it sends only what is held and asked for, within its limits, and is done when all is taken', () => {
    fc.assert(
      fc.property(walkOf(step), (walk) => {
        const watched = new Watched();
        for (const [pauseMs, event] of walk) {
          watched.heap.runUntil(watched.heap.nowMs() + pauseMs);
          watched.tell(event);
        }
        watched.areHonest = true;
        for (const peer of ['a', 'b', 'c', 'd', 'e']) watched.tell({ type: 'peerLeft', peerId: peer });
        watched.tell({ type: 'sharingChanged', isAllowed: true });
        watched.tell({ type: 'capChanged', bytesPerSecond: 250_000 });
        watched.tell({ type: 'emergency', isOn: false });
        watched.tell({ type: 'held', contentId: 'one', sizeBytes: SIZE_BYTES, haveMap: null });
        watched.tell({ type: 'peerJoined', peerId: 'a' });
        const before = watched.sent;
        const blocks = { first: BLOCKS - 4, end: BLOCKS };
        watched.tell({
          ...{ type: 'asked', peerId: 'a', requestId: 99, contentId: 'one', blocks, priority: 'play' },
        });
        watched.heap.runUntil(watched.heap.nowMs() + 60_000);
        assert.equal(watched.sent - before, 3 * 16_384 + 5_000, 'all of it has come');
        assert.equal(watched.policy.blockCount, 0);
      }),
      runsOf(300),
    );
  });
});
