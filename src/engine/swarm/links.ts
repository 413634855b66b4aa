// Whom we are connected to and whom we believe: performs what the policies of neighbours and trust decide, and tells each of the other.
import { NEIGHBOUR_PROFILES } from '../policy/neighbourLimits';
import type { Finding, NeighbourAction, NeighbourEvent } from '../policy/neighbourMessages';
import { Neighbours } from '../policy/neighbours';
import type { OverlayParts } from '../policy/overlaySearch';
import { PeerTrust, type TrustEvent } from '../policy/peerTrust';
import { TRUST_LIMITS, type Heard, type Offence } from '../policy/trustLimits';
import type { Clock } from '../ports';
import type { BlocksMessage } from './wire/blocksMessages';

/** What links are made of. */
export interface LinksParts extends Omit<OverlayParts, 'limits'> {
  readonly clock: Clock;
  readonly send: (peerId: string, message: BlocksMessage) => void;
  /** Lets go of a peer; `reason` as the policies say it. */
  readonly disconnect: (peerId: string, reason: string) => void;
  /** Somebody has what was searched for. */
  readonly onFound: (found: readonly Finding[]) => void;
  /** These peers have sent what isn't true: they aren't let in again in this session. */
  readonly onBan: (peerIds: readonly string[]) => void;
}

/** Neighbours and trust of a node. */
export class Links {
  readonly #parts: LinksParts;
  readonly #neighbours: Neighbours;
  readonly #trust = new PeerTrust(TRUST_LIMITS);

  constructor(parts: LinksParts) {
    this.#parts = parts;
    this.#neighbours = new Neighbours({ ...parts, limits: NEIGHBOUR_PROFILES.modern });
  }

  /** How many neighbours there are. */
  get count(): number {
    return this.#neighbours.count;
  }

  /** Whether more are to be looked for, by this way. */
  canConnect(isOverWebRtc: boolean): boolean {
    return this.#neighbours.canConnect({ isOverWebRtc });
  }

  /** Something has happened among neighbours. */
  tell(event: NeighbourEvent): void {
    for (const action of this.#neighbours.handle(event, this.#parts.clock.nowMs())) this.#perform(action);
  }

  /** Lets a peer in, unless trust or numbers forbid it: then it is disconnected. */
  meet(peerId: string, account: string, isOverWebRtc: boolean): void {
    if (this.#judge({ type: 'met', peerId, account })) this.tell({ type: 'connected', peerId, isOverWebRtc });
  }

  /** A peer is gone. */
  leave(peerId: string): void {
    this.tell({ type: 'disconnected', peerId });
    this.#judge({ type: 'left', peerId });
  }

  /** A peer was caught. */
  accuse(peerId: string, offence: Offence): void {
    this.#judge({ type: 'offended', peerId, offence });
  }

  /** Whether a message is to be looked at. */
  mayHear(peerId: string, what: Heard): boolean {
    return this.#judge({ type: 'heard', peerId, what });
  }

  /** Returns false where trust says not to go on with it. */
  #judge(event: TrustEvent): boolean {
    const { clock, disconnect, onBan } = this.#parts;
    let mayGoOn = true;
    for (const action of this.#trust.handle(event, clock.nowMs())) {
      if (action.type !== 'demote') mayGoOn = false;
      if (action.type === 'ban') onBan(action.peerIds);
      if (action.type === 'disconnect') disconnect(action.peerId, action.reason);
      if (action.type === 'demote') this.tell({ type: 'demoted', peerId: action.peerId });
    }
    return mayGoOn;
  }

  #perform(action: NeighbourAction): void {
    const { clock, send, disconnect, onFound } = this.#parts;
    switch (action.type) {
      case 'sendQuery':
        send(action.peerId, { ...action, type: 'query' });
        break;
      case 'sendAnswer':
        send(action.peerId, { ...action, type: 'answer' });
        break;
      case 'found':
        onFound(action.found);
        break;
      case 'disconnect':
        disconnect(action.peerId, action.reason);
        break;
      case 'blame':
        this.accuse(action.peerId, action.offence);
        break;
      case 'wakeAt':
        clock.wakeAt(action.atMs, () => this.tell({ type: 'timer' }));
    }
  }
}
