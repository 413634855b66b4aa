// Whom a member of a swarm in memory is connected to and believes: the product's neighbours and trust, and what they want done.
import { NEIGHBOUR_PROFILES } from '../../src/engine/policy/neighbourLimits';
import type { Finding, NeighbourAction, NeighbourEvent } from '../../src/engine/policy/neighbourMessages';
import { Neighbours } from '../../src/engine/policy/neighbours';
import type { OverlayParts } from '../../src/engine/policy/overlaySearch';
import { PeerTrust, type TrustEvent } from '../../src/engine/policy/peerTrust';
import { TRUST_LIMITS } from '../../src/engine/policy/trustLimits';
import type { EventHeap } from './eventHeap';

/** What links need of the member and the swarm. */
export interface LinksWorld extends Omit<OverlayParts, 'limits'> {
  readonly heap: EventHeap;
  readonly send: (to: string, deliver: (links: SwarmLinks) => void) => void;
  readonly disconnect: (peerId: string) => void;
  readonly onFound: (found: readonly Finding[]) => void;
  readonly onBan: () => void;
}

/** The connections of one member. */
export class SwarmLinks {
  readonly neighbours: Neighbours;
  readonly #trust = new PeerTrust({ ...TRUST_LIMITS, banned: 100, accounts: 100 });
  readonly #world: LinksWorld;

  constructor(world: LinksWorld) {
    this.#world = world;
    this.neighbours = new Neighbours({ ...world, limits: NEIGHBOUR_PROFILES.modern });
  }

  /** Something has happened among neighbours. */
  tell(event: NeighbourEvent): void {
    for (const action of this.neighbours.handle(event, this.#world.heap.nowMs())) this.#perform(action);
  }

  /** Something has happened that bears on trust. */
  judge(event: TrustEvent): void {
    const { heap, disconnect, onBan } = this.#world;
    for (const action of this.#trust.handle(event, heap.nowMs())) {
      if (action.type === 'ban') onBan();
      if (action.type === 'disconnect') disconnect(action.peerId);
      if (action.type === 'demote') this.tell({ type: 'demoted', peerId: action.peerId });
    }
  }

  #perform(action: NeighbourAction): void {
    const { heap, send, disconnect, onFound, self } = this.#world;
    const { peerId } = self();
    switch (action.type) {
      case 'sendQuery':
        send(action.peerId, (other) => other.tell({ ...action, type: 'queryArrived', peerId }));
        break;
      case 'sendAnswer':
        send(action.peerId, (other) => other.tell({ ...action, type: 'answerArrived', peerId }));
        break;
      case 'found':
        onFound(action.found);
        break;
      case 'disconnect':
        disconnect(action.peerId);
        break;
      case 'blame':
        this.judge({ type: 'offended', peerId: action.peerId, offence: action.offence });
        break;
      case 'wakeAt':
        heap.wakeAt(action.atMs, () => this.tell({ type: 'timer' }));
    }
  }
}
