// The node of a member with all its ways: TCP, WebSockets, and WebRTC where the origin has a relay and this machine can load it.
import type { Libp2p } from '@libp2p/interface';
import { lookAround, type LanParts } from './lan';
import { Gate } from './gate';
import { startNode } from './node';
import { Signalling } from './signalling';
import type { SwarmOptions } from './swarmOptions';

/** A node, and what it is reached and guarded by. */
export interface SwarmNode {
  readonly node: Libp2p;
  /** Who isn't let in. */
  readonly gate: Gate;
  /** Who isn't dialled now, beside those. */
  readonly resting: Gate;
  /** Null where there is no WebRTC. */
  readonly signalling: Signalling | null;
  /** Why there is no WebRTC though there should be: a clause; null where there is nothing to say. */
  readonly lacking: string | null;
  /** Tells who on the same network may be a member, from now on and since the start. Once. */
  onFound(listener: LanParts['onFound']): void;
}

/**
 * Starts a node.
 * @throws when it can't listen.
 */
export async function startSwarmNode(options: SwarmOptions): Promise<SwarmNode> {
  const { clock, swarm, isOnLan = false, webRtc = null, originPeerId, identity, listen } = options;
  const [gate, resting] = [new Gate(() => clock.nowMs()), new Gate(() => clock.nowMs())];
  let signalling: Signalling | null = null;
  let lacking: string | null = null;
  if (webRtc !== null && originPeerId !== null)
    try {
      signalling = await Signalling.load({ ...webRtc, clock, originPeerId });
    } catch (error) {
      // TCP and WebSockets do without: Doctor tells.
      lacking = error instanceof Error ? error.message : String(error);
    }
  const { services, ...ways } = signalling?.options ?? {};
  const early: Parameters<LanParts['onFound']>[] = [];
  let hear: LanParts['onFound'] = (...found) => void early.push(found);
  const onFound: LanParts['onFound'] = (...found) => {
    hear(...found);
  };
  const around = isOnLan ? { around: lookAround({ clock, swarm, onFound }) } : {};
  const node = await startNode({ identity, listen, gate, ...ways, services: { ...services, ...around } });
  const hearAll = (listener: LanParts['onFound']): void => {
    hear = listener;
    for (const found of early.splice(0)) listener(...found);
  };
  return { node, gate, resting, signalling, lacking, onFound: hearAll };
}

/** How a node is reached, as multiaddrs: by WebRTC last. */
export function addressesOf({ node, signalling }: SwarmNode): readonly string[] {
  // libp2p names the relay's own addresses too, by which nobody goes.
  const direct = node.getMultiaddrs().map(String);
  const plain = direct.filter((each) => !each.includes('/p2p-circuit'));
  return signalling === null ? plain : [...plain, signalling.address];
}
