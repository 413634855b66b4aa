// What becomes of a peer's messages: each goes to whoever it is meant for, if it isn't one too many.
import type { Downloads } from './downloads';
import type { HoldingsNews } from './holdingsNews';
import * as limits from './limits';
import type { Links } from './links';
import type { PeerSearch } from './peerSearch';
import type { Uploads } from './uploads';
import type { BlocksMessage } from './wire/blocksMessages';

/** Who decides, and who is told. */
export interface Hearers {
  readonly links: Links;
  readonly uploads: Uploads;
  readonly downloads: Downloads;
  readonly search: PeerSearch;
  readonly holdings: HoldingsNews;
  readonly send: (peerId: string, message: BlocksMessage) => void;
}

/** Takes a message of a peer; null is one of a later version, and counts as a message. */
export function hearMessage(to: Hearers, peerId: string, message: BlocksMessage | null): void {
  const isHeard =
    !isLimited(message) || to.links.mayHear(peerId, message?.type === 'have' ? 'have-map' : 'message');
  if (message === null || !isHeard) return;
  switch (message.type) {
    case 'credential':
      // The channel takes it.
      return;
    case 'limits':
    case 'block':
    case 'busy':
    case 'gone':
      to.downloads.hear(peerId, message);
      return;
    case 'request':
      to.holdings.noteInterest(peerId, [message.contentId]);
      to.uploads.hear(peerId, message);
      return;
    case 'cancel':
    case 'received':
    case 'pong':
      to.uploads.hear(peerId, message);
      return;
    case 'have':
      to.search.note(peerId, message);
      return;
    case 'query':
      to.holdings.noteInterest(peerId, message.contentIds);
      to.links.tell({ ...message, type: 'queryArrived', peerId });
      return;
    case 'answer':
      to.links.tell({ ...message, type: 'answerArrived', peerId });
      return;
    case 'ping':
      to.send(peerId, { type: 'pong', pingId: message.pingId });
  }
}

/** Whether a message counts against what a peer may say. Requests and queries have allowances of their own; bytes are what was asked for. */
function isLimited(message: BlocksMessage | null): boolean {
  if (message?.type === 'block') return message.bytes.length < limits.SMALL_BYTES;
  if (message?.type === 'received') return message.bytes < limits.ACKNOWLEDGED_BYTES;
  return message?.type !== 'request' && message?.type !== 'query';
}
