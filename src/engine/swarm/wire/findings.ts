// Who has a content, to and from the wire: peers and tracker tell it alike.
import type { Finding } from '../../policy/neighbourMessages';
import type { Provider } from '../../policy/trackerMessages';
import {
  checkAddresses,
  checkContentId,
  checkCount,
  checkHaveMap,
  checkLoad,
  checkNumber,
  checkPeerId,
} from './checks';
import type { Finding as FindingWire, Provider as ProviderWire } from './generated/providers';
import * as limits from './limits';

/** Room for tags and lengths of a provider or a content, in bytes. */
const AROUND_BYTES = 24;

/** Limits of lists for protons, where findings are in a message. */
export const FINDING_LIMITS = {
  found: limits.CONTENTS_OF_QUERY,
  found$: {
    providers: limits.PROVIDERS_OF_CONTENT,
    providers$: { addresses: limits.ADDRESSES_OF_NODE },
  },
} as const;

/** Findings for the wire: at most so many bytes of them; who doesn't fit isn't named. */
export function findingsToWire(found: readonly Finding[], mostBytes: number): FindingWire[] {
  let leftBytes = mostBytes;
  const fits = (bytes: number): boolean => {
    if (bytes > leftBytes) return false;
    leftBytes -= bytes;
    return true;
  };
  return found
    .slice(0, limits.CONTENTS_OF_QUERY)
    .filter(({ contentId }) => fits(contentId.length + AROUND_BYTES))
    .map(({ contentId, providers }) => ({
      contentId,
      providers: providers
        .slice(0, limits.PROVIDERS_OF_CONTENT)
        .filter((provider) => fits(sizeOf(provider)))
        .map(providerToWire),
    }));
}

/**
 * Findings from the wire.
 * @throws {WireError} when anything about them is out of bounds.
 */
export function findingsFromWire(found: readonly FindingWire[]): readonly Finding[] {
  return checkCount(found, limits.CONTENTS_OF_QUERY, 'contents').map(({ contentId, providers }) => ({
    contentId: checkContentId(contentId),
    providers: checkCount(providers, limits.PROVIDERS_OF_CONTENT, 'providers').map(providerFromWire),
  }));
}

/**
 * The contents of a query.
 * @throws {WireError} when there are too many, or one can't be one.
 */
export function contentIdsFromWire(contentIds: readonly string[]): readonly string[] {
  return checkCount(contentIds, limits.CONTENTS_OF_QUERY, 'contents').map(checkContentId);
}

/**
 * The id of a query.
 * @throws {WireError} when it is out of bounds.
 */
export function queryIdFromWire(queryId: bigint): number {
  return checkNumber(queryId, { name: 'A query id', most: limits.LARGEST_QUERY_ID });
}

/** A have-map for the wire: absent for all blocks. */
export function haveMapToWire(haveMap: Uint8Array | null): { haveMap?: Uint8Array<ArrayBuffer> } {
  return haveMap === null ? {} : { haveMap: Uint8Array.from(haveMap) };
}

function providerToWire({ peerId, addresses, haveMap, load }: Provider): ProviderWire {
  return {
    peerId,
    addresses: addresses.filter(isSendable).slice(0, limits.ADDRESSES_OF_NODE),
    load,
    ...haveMapToWire(haveMap),
  };
}

function isSendable({ length }: string): boolean {
  return length <= limits.LONGEST_ADDRESS;
}

function providerFromWire({ peerId, addresses, haveMap, load }: ProviderWire): Provider {
  return {
    peerId: checkPeerId(peerId),
    addresses: checkAddresses(addresses),
    haveMap: checkHaveMap(haveMap),
    load: checkLoad(load),
  };
}

function sizeOf({ peerId, addresses, haveMap }: Provider): number {
  const ofAddresses = addresses.reduce((sum, { length }) => sum + length + 3, 0);
  return peerId.length + ofAddresses + (haveMap?.length ?? 0) + AROUND_BYTES;
}
