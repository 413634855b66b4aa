// Into the swarm of an origin: asks it for an invitation, and starts a node with that.
import type { Origin, SwarmInvitation, SwarmOrigin } from '../ports';
import * as limits from './limits';
import type { MembershipParts } from './membershipParts';
import { SharedHoldings } from './sharedHoldings';
import type { SwarmPeers } from './swarmPeers';
import type { TrackerLink } from './trackerLink';

/** A swarm that we are in. */
export interface Joined {
  readonly origin: Origin;
  readonly peers: SwarmPeers;
  readonly tracker: TrackerLink;
  readonly lacking: string | null;
  readonly holdings: SharedHoldings;
  invitation: SwarmInvitation;
  /** Whether the origin's swarm is another one by now. */
  isStale: boolean;
}

/** What a swarm is joined with. */
export interface JoinOptions {
  readonly parts: MembershipParts;
  readonly signal: AbortSignal;
  readonly onSent: (peerId: string, bytes: number) => void;
  /** The tracker refuses us: the membership is to be renewed. */
  readonly onTrouble: () => void;
}

/**
 * Joins; null where the origin has no swarm for us.
 * @throws what the origin or the node say where it can't be joined.
 */
export async function joinSwarm(
  origin: Origin,
  { parts, signal, onSent, onTrouble }: JoinOptions,
): Promise<Joined | null> {
  const { clock, random, load, info, store } = parts;
  const { start, ...node } = await load();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limits.INVITE_MS)]);
  const invitation = (await origin.invite?.(node.identity.peerId, limit)) ?? null;
  signal.throwIfAborted();
  if (invitation === null) return null;
  const holdings = new SharedHoldings({ clock, store });
  const { peers, tracker, lacking } = await start({
    ...{ ...node, clock, random, invitation, info },
    blocks: { read: (contentId, block) => holdings.read(contentId, block) },
    blockCountOf: (contentId) => holdings.blockCountOf(contentId),
    onSent,
    onTrouble: (reason) => {
      info(`The tracker of ${origin.name}: ${reason}.`);
      onTrouble();
    },
  });
  return { origin, peers, tracker, lacking, holdings, invitation, isStale: false };
}

/** One whose catalogue can't be had (it is away, or wants a login) invites nobody. */
export function hasSwarm({ origin, tracks }: SwarmOrigin): boolean {
  return tracks !== null && origin.hasSwarm === true && origin.invite !== undefined;
}

/** Whether two invitations are into the same swarm, by the same ways. */
export function isSameSwarm(a: SwarmInvitation, b: SwarmInvitation): boolean {
  const nameOf = ({ swarm, originPeerId, originKey, addresses }: SwarmInvitation): string =>
    JSON.stringify([swarm, originPeerId, [...originKey], addresses]);
  return nameOf(a) === nameOf(b);
}
