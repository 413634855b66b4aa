// Peers in simulated time: each has a round trip, an uplink on which blocks queue, and manners. They are found by a search, say what
// they have, and send what they are asked for, or something else.
import type { FetchEvent } from '../../src/engine/policy/fetchMessages';
import { blockCount, bytesOfBlocks } from '../../src/shared/blocks';
import type { Track } from '../../src/shared/track';
import type { Clock, PeerAsk } from '../../src/engine/ports';

/**
 * How a peer behaves. `honest` · `corrupt`: sends other bytes · `lying`: has nothing of what it promises · `stalling`: takes
 * requests and sends nothing · `busy`: has no slot · `failing`: resets the stream.
 */
export type Manners = 'honest' | 'corrupt' | 'lying' | 'stalling' | 'busy' | 'failing';

/** A peer. */
export interface SimulatedPeer {
  readonly peerId: string;
  readonly roundTripMs: number;
  readonly rateBytesPerSecond: number;
  /** Whether it has, or says it has, a block. */
  readonly has: (track: Track, block: number) => boolean;
  /** How it behaves; default: `honest`. It may change its mind. */
  manners?: Manners;
  /** When it comes, in milliseconds of simulated time; default: it is there from the beginning. */
  readonly comesAtMs?: number;
  /** When it vanishes, in milliseconds of simulated time; default: never. */
  readonly goneAtMs?: number;
}

/** What lets time pass. */
type Alarms = Pick<Clock, 'nowMs' | 'wakeAt'>;

/** The listener's own downlink, and other lines on which bytes queue. */
export class Line {
  readonly #heap: Alarms;
  readonly #rateBytesPerSecond: number;
  #freeAtMs = 0;

  constructor(heap: Alarms, rateBytesPerSecond: number) {
    this.#heap = heap;
    this.#rateBytesPerSecond = rateBytesPerSecond;
  }

  /** How long it takes until bytes that come to it now are through, in milliseconds. */
  passMs(bytes: number): number {
    const nowMs = this.#heap.nowMs();
    this.#freeAtMs = Math.max(nowMs, this.#freeAtMs) + (bytes / this.#rateBytesPerSecond) * 1000;
    return this.#freeAtMs - nowMs;
  }
}

/** What the peers are made of. */
export interface SimulatedPeersParts {
  readonly heap: Alarms;
  readonly peers: readonly SimulatedPeer[];
  /** How long tracker and overlay take, in milliseconds. */
  readonly searchMs: number;
  readonly downlink: Line;
}

/** All peers. */
export class SimulatedPeers {
  /** Bytes that came over the downlink and were of no use any more. */
  wastedBytes = 0;
  /** Those that the policy has banned or dropped, in order. */
  readonly dropped: string[] = [];
  readonly #parts: SimulatedPeersParts;
  readonly #connected = new Set<string>();
  readonly #gone = new Set<string>();
  readonly #uplinks = new Map<
    string,
    { readonly line: Line; readonly queue: PeerAsk[]; isSending: boolean }
  >();
  readonly #underWay = new Set<number>();
  #handle: (event: FetchEvent) => void = () => undefined;

  constructor(parts: SimulatedPeersParts) {
    this.#parts = parts;
    const { heap, peers } = parts;
    for (const { peerId, rateBytesPerSecond, goneAtMs } of peers) {
      const line = new Line(heap, rateBytesPerSecond);
      this.#uplinks.set(peerId, { line, queue: [], isSending: false });
      if (goneAtMs !== undefined) heap.wakeAt(goneAtMs, () => this.#vanish(peerId));
    }
  }

  /** What peers do is told here. */
  tell(handle: (event: FetchEvent) => void): void {
    this.#handle = handle;
  }

  /** Searches for who has these tracks. */
  find({ tracks }: { readonly tracks: readonly Track[] }): void {
    const { peers, searchMs } = this.#parts;
    this.#after(searchMs, () => {
      for (const peer of peers) this.#after(peer.roundTripMs, () => this.#introduce(peer, tracks));
      const last = Math.max(0, ...peers.map(({ roundTripMs }) => roundTripMs));
      this.#after(last + 1, () => {
        for (const { contentId } of tracks)
          this.#handle({ type: 'peersSearched', contentId: contentId ?? '' });
      });
    });
  }

  /** Asks a peer. */
  ask(ask: PeerAsk): void {
    const peer = this.#peer(ask.peerId);
    this.#underWay.add(ask.requestId);
    const { requestId, blocks } = ask;
    this.#after(peer.roundTripMs / 2, () => {
      if (!this.#underWay.has(requestId) || this.#gone.has(peer.peerId)) return;
      const answer = (event: FetchEvent): void =>
        this.#after(peer.roundTripMs / 2, () => {
          if (event.type === 'peerBusy' || this.#underWay.delete(requestId)) this.#handle(event);
        });
      switch (peer.manners ?? 'honest') {
        case 'honest':
        case 'corrupt':
          this.#uplinks.get(peer.peerId)!.queue.push(ask);
          this.#send(peer);
          return;
        case 'lying':
          answer({ type: 'blockLost', requestId, block: blocks.first });
          return;
        case 'failing':
          answer({ type: 'requestFailed', requestId, message: 'the stream was reset', isFinal: false });
          return;
        case 'busy':
          answer({ type: 'peerBusy', peerId: peer.peerId, forMs: 5_000 });
          return;
        case 'stalling':
      }
    });
  }

  /** A request is over, as far as we are concerned. */
  cancel(requestId: number): void {
    this.#underWay.delete(requestId);
  }

  /** A peer is let go of. */
  drop(peerId: string): void {
    this.#connected.delete(peerId);
    this.dropped.push(peerId);
  }

  #peer(peerId: string): SimulatedPeer {
    return this.#parts.peers.find((peer) => peer.peerId === peerId)!;
  }

  #introduce(peer: SimulatedPeer, tracks: readonly Track[]): void {
    const { peerId, roundTripMs, comesAtMs = 0 } = peer;
    if (comesAtMs > this.#parts.heap.nowMs()) return;
    const had = tracks.filter((track) => haveMap(peer, track).some((byte) => byte !== 0));
    if (had.length === 0 || this.#gone.has(peerId) || this.dropped.includes(peerId)) return;
    if (!this.#connected.has(peerId)) this.#handle({ type: 'peerFound', peerId, roundTripMs });
    this.#connected.add(peerId);
    for (const track of had)
      this.#handle({
        type: 'peerHas',
        peerId,
        contentId: track.contentId ?? '',
        haveMap: haveMap(peer, track),
      });
  }

  /** Sends the next block that is still wanted, one after the other. */
  #send(peer: SimulatedPeer): void {
    const uplink = this.#uplinks.get(peer.peerId)!;
    const next = uplink.queue.find(({ requestId }) => this.#underWay.has(requestId));
    uplink.queue.splice(0, next === undefined ? uplink.queue.length : uplink.queue.indexOf(next) + 1);
    if (next === undefined || uplink.isSending) {
      if (next !== undefined) uplink.queue.unshift(next);
      return;
    }
    uplink.isSending = true;
    const bytes = sizeOf(next);
    this.#after(uplink.line.passMs(bytes), () => {
      uplink.isSending = false;
      if (this.#gone.has(peer.peerId)) return;
      this.#after(peer.roundTripMs / 2, () =>
        this.#after(this.#parts.downlink.passMs(bytes), () => this.#deliver(peer, next)),
      );
      this.#send(peer);
    });
  }

  #deliver(peer: SimulatedPeer, { requestId, blocks, track }: PeerAsk): void {
    if (this.#gone.has(peer.peerId)) return;
    if (!this.#underWay.delete(requestId)) {
      this.wastedBytes += sizeOf({ blocks, track });
      return;
    }
    const isBad = peer.manners === 'corrupt';
    this.#handle({ type: isBad ? 'blockBad' : 'blockArrived', requestId, block: blocks.first });
  }

  #vanish(peerId: string): void {
    this.#gone.add(peerId);
    if (this.#connected.delete(peerId)) this.#handle({ type: 'peerGone', peerId });
  }

  #after(ms: number, callback: () => void): void {
    const { heap } = this.#parts;
    heap.wakeAt(heap.nowMs() + ms, callback);
  }
}

function sizeOf({ blocks, track }: Pick<PeerAsk, 'blocks' | 'track'>): number {
  const { start, end } = bytesOfBlocks(track.sizeBytes, blocks);
  return end - start;
}

function haveMap({ has }: SimulatedPeer, track: Track): Uint8Array {
  const count = blockCount(track.sizeBytes);
  const map = new Uint8Array(Math.ceil(count / 8));
  for (let block = 0; block < count; block++) if (has(track, block)) map[block >> 3]! |= 1 << (block & 7);
  return map;
}
