// A swarm in one process and in simulated time: members with the product's serving, neighbours and trust, the product's tracker, an
// origin that has everything. Messages between two members take half a round trip; blocks go through the sender's line, piece by piece.
import { TRACKER_PROFILES } from '../../src/engine/policy/trackerLimits';
import type { Provider, TrackerAction, TrackerEvent } from '../../src/engine/policy/trackerMessages';
import { TrackerRegistry } from '../../src/engine/policy/trackerRegistry';
import { blockCount } from '../../src/shared/blocks';
import { EventHeap, seededRandom } from './eventHeap';
import { SwarmMember, type Conduct, type SwarmCounts, type SwarmWorld } from './swarmMember';

/** One way between two members, to the tracker, to the origin, in milliseconds. */
const WAY_MS = 30;

/** The members, the tracker between them, and time. */
export class MemorySwarm implements SwarmWorld {
  readonly heap = new EventHeap();
  readonly random: () => number;
  readonly counts: SwarmCounts = {
    ...{ plays: 0, finished: 0, originBlocks: 0, peerBlocks: 0, badBlocks: 0, bans: 0, refusals: {} },
  };
  readonly tracker: TrackerRegistry;
  readonly members = new Map<string, SwarmMember>();
  isTrackerUp = true;
  readonly #sizeBytes: number;
  readonly #waiting = new Map<number, (found: readonly Provider[]) => void>();
  #queryId = 0;

  constructor({ seed, sizeBytes }: { readonly seed: number; readonly sizeBytes: number }) {
    this.random = seededRandom(seed);
    this.#sizeBytes = sizeBytes;
    this.tracker = new TrackerRegistry({
      limits: TRACKER_PROFILES.modern,
      blockCountOf: (contentId) => this.blockCountOf(contentId),
      random: this.random,
    });
  }

  /** Every content of the catalogue is as long. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** How many blocks a content has; undefined for one that isn't in the catalogue. */
  blockCountOf(contentId: string): number | undefined {
    return contentId.startsWith('song') ? blockCount(this.#sizeBytes) : undefined;
  }

  /** Adds a member, and has it join. */
  add(name: string, conduct: Conduct): SwarmMember {
    const member = new SwarmMember(name, conduct, this);
    this.members.set(name, member);
    member.join();
    return member;
  }

  /** Goes on for so many seconds. */
  pass(seconds: number): void {
    this.heap.runUntil(this.heap.nowMs() + seconds * 1_000);
  }

  /** Calls back after so many milliseconds. */
  after(ms: number, callback: () => void): void {
    this.heap.wakeAt(this.heap.nowMs() + ms, callback);
  }

  /** Sends a message to a member, if it is still connected when it arrives. */
  send(from: string, to: string, deliver: (receiver: SwarmMember) => void): void {
    this.after(WAY_MS, () => {
      const receiver = this.members.get(to);
      if (receiver?.isOnline === true && receiver.isConnectedTo(from)) deliver(receiver);
    });
  }

  /** Connects two members; both know at once whose the other is, and may refuse. */
  connect(a: SwarmMember, b: SwarmMember, isOverWebRtc: boolean): void {
    if (a === b || a.isConnectedTo(b.name) || !a.isOnline || !b.isOnline) return;
    a.connected.add(b.name);
    b.connected.add(a.name);
    a.meet(b, isOverWebRtc);
    if (a.isConnectedTo(b.name)) b.meet(a, isOverWebRtc);
  }

  /** Ends a connection: both hear of it. */
  disconnect(a: SwarmMember, b: SwarmMember): void {
    if (!a.connected.delete(b.name)) return;
    b.connected.delete(a.name);
    a.lose(b.name);
    b.lose(a.name);
  }

  /** Tells the tracker something, as soon as it gets there. */
  tellTracker(event: TrackerEvent): void {
    this.after(WAY_MS, () => {
      if (this.isTrackerUp) this.#obey(this.tracker.handle(event, this.heap.nowMs()));
    });
  }

  /** Asks the tracker who has a content. */
  askTracker(peerId: string, contentId: string, onAnswer: (found: readonly Provider[]) => void): void {
    const queryId = this.#queryId++;
    this.#waiting.set(queryId, onAnswer);
    this.tellTracker({ type: 'asked', peerId, queryId, contentIds: [contentId] });
  }

  #obey(actions: readonly TrackerAction[]): void {
    for (const action of actions) {
      if (action.type === 'wakeAt') this.heap.wakeAt(action.atMs, () => this.tellTracker({ type: 'timer' }));
      if (action.type !== 'answer') continue;
      const onAnswer = this.#waiting.get(action.queryId);
      this.#waiting.delete(action.queryId);
      this.after(WAY_MS, () => onAnswer?.(action.found.flatMap(({ providers }) => providers)));
    }
  }
}
