// How nodes find each other here, all on loopback.
import type { Ways } from '../../src/engine/swarm/membershipParts';
import { LOOPBACK } from '../../test/support/loopbackSwarm';

/** What they are connected by. */
export type Way = 'TCP' | 'WebRTC';

/** As a node is told: by WebRTC only, it listens nowhere. */
export const WAYS: Readonly<Record<Way, Ways>> = {
  TCP: { listen: [LOOPBACK], webRtc: null, isOnLan: false },
  WebRTC: { listen: [], webRtc: { bindAddress: '127.0.0.1' }, isOnLan: false },
};
