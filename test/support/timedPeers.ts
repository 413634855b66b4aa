// The simulated peers as the real fetcher meets them: behind its port, with bytes, of which some are wrong.
import type { FetchEvent } from '../../src/engine/policy/fetchMessages';
import type { PeerAsk, PeerLink, PeerNews } from '../../src/engine/ports';
import { bytesOfBlocks } from '../../src/shared/blocks';
import type { Track } from '../../src/shared/track';
import type { SimulatedPeers } from './simulatedPeers';

/** Peers in simulated time, behind the fetcher's port. */
export class TimedPeers implements PeerLink {
  /** Said of uploads, in order. */
  readonly emergencies: boolean[] = [];
  readonly #peers: SimulatedPeers;
  readonly #bytesOf: (track: Track) => Uint8Array;
  readonly #asked = new Map<number, PeerAsk>();

  constructor(peers: SimulatedPeers, bytesOf: (track: Track) => Uint8Array) {
    this.#peers = peers;
    this.#bytesOf = bytesOf;
  }

  find(tracks: readonly Track[]): void {
    this.#peers.find({ tracks });
  }

  ask(ask: PeerAsk): void {
    this.#asked.set(ask.requestId, ask);
    this.#peers.ask(ask);
  }

  cancel(requestId: number): void {
    this.#peers.cancel(requestId);
  }

  drop(peerId: string): void {
    this.#peers.drop(peerId);
  }

  setEmergency(isOn: boolean): void {
    this.emergencies.push(isOn);
  }

  onNews(listener: (news: PeerNews) => void): void {
    this.#peers.tell((event) => listener(this.#newsOf(event)));
  }

  #newsOf(event: FetchEvent): PeerNews {
    if (event.type !== 'blockArrived' && event.type !== 'blockBad') return event as PeerNews;
    const { track, blocks, peerId, requestId } = this.#asked.get(event.requestId)!;
    const { start, end } = bytesOfBlocks(track.sizeBytes, { first: blocks.first, end: blocks.first + 1 });
    const bytes = Uint8Array.from(this.#bytesOf(track).subarray(start, end));
    if (event.type === 'blockBad') bytes[7]! ^= 1;
    return { type: 'blockSent', requestId, peerId, block: blocks.first, bytes };
  }
}
