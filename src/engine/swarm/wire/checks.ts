// Checks of single values that have come over the wire: each returns what it was given, or throws.
import * as limits from './limits';
import { WireError } from './wireError';

/** Content ids are CIDs in base 32. */
const CONTENT_ID = /^b[a-z2-7]+$/;
/** Peer ids are in base 58. */
const PEER_ID = /^[1-9A-HJ-NP-Za-km-z]+$/;
/** Multiaddrs: printable ASCII without spaces. */
const ADDRESS = /^\/[\x21-\x7e]+$/;

/** What a number is called, and how small and large it may be. */
export interface NumberBounds {
  readonly name: string;
  /** Default: 0. */
  readonly least?: number;
  readonly most: number;
}

/**
 * A whole number.
 * @throws {WireError} when it isn't one, or out of bounds.
 */
export function checkNumber(value: number | bigint, { name, least = 0, most }: NumberBounds): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most)
    throw new WireError(`${name} is ${value}, and may be ${least} to ${most}.`);
  return number;
}

/**
 * How busy somebody is: 0 to 1.
 * @throws {WireError} when it isn't that.
 */
export function checkLoad(load: number): number {
  if (!(load >= 0 && load <= 1)) throw new WireError(`A load is ${load}, and may be 0 to 1.`);
  return load;
}

/**
 * The id of a content.
 * @throws {WireError} when it can't be one.
 */
export function checkContentId(contentId: string): string {
  if (contentId.length > limits.LONGEST_CONTENT_ID || !CONTENT_ID.test(contentId))
    throw new WireError('A content id is none.');
  return contentId;
}

/**
 * The id of a peer.
 * @throws {WireError} when it can't be one.
 */
export function checkPeerId(peerId: string): string {
  if (peerId.length > limits.LONGEST_PEER_ID || !PEER_ID.test(peerId))
    throw new WireError('A peer id is none.');
  return peerId;
}

/**
 * How a node is reached.
 * @throws {WireError} when there are too many addresses, or one can't be one.
 */
export function checkAddresses(addresses: readonly string[]): readonly string[] {
  if (addresses.length > limits.ADDRESSES_OF_NODE)
    throw new WireError(`${addresses.length} addresses are too many.`);
  for (const address of addresses)
    if (address.length > limits.LONGEST_ADDRESS || !ADDRESS.test(address))
      throw new WireError('An address is none.');
  return addresses;
}

/**
 * Which blocks somebody has: a copy, so that it doesn't keep the whole frame; null for all of them.
 * @throws {WireError} when it is longer than that of any track.
 */
export function checkHaveMap(haveMap: Uint8Array | undefined): Uint8Array | null {
  if (haveMap === undefined) return null;
  if (haveMap.length > limits.LONGEST_HAVE_MAP)
    throw new WireError(`A have-map of ${haveMap.length} bytes is too long.`);
  return Uint8Array.from(haveMap);
}

/**
 * A list of no more than so many.
 * @throws {WireError} when it is longer.
 */
export function checkCount<Item>(list: readonly Item[], most: number, name: string): readonly Item[] {
  if (list.length > most) throw new WireError(`${list.length} ${name} are too many.`);
  return list;
}
