// What membership of a swarm is made of: the store that is shared from, and libp2p, which is loaded when it is needed.
import type { BlockHoldings, BlockStore } from '../blockStore';
import type { ServingLimits } from '../policy/servingLimits';
import type { Clock, SwarmInvitation } from '../ports';
import type { Identity } from './identity';
import type { SwarmPeers } from './swarmPeers';
import type { TrackerLink } from './trackerLink';

/** What membership is made of. */
export interface MembershipParts {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly store: Pick<BlockStore, 'lookUp' | 'read'> & BlockHoldings;
  /** Loads libp2p, which takes a quarter of a second. */
  readonly load: () => Promise<LoadedSwarm>;
  readonly info: (text: string) => void;
}

/** The ways by which peers are reached. */
export interface Ways {
  /** Where the node listens, as multiaddrs. */
  readonly listen: readonly string[];
  /** WebRTC; null: none. `bindAddress`: the address of this machine that it keeps to. */
  readonly webRtc: { readonly bindAddress?: string } | null;
  /** Whether members on the same network find each other without the tracker. */
  readonly isOnLan: boolean;
}

/** What a swarm is started with. */
export interface StartOptions extends Ways {
  readonly clock: Clock;
  readonly random: () => number;
  readonly identity: Identity;
  readonly invitation: SwarmInvitation;
  readonly blocks: { read(contentId: string, block: number): Promise<Uint8Array | null> };
  readonly blockCountOf: (contentId: string) => number | undefined;
  /** How others are served; default: as `modern` has it. */
  readonly serving?: ServingLimits;
  /** Bytes of blocks have gone to a peer. */
  readonly onSent: (peerId: string, bytes: number) => void;
  /** The tracker can't be reached, or doesn't take us: a newer invitation may help. `reason` is a clause. */
  readonly onTrouble: (reason: string) => void;
  /** For the log. */
  readonly info: (text: string) => void;
}

/** Joins. Resolves when the node listens; the tracker is connected by itself. */
export type StartSwarm = (options: StartOptions) => Promise<{
  readonly peers: SwarmPeers;
  readonly tracker: TrackerLink;
  /** Why there is no WebRTC though there should be, or null. */
  readonly lacking: string | null;
}>;

/** What there is once libp2p is loaded. */
export interface LoadedSwarm extends Ways {
  /** Who this node is: one identity per installation. */
  readonly identity: Identity;
  readonly start: StartSwarm;
}
