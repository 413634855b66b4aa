// Messages between peers to and from bytes. What comes in is checked here, once: behind this nothing is out of its limits.
import type { BlockRange } from '../../../shared/blocks';
import type { BusyReason, ServingPriority } from '../../policy/servingMessages';
import type { BlocksMessage } from './blocksMessages';
import { checkContentId, checkCount, checkHaveMap, checkNumber } from './checks';
import {
  contentIdsFromWire,
  FINDING_LIMITS,
  findingsFromWire,
  findingsToWire,
  haveMapToWire,
  queryIdFromWire,
} from './findings';
import {
  BlocksMessage as Envelope,
  BusyReason as BusyReasonWire,
  Priority,
  type BlockMessage,
  type BusyMessage,
  type GoneMessage,
  type RequestMessage,
} from './generated/blocks';
import * as limits from './limits';
import { readMessage } from './readMessage';
import { WireError } from './wireError';

const PRIORITIES: Readonly<Record<ServingPriority, Priority>> = {
  play: Priority.PLAY,
  prefetch: Priority.PREFETCH,
  offline: Priority.OFFLINE,
};
const PRIORITIES_BACK: Readonly<Record<Priority, ServingPriority>> = {
  [Priority.PLAY]: 'play',
  [Priority.PREFETCH]: 'prefetch',
  [Priority.OFFLINE]: 'offline',
};
const REASONS: Readonly<Record<BusyReason, BusyReasonWire>> = {
  'no slot': BusyReasonWire.NO_SLOT,
  'too much': BusyReasonWire.TOO_MUCH,
  emergency: BusyReasonWire.EMERGENCY,
  off: BusyReasonWire.OFF,
};
const REASONS_BACK: Readonly<Record<BusyReasonWire, BusyReason>> = {
  [BusyReasonWire.NO_SLOT]: 'no slot',
  [BusyReasonWire.TOO_MUCH]: 'too much',
  [BusyReasonWire.EMERGENCY]: 'emergency',
  [BusyReasonWire.OFF]: 'off',
};
const LIST_LIMITS = {
  gone: { ranges: limits.RANGES_OF_GONE },
  query: { contentIds: limits.CONTENTS_OF_QUERY },
  answer: FINDING_LIMITS,
};
const ID = { name: 'A request id', most: limits.LARGEST_ID };
const PING_ID = { name: 'A ping id', most: limits.LARGEST_ID };
const BLOCK = { name: 'A block', most: limits.MOST_BLOCKS - 1 };

/** The bytes of a message. Answers are cut to what a frame takes; deadlines and pauses to what may be said. */
export function encodeBlocksMessage(sent: BlocksMessage): Uint8Array {
  return Envelope.encode(toWire(sent));
}

/**
 * The message of a frame, or null where it is one of a later version that says nothing to us.
 * @throws {WireError} when it is no message, or beyond a limit.
 */
export function decodeBlocksMessage(frame: Uint8Array): BlocksMessage | null {
  return fromWire(
    readMessage(frame, limits.LONGEST_BLOCKS_FRAME, () => Envelope.decode(frame, { limits: LIST_LIMITS })),
  );
}

function toWire(sent: BlocksMessage): Envelope {
  switch (sent.type) {
    case 'credential':
      return { credential: Uint8Array.from(sent.credential) };
    case 'limits':
      return { limits: { requests: sent.requests, blocks: sent.blocks } };
    case 'have':
      return { have: { contentId: sent.contentId, ...haveMapToWire(sent.haveMap) } };
    case 'request':
      return { request: requestToWire(sent) };
    case 'block':
      return { block: { ...sent, bytes: sent.bytes as Uint8Array<ArrayBuffer> } };
    case 'received':
      return { received: { bytes: sent.bytes } };
    case 'cancel':
      return { cancel: { requestId: sent.requestId } };
    case 'busy': {
      const forMs = Math.min(Math.ceil(sent.forMs), limits.LONGEST_BUSY_MS);
      return { busy: { requestId: sent.requestId, reason: REASONS[sent.reason], forMs } };
    }
    case 'gone': {
      const ranges = sent.blocks.map(({ first, end }) => ({ firstBlock: first, blockCount: end - first }));
      return { gone: { requestId: sent.requestId, ranges } };
    }
    case 'query': {
      const { queryId, contentIds, hopsLeft } = sent;
      return { query: { queryId: BigInt(queryId), contentIds: [...contentIds], hopsLeft } };
    }
    case 'answer': {
      const found = findingsToWire(sent.found, limits.LONGEST_BLOCKS_FRAME - 100);
      return { answer: { queryId: BigInt(sent.queryId), found } };
    }
    case 'ping':
      return { ping: { pingId: sent.pingId } };
    case 'pong':
      return { pong: { pingId: sent.pingId } };
  }
}

function requestToWire(sent: BlocksMessage & { type: 'request' }): RequestMessage {
  const { requestId, contentId, blocks, priority, deadlineMs } = sent;
  const request = {
    ...{ requestId, contentId, firstBlock: blocks.first, blockCount: blocks.end - blocks.first },
    priority: PRIORITIES[priority],
  };
  if (deadlineMs === null) return request;
  const within = Math.max(0, Math.min(Math.round(deadlineMs), limits.LATEST_DEADLINE_MS));
  return { ...request, deadlineMs: within };
}

function fromWire(envelope: Envelope): BlocksMessage | null {
  const { credential, have, request, block, received, cancel, busy, gone, query, answer } = envelope;
  if (block !== undefined) return blockFromWire(block);
  if (request !== undefined) return requestFromWire(request);
  if (received !== undefined) {
    const bytes = { name: 'What has arrived', least: 1, most: limits.LARGEST_BLOCK };
    return { type: 'received', bytes: checkNumber(received.bytes, bytes) };
  }
  if (cancel !== undefined) return { type: 'cancel', requestId: checkNumber(cancel.requestId, ID) };
  if (busy !== undefined) return busyFromWire(busy);
  if (gone !== undefined) return goneFromWire(gone);
  if (have !== undefined) {
    const contentId = checkContentId(have.contentId);
    return { type: 'have', contentId, haveMap: checkHaveMap(have.haveMap) };
  }
  if (query !== undefined) {
    const queryId = queryIdFromWire(query.queryId);
    const hopsLeft = checkNumber(query.hopsLeft, { name: 'Hops', most: limits.MOST_HOPS });
    return { type: 'query', queryId, contentIds: contentIdsFromWire(query.contentIds), hopsLeft };
  }
  if (answer !== undefined)
    return {
      ...{ type: 'answer', queryId: queryIdFromWire(answer.queryId) },
      found: findingsFromWire(answer.found),
    };
  if (credential !== undefined) return credentialFromWire(credential);
  return controlFromWire(envelope);
}

function controlFromWire({ limits: said, ping, pong }: Envelope): BlocksMessage | null {
  if (said !== undefined) {
    const bounds = { name: 'A limit', least: 1, most: limits.MOST_WAITING };
    const requests = checkNumber(said.requests, bounds);
    return { type: 'limits', requests, blocks: checkNumber(said.blocks, bounds) };
  }
  if (ping !== undefined) return { type: 'ping', pingId: checkNumber(ping.pingId, PING_ID) };
  if (pong !== undefined) return { type: 'pong', pingId: checkNumber(pong.pingId, PING_ID) };
  return null;
}

function credentialFromWire(credential: Uint8Array): BlocksMessage {
  if (credential.length > limits.LONGEST_CREDENTIAL)
    throw new WireError(`A credential of ${credential.length} bytes is too long.`);
  return { type: 'credential', credential: Uint8Array.from(credential) };
}

function requestFromWire(request: RequestMessage): BlocksMessage {
  const { requestId, contentId, firstBlock, blockCount, priority, deadlineMs } = request;
  return {
    type: 'request',
    requestId: checkNumber(requestId, ID),
    contentId: checkContentId(contentId),
    blocks: rangeFromWire(firstBlock, blockCount),
    priority: PRIORITIES_BACK[priority],
    deadlineMs:
      deadlineMs === undefined
        ? null
        : checkNumber(deadlineMs, { name: 'A deadline', most: limits.LATEST_DEADLINE_MS }),
  };
}

function blockFromWire({ requestId, block, offset, bytes }: BlockMessage): BlocksMessage {
  const length = { name: 'The length of a piece', least: 1, most: limits.LONGEST_PIECE };
  checkNumber(bytes.length, length);
  return {
    type: 'block',
    requestId: checkNumber(requestId, ID),
    block: checkNumber(block, BLOCK),
    offset: checkNumber(offset, { name: 'An offset', most: limits.LARGEST_BLOCK - bytes.length }),
    bytes,
  };
}

function busyFromWire({ requestId, reason, forMs }: BusyMessage): BlocksMessage {
  return {
    type: 'busy',
    requestId: checkNumber(requestId, ID),
    reason: REASONS_BACK[reason],
    forMs: checkNumber(forMs, { name: 'A pause', most: limits.LONGEST_BUSY_MS }),
  };
}

function goneFromWire({ requestId, ranges }: GoneMessage): BlocksMessage {
  return {
    type: 'gone',
    requestId: checkNumber(requestId, ID),
    blocks: checkCount(ranges, limits.RANGES_OF_GONE, 'ranges').map(({ firstBlock, blockCount }) =>
      rangeFromWire(firstBlock, blockCount),
    ),
  };
}

function rangeFromWire(firstBlock: number, blockCount: number): BlockRange {
  const first = checkNumber(firstBlock, BLOCK);
  const most = Math.min(limits.BLOCKS_OF_REQUEST, limits.MOST_BLOCKS - first);
  return { first, end: first + checkNumber(blockCount, { name: 'A count of blocks', least: 1, most }) };
}
