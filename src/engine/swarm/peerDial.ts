// Connects to a peer: directly where that is told and goes, else over WebRTC through the relay's signalling. WebRTC fails now and
// then on the first try and says nothing (its DTLS comes before the answer is applied; 3 of 12): a try that takes too long is
// given up and made again.
import type { Connection, Libp2p } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import * as limits from './limits';

/** The ways to a peer. */
export interface PeerWays {
  readonly direct: readonly Multiaddr[];
  /** Through the relay, for WebRTC; null where there is none. */
  readonly signalled: Multiaddr | null;
}

/**
 * Connects.
 * @throws when no way is open: what the last one said.
 */
export async function dialPeer(node: Libp2p, { direct, signalled }: PeerWays): Promise<Connection> {
  if (direct.length > 0) {
    const limitMs = signalled === null ? limits.DIAL_MS : limits.DIRECT_DIAL_MS;
    try {
      return await node.dial([...direct], { signal: AbortSignal.timeout(limitMs) });
    } catch (error) {
      if (signalled === null) throw error;
    }
  }
  if (signalled === null) throw new Error('It tells no way that we can go.');
  for (let tries = 1; ; tries++) {
    const signal = AbortSignal.timeout(limits.WEBRTC_DIAL_MS);
    try {
      return await node.dial(signalled, { signal });
    } catch (error) {
      // Whom the relay doesn't know, or who refuses, does so the next time too.
      if (!signal.aborted || tries === limits.WEBRTC_TRIES) throw error;
    }
  }
}
