// An in-memory world with peers: an origin 40 ms away, peers 60 ms away with 2 Mbit/s each, one listener. What comes is counted
// by where it came from; what the policy decides is written down.
import type { FetchAction, FetchEvent } from '../../src/engine/policy/fetchMessages';
import { FetchPolicy } from '../../src/engine/policy/fetchPolicy';
import { PROFILES, type Limits } from '../../src/engine/policy/limits';
import type { Track } from '../../src/shared/track';
import { EventHeap, seededRandom } from './eventHeap';
import { Listener } from './listener';
import { SimulatedDriver, type OriginAnswer } from './simulatedDriver';
import { Line, SimulatedPeers, type SimulatedPeer } from './simulatedPeers';
import { lineOf } from './transcript';
import { makeTrack } from './world';

const BLOCK_BYTES = 16 * 1024;
/** 2 Mbit/s, in bytes a second. */
export const PEER_RATE = 250_000;

/** A mean track of 2010: four minutes at 160 kbit/s. */
export function meanTrack(id: string): Track {
  return { ...makeTrack(id, 4_800_000), durationSeconds: 240, contentId: `content of ${id}` };
}

/** A peer of this world that has all of every track. */
export function makePeer(peerId: string, options: Partial<SimulatedPeer> = {}): SimulatedPeer {
  return { peerId, roundTripMs: 60, rateBytesPerSecond: PEER_RATE, has: () => true, ...options };
}

/** So many peers of the same kind. */
export function makePeers(count: number, options: Partial<SimulatedPeer> = {}): SimulatedPeer[] {
  return Array.from({ length: count }, (_, at) => makePeer(`peer ${at + 1}`, options));
}

/** How the world is. */
export interface PeerWorldOptions {
  readonly peers?: readonly SimulatedPeer[];
  readonly limits?: Limits;
  /** How long a search for peers takes. */
  readonly searchMs?: number;
  readonly originLatencyMs?: number;
  /** In bytes a second; default: 10 Mbit/s. */
  readonly originRate?: number;
  /** In bytes a second; default: 20 Mbit/s. */
  readonly downlinkRate?: number;
  readonly answer?: (nowMs: number) => OriginAnswer;
  readonly seed?: number;
  /** Whether the listener has said yes to peers; default: true. */
  readonly usesPeers?: boolean;
  /** Makes the policy; default: a plain one. */
  readonly policy?: (limits: Limits) => FetchPolicy;
}

/** Bytes by where they came from. */
export interface Counted {
  cache: number;
  peer: number;
  origin: number;
}

/** The world. */
export class PeerWorld {
  readonly heap = new EventHeap();
  readonly policy: FetchPolicy;
  readonly driver: SimulatedDriver;
  readonly peers: SimulatedPeers;
  /** What was decided, in lines; and the actions as they are. */
  readonly lines: string[] = [];
  readonly actions: { readonly atMs: number; readonly action: FetchAction }[] = [];
  /** Bytes that came, and those that were asked for twice. */
  readonly bytes: Counted = { cache: 0, peer: 0, origin: 0 };
  hedgedBytes = 0;
  /** Of those: what was asked for twice in an emergency. */
  emergencyBytes = 0;
  givenUp: string | null = null;
  readonly listeners: Listener[] = [];
  #plays = 0;
  /** Peers by the requests under way to them. */
  readonly #atPeers = new Map<number, string>();

  constructor(options: PeerWorldOptions = {}) {
    const { heap } = this;
    const { originLatencyMs = 40, originRate = 1_250_000, downlinkRate = 2_500_000 } = options;
    const limits = options.limits ?? PROFILES.modern;
    const downlink = new Line(heap, downlinkRate);
    const origin = new Line(heap, originRate);
    this.policy = options.policy?.(limits) ?? new FetchPolicy(limits, seededRandom(options.seed ?? 1));
    this.#record();
    this.peers = new SimulatedPeers({
      heap,
      peers: options.peers ?? [],
      searchMs: options.searchMs ?? 40,
      downlink,
    });
    this.driver = new SimulatedDriver({
      ...{ heap, policy: this.policy, peers: this.peers },
      world: {
        lookUpMs: () => 2,
        cacheMs: () => 3,
        latencyMs: () => originLatencyMs,
        blockMs: () => Math.max(origin.passMs(BLOCK_BYTES), downlink.passMs(BLOCK_BYTES)),
        answer: () => options.answer?.(heap.nowMs()) ?? { blocks: Infinity, end: 'done' },
        hasStill: () => true,
        takes: () => true,
      },
      onBlock: (playId, block) => this.#listener(playId)?.take(block),
      onStart: (playId) => this.#listener(playId)?.start(),
      onGiveUp: (_, message) => {
        this.givenUp = message;
      },
    });
    if (options.usesPeers !== false) this.driver.usePeers(true);
  }

  /** Clicks on a track. The manifest is there as soon as the origin has answered once, or at once where it is `known`. */
  play(track: Track, manifest: 'comes' | 'known' = 'comes'): Listener {
    const listener = this.listenerOf(track);
    if (manifest === 'known') this.driver.knowManifest(track);
    else this.at(this.heap.nowMs() + 45, () => this.driver.knowManifest(track));
    listener.click();
    return listener;
  }

  /** Somebody who may click on a track: what is sent ahead of the click lies at the page. */
  listenerOf(track: Track): Listener {
    const playId = `play ${++this.#plays}`;
    const listener = new Listener({ playId, track, heap: this.heap, driver: () => this.driver });
    this.listeners.push(listener);
    return listener;
  }

  /** Does something at a time. */
  at(ms: number, act: () => void): void {
    this.heap.wakeAt(ms, act);
  }

  /** Time passes, up to `seconds` from the beginning. */
  runUntil(seconds: number): this {
    this.heap.runUntil(seconds * 1000);
    return this;
  }

  /** The lines that match. */
  linesOf(pattern: RegExp): readonly string[] {
    return this.lines.filter((line) => pattern.test(line));
  }

  /** How many blocks a peer has been asked for and hasn't sent. */
  outstandingOf(peerId: string): number {
    return [...this.#atPeers.values()].filter((each) => each === peerId).length;
  }

  /** Counts what is decided and what comes. */
  #record(): void {
    const handle = this.policy.handle.bind(this.policy);
    const sources = new Map<number, keyof Counted>();
    let isEmergency = false;
    const over = (requestId: number): void => void this.#atPeers.delete(requestId);
    this.policy.handle = (event: FetchEvent, nowMs: number) => {
      if (event.type === 'blockArrived') this.bytes[sources.get(event.requestId) ?? 'origin'] += BLOCK_BYTES;
      if ('requestId' in event) over(event.requestId);
      const actions = handle(event, nowMs);
      for (const action of actions) {
        this.actions.push({ atMs: nowMs, action });
        this.lines.push(`${nowMs.toFixed(0)} ms ${lineOf(action)}`);
        if (action.type === 'cancel') over(action.requestId);
        if (action.type === 'askPeer') {
          sources.set(action.requestId, 'peer');
          this.#atPeers.set(action.requestId, action.peerId);
        }
        if (action.type === 'readCache') sources.set(action.requestId, 'cache');
        if ((action.type === 'askPeer' || action.type === 'askOrigin') && action.reason === 'hedge') {
          this.hedgedBytes += BLOCK_BYTES;
          if (isEmergency) this.emergencyBytes += BLOCK_BYTES;
        }
        if (action.type === 'emergency') isEmergency = action.isOn;
      }
      return actions;
    };
  }

  #listener(playId: string): Listener | undefined {
    return this.listeners.find((listener) => listener.playId === playId);
  }
}
