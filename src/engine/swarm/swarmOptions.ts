// What the peers of a swarm are made of, and what is counted of them.
import type { KeyObject } from 'node:crypto';
import type { ServingLimits } from '../policy/servingLimits';
import type { Pace } from '../policy/tokenBucket';
import type { Clock } from '../ports';
import type { NodeOptions } from './node';
import type { SignallingParts } from './signalling';
import type { TrackerClient } from './tracker';
import type { ServedBlocks } from './uploads';

/** What a swarm is made of. */
export interface SwarmOptions extends Pick<NodeOptions, 'identity' | 'listen'> {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** The name of the swarm, as credentials have it. */
  readonly swarm: string;
  /** The origin's public key, Ed25519. */
  readonly originKey: KeyObject;
  /** Our own credential, as the origin has signed it. */
  readonly credential: Uint8Array;
  readonly serving: ServingLimits;
  /** How many requests a peer is sent; default: what is no flood to it. */
  readonly asked?: Pace;
  readonly blocks: ServedBlocks;
  /** Null where the origin has none, or none yet. */
  readonly tracker: TrackerClient | null;
  /** How many blocks a content of the catalogue has; undefined for one that isn't in it. */
  readonly blockCountOf: (contentId: string) => number | undefined;
  /** Bytes of blocks have gone to a peer. */
  readonly onSent?: (peerId: string, bytes: number) => void;
  /** The origin's peer id, where it has one: it may be connected without being a peer. */
  readonly originPeerId: string | null;
  /** WebRTC by the origin's relay; null or left out: none. */
  readonly webRtc?: Pick<SignallingParts, 'stun' | 'bindAddress'> | null;
  /** Whether members on the same network find each other without the tracker. Default: no. */
  readonly isOnLan?: boolean;
}

/** What has happened since the start, for the statistics. */
export interface SwarmCounts {
  /** Peers that were met. */
  met: number;
  /** Peers that were met and caught at what no honest one does. */
  offences: number;
  /** Connections whose other end was refused, or didn't say in time who it is. */
  refused: number;
  receivedBytes: number;
  sentBytes: number;
}
