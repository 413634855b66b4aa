// Messages between a member and the tracker to and from bytes. What comes in is checked here, once.
import type { Finding } from '../../policy/neighbourMessages';
import type { Holding } from '../../policy/trackerMessages';
import { checkAddresses, checkContentId, checkCount, checkHaveMap, checkLoad, checkNumber } from './checks';
import {
  contentIdsFromWire,
  FINDING_LIMITS,
  findingsFromWire,
  findingsToWire,
  haveMapToWire,
  queryIdFromWire,
} from './findings';
import {
  RefusedReason as RefusedReasonWire,
  TrackerMessage as Envelope,
  type AnnounceMessage,
  type RefusedMessage,
  type RevokedMessage,
} from './generated/tracker';
import * as limits from './limits';
import { readMessage } from './readMessage';
import { WireError } from './wireError';

/** The protocol between a member and the tracker: one stream, opened by the member. */
export const TRACKER_PROTOCOL = '/starling/tracker/1.0.0';

/** Why the tracker doesn't do what it was asked to. But for `later`, the connection ends. */
export type RefusedReason =
  'later' | 'not a member' | 'too many of one account' | 'too many members' | 'revoked' | 'malformed';

/** A message between a member and the tracker. */
export type TrackerMessage =
  /** Always the member's first: an encoded credential, not yet verified (`credential.ts`). */
  | { readonly type: 'credential'; readonly credential: Uint8Array }
  | {
      readonly type: 'announce';
      /** By which it is refused where it isn't taken; null: by nothing. */
      readonly queryId: number | null;
      /** What the member has: which blocks, null for all of them. */
      readonly holdings: readonly Holding[];
      /** Contents of which nothing is held any more. */
      readonly departed: readonly string[];
      /** How busy the member's uplink is: 0 idle, 1 all slots taken. */
      readonly load: number;
      /** How others reach the member; null where that hasn't changed. */
      readonly addresses: readonly string[] | null;
    }
  | { readonly type: 'find'; readonly queryId: number; readonly contentIds: readonly string[] }
  /** By content, in the order asked; contents that nobody online has are there with nobody. */
  | { readonly type: 'found'; readonly queryId: number; readonly found: readonly Finding[] }
  /**
   * Come again in so many milliseconds: the query isn't answered, or so many of that announcement weren't taken: the last ones,
   * those that departed after those that are held.
   */
  | {
      readonly type: 'refused';
      readonly queryId: number | null;
      readonly reason: RefusedReason;
      readonly refusedHoldings: number;
      readonly waitMs: number;
    }
  /** The origin no longer vouches for these accounts, by their hashes in hexadecimal: their credentials don't count any more. */
  | { readonly type: 'revoked'; readonly accounts: readonly string[] };

const REASONS: Readonly<Record<RefusedReason, RefusedReasonWire>> = {
  later: RefusedReasonWire.LATER,
  'not a member': RefusedReasonWire.NOT_A_MEMBER,
  'too many of one account': RefusedReasonWire.TOO_MANY_OF_ONE_ACCOUNT,
  'too many members': RefusedReasonWire.TOO_MANY_MEMBERS,
  revoked: RefusedReasonWire.REVOKED,
  malformed: RefusedReasonWire.MALFORMED,
};
const REASONS_BACK: Readonly<Record<RefusedReasonWire, RefusedReason>> = {
  [RefusedReasonWire.LATER]: 'later',
  [RefusedReasonWire.NOT_A_MEMBER]: 'not a member',
  [RefusedReasonWire.TOO_MANY_OF_ONE_ACCOUNT]: 'too many of one account',
  [RefusedReasonWire.TOO_MANY_MEMBERS]: 'too many members',
  [RefusedReasonWire.REVOKED]: 'revoked',
  [RefusedReasonWire.MALFORMED]: 'malformed',
};
const LIST_LIMITS = {
  announce: {
    holdings: limits.HOLDINGS_OF_ANNOUNCEMENT,
    departed: limits.HOLDINGS_OF_ANNOUNCEMENT,
    addresses: { addresses: limits.ADDRESSES_OF_NODE },
  },
  find: { contentIds: limits.CONTENTS_OF_QUERY },
  found: FINDING_LIMITS,
  revoked: { accounts: limits.ACCOUNTS_OF_REVOCATION },
};
/** Room for tags and lengths of a holding, and around a batch, in bytes. */
const AROUND_HOLDING = 12;
const AROUND_BATCH = 4 * 1024;

/** The bytes of a message; what the tracker has found is cut to what a frame takes. Holdings: see `batchesOf`. */
export function encodeTrackerMessage(sent: TrackerMessage): Uint8Array {
  return Envelope.encode(toWire(sent));
}

/**
 * The message of a frame, or null where it is one of a later version that says nothing to us.
 * @throws {WireError} when it is no message, or beyond a limit.
 */
export function decodeTrackerMessage(frame: Uint8Array): TrackerMessage | null {
  return fromWire(
    readMessage(frame, limits.LONGEST_TRACKER_FRAME, () => Envelope.decode(frame, { limits: LIST_LIMITS })),
  );
}

/** Holdings in batches, each of which fits into one announcement. */
export function batchesOf(holdings: readonly Holding[]): readonly (readonly Holding[])[] {
  const batches: Holding[][] = [];
  let batch: Holding[] = [];
  let bytes = 0;
  for (const holding of holdings) {
    const more = holding.contentId.length + (holding.haveMap?.length ?? 0) + AROUND_HOLDING;
    const isFull = batch.length >= limits.HOLDINGS_OF_ANNOUNCEMENT;
    if (isFull || bytes + more > limits.LONGEST_TRACKER_FRAME - AROUND_BATCH || batches.length === 0) {
      batch = [];
      batches.push(batch);
      bytes = 0;
    }
    batch.push(holding);
    bytes += more;
  }
  return batches;
}

function toWire(sent: TrackerMessage): Envelope {
  switch (sent.type) {
    case 'credential':
      return { credential: Uint8Array.from(sent.credential) };
    case 'announce': {
      const { holdings, departed, load, addresses, queryId } = sent;
      const announce = {
        holdings: holdings.map(({ contentId, haveMap }) => ({ contentId, ...haveMapToWire(haveMap) })),
        ...{ departed: [...departed], load },
        ...(queryId === null ? {} : { queryId: BigInt(queryId) }),
        ...(addresses === null ? {} : { addresses: { addresses: [...addresses] } }),
      };
      return { announce };
    }
    case 'find':
      return { find: { queryId: BigInt(sent.queryId), contentIds: [...sent.contentIds] } };
    case 'found': {
      const found = findingsToWire(sent.found, limits.LONGEST_TRACKER_FRAME - AROUND_BATCH);
      return { found: { queryId: BigInt(sent.queryId), found } };
    }
    case 'revoked': {
      const accounts = sent.accounts.slice(-limits.ACCOUNTS_OF_REVOCATION);
      return {
        revoked: { accounts: accounts.map((account) => Uint8Array.from(Buffer.from(account, 'hex'))) },
      };
    }
    case 'refused': {
      const { queryId, reason, refusedHoldings } = sent;
      const waitMs = Math.min(Math.ceil(sent.waitMs), limits.LONGEST_BUSY_MS);
      const refused = { reason: REASONS[reason], refusedHoldings, waitMs };
      return { refused: queryId === null ? refused : { ...refused, queryId: BigInt(queryId) } };
    }
  }
}

function fromWire({ credential, announce, find, found, refused, revoked }: Envelope): TrackerMessage | null {
  if (announce !== undefined) return announceFromWire(announce);
  if (find !== undefined)
    return {
      ...{ type: 'find', queryId: queryIdFromWire(find.queryId) },
      contentIds: contentIdsFromWire(find.contentIds),
    };
  if (found !== undefined)
    return {
      ...{ type: 'found', queryId: queryIdFromWire(found.queryId) },
      found: findingsFromWire(found.found),
    };
  if (refused !== undefined) return refusedFromWire(refused);
  if (revoked !== undefined) return revokedFromWire(revoked);
  if (credential === undefined) return null;
  if (credential.length > limits.LONGEST_CREDENTIAL)
    throw new WireError(`A credential of ${credential.length} bytes is too long.`);
  return { type: 'credential', credential: Uint8Array.from(credential) };
}

function announceFromWire({ holdings, departed, load, addresses, queryId }: AnnounceMessage): TrackerMessage {
  const most = limits.HOLDINGS_OF_ANNOUNCEMENT;
  return {
    type: 'announce',
    queryId: queryId === undefined ? null : queryIdFromWire(queryId),
    holdings: checkCount(holdings, most, 'holdings').map(({ contentId, haveMap }) => ({
      contentId: checkContentId(contentId),
      haveMap: checkHaveMap(haveMap),
    })),
    departed: checkCount(departed, most, 'contents').map(checkContentId),
    load: checkLoad(load),
    addresses: addresses === undefined ? null : checkAddresses(addresses.addresses),
  };
}

function revokedFromWire({ accounts }: RevokedMessage): TrackerMessage {
  const hashes = checkCount(accounts, limits.ACCOUNTS_OF_REVOCATION, 'accounts');
  if (hashes.some(({ length }) => length !== limits.ACCOUNT_HASH_BYTES))
    throw new WireError(`An account hash has ${limits.ACCOUNT_HASH_BYTES} bytes.`);
  return { type: 'revoked', accounts: hashes.map((hash) => Buffer.from(hash).toString('hex')) };
}

function refusedFromWire({ queryId, reason, refusedHoldings, waitMs }: RefusedMessage): TrackerMessage {
  return {
    type: 'refused',
    queryId: queryId === undefined ? null : queryIdFromWire(queryId),
    reason: REASONS_BACK[reason],
    refusedHoldings: checkNumber(refusedHoldings, {
      name: 'A count of holdings',
      most: limits.HOLDINGS_OF_ANNOUNCEMENT,
    }),
    waitMs: checkNumber(waitMs, { name: 'A pause', most: limits.LONGEST_BUSY_MS }),
  };
}
