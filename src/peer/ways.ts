// By which ways a peer is reached.
import type { Ways } from '../engine/swarm/membershipParts';
import { listenAddress } from './listenAddress';

/**
 * The ways that are named (`tcp`, `ws`, `webrtc`, `lan`, with commas between), at an address of this machine.
 * @throws when one isn't one, or the address is none.
 */
export function waysOf(text: string, host: string): Ways {
  const names = text.split(',');
  for (const name of names)
    if (!/^(tcp|ws|webrtc|lan)$/.test(name))
      throw new Error(`--ways takes tcp, ws, webrtc and lan with commas between, not “${name}”.`);
  const at = listenAddress(host);
  const isAnywhere = host === '0.0.0.0' || /^\[?::\]?$/.test(host);
  return {
    listen: [...(names.includes('tcp') ? [at] : []), ...(names.includes('ws') ? [`${at}/ws`] : [])],
    webRtc: names.includes('webrtc') ? (isAnywhere ? {} : { bindAddress: host }) : null,
    isOnLan: names.includes('lan'),
  };
}
