// Starts a node, with its way to the tracker. Loaded only when peers are used: what is imported here takes a quarter of a second.
import { createPublicKey } from 'node:crypto';
import { SERVING_PROFILES } from '../policy/servingLimits';
import { whyNoMulticast } from './lan';
import type { StartOptions, StartSwarm } from './membershipParts';
import { SwarmPeers } from './swarmPeers';
import { TrackerLink } from './trackerLink';
import { TRACKER_PROTOCOL } from './wire/trackerCodec';

/**
 * Starts a node and connects to the tracker.
 * @throws when it can't listen, or the origin's key is none.
 */
export async function startSwarm(options: StartOptions): ReturnType<StartSwarm> {
  const { invitation, onTrouble, webRtc, info, ...parts } = options;
  const { originKey, addresses, swarm, originPeerId, stun } = invitation;
  const started: { peers?: SwarmPeers } = {};
  const tracker: TrackerLink = new TrackerLink({
    ...parts,
    open: () =>
      started.peers?.openStream(originPeerId, addresses, TRACKER_PROTOCOL) ??
      Promise.reject(new Error('The node has not been started.')),
    credential: () => started.peers?.credential ?? invitation.credential,
    addresses: () => started.peers?.addressesFor(originPeerId) ?? [],
    holdings: () => started.peers?.holdings ?? [],
    onRevoked: (accounts) => {
      for (const account of accounts) started.peers?.revoke(account);
    },
    onTrouble,
    onConnected: () => {
      // After each connection anew: a relay that was started again has forgotten.
      started.peers?.at.signalling?.reserve().catch((error: unknown) => {
        info(`The relay does not let others come to us: ${String(error)}`);
      });
    },
  });
  const key = createPublicKey({ key: Buffer.from(originKey), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the key of the swarm is none');
  const peers = await SwarmPeers.start({
    ...parts,
    ...{ swarm, originPeerId, tracker, credential: invitation.credential, originKey: key },
    webRtc: webRtc === null ? null : { ...webRtc, stun },
    serving: parts.serving ?? SERVING_PROFILES.modern,
  });
  started.peers = peers;
  const { lacking } = peers.at;
  if (lacking !== null)
    info(`Only peers that can be reached directly are: WebRTC can't be loaded. ${lacking}`);
  const deaf = parts.isOnLan ? await whyNoMulticast() : null;
  if (deaf !== null)
    info(
      `Members on the same network aren't found by themselves: nothing can be sent to all of it (${deaf}).`,
    );
  void tracker.start();
  return { peers, tracker, lacking };
}
