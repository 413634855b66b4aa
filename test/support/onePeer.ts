// A swarm of one peer that has every track whole and sends each block at once, in memory.
import type { PeerAsk, PeerNews, Swarm } from '../../src/engine/ports';
import { blockCount, bytesOfBlocks } from '../../src/shared/blocks';
import type { Track } from '../../src/shared/track';

const PEER_ID = 'peer';
const IGNORE = (): void => undefined;

/** Makes it; `bytesOf`: what the tracks are. Peers can be asked as soon as sound has begun. */
export function onePeer(bytesOf: (track: Track) => Uint8Array): Swarm {
  let tell: (news: PeerNews) => void = IGNORE;
  let join: (isJoined: boolean) => void = IGNORE;
  let hasBegun = false;
  const sendBlock = ({ requestId, track, blocks: { first } }: PeerAsk): void => {
    const { start, end } = bytesOfBlocks(track.sizeBytes, { first, end: first + 1 });
    const bytes = bytesOf(track).slice(start, end);
    tell({ type: 'blockSent', requestId, peerId: PEER_ID, block: first, bytes });
  };
  const introduce = ({ contentId, sizeBytes }: Track): void => {
    if (contentId === null) return;
    tell({ type: 'peerFound', peerId: PEER_ID, roundTripMs: 1 });
    const haveMap = new Uint8Array(Math.ceil(blockCount(sizeBytes) / 8)).fill(0xff);
    tell({ type: 'peerHas', peerId: PEER_ID, contentId, haveMap });
    tell({ type: 'peersSearched', contentId });
  };
  return {
    ...{
      allow: IGNORE,
      use: IGNORE,
      onSharing: IGNORE,
      onSent: IGNORE,
      cancel: IGNORE,
      drop: IGNORE,
      setEmergency: IGNORE,
    },
    sharing: { server: null, capBytesPerSecond: 0, upload: null },
    report: {
      ...{ state: 'joined', connected: 1, receivedBytes: 0, sentBytes: 0, upload: null, offences: 0 },
      ...{ problem: null, lacking: null },
    },
    begin: () => {
      if (!hasBegun) join(true);
      hasBegun = true;
    },
    onJoined: (listener) => (join = listener),
    onNews: (listener) => (tell = listener),
    find: (tracks) => queueMicrotask(() => tracks.forEach(introduce)),
    ask: (ask) => queueMicrotask(() => sendBlock(ask)),
  };
}
