// Every message that peers and tracker may send, for properties: as the product's types allow it.
import fc from 'fast-check';
import type { BlocksMessage } from '../../src/engine/swarm/wire/blocksMessages';
import * as limits from '../../src/engine/swarm/wire/limits';
import type { TrackerMessage } from '../../src/engine/swarm/wire/trackerCodec';

const BASE_32 = Array.from('abcdefghijklmnopqrstuvwxyz234567');
const BASE_58 = Array.from('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz');

const textOf = (letters: readonly string[], maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength });
/** Ids of contents. */
export const contentId = textOf(BASE_32, limits.LONGEST_CONTENT_ID - 1).map((rest) => `b${rest}`);
const peerId = textOf(BASE_58, limits.LONGEST_PEER_ID);
const address = fc
  .string({
    unit: fc.constantFrom(...Array.from('/abc.:0123')),
    minLength: 1,
    maxLength: limits.LONGEST_ADDRESS - 1,
  })
  .map((rest) => `/${rest}`);
const addresses = fc.array(address, { maxLength: limits.ADDRESSES_OF_NODE });
const id = fc.integer({ min: 0, max: limits.LARGEST_ID });
const queryId = fc.integer({ min: 0, max: limits.LARGEST_QUERY_ID });
const someBytes = (minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength, maxLength });
const haveMap = fc.oneof(fc.constant(null), someBytes(0, limits.LONGEST_HAVE_MAP));
const load = fc.float({ min: 0, max: 1, noNaN: true }).map(Math.abs);
const contentIds = fc.array(contentId, { maxLength: limits.CONTENTS_OF_QUERY });
const range = fc
  .tuple(fc.nat(limits.MOST_BLOCKS - 1), fc.integer({ min: 1, max: limits.BLOCKS_OF_REQUEST }))
  .map(([first, count]) => ({ first, end: Math.min(first + count, limits.MOST_BLOCKS) }));
const credential = fc.record({
  type: fc.constant('credential' as const),
  credential: someBytes(0, limits.LONGEST_CREDENTIAL),
});
/** Few enough that nothing is cut. */
const found = fc.array(
  fc.record({
    contentId,
    providers: fc.array(fc.record({ peerId, addresses, haveMap, load }), { maxLength: 2 }),
  }),
  { maxLength: limits.CONTENTS_OF_QUERY },
);

/** Messages between peers. */
export const blocksMessage: fc.Arbitrary<BlocksMessage> = fc.oneof(
  credential,
  fc.record({
    type: fc.constant('limits' as const),
    requests: fc.integer({ min: 1, max: limits.MOST_WAITING }),
    blocks: fc.integer({ min: 1, max: limits.MOST_WAITING }),
  }),
  fc.record({ type: fc.constant('have' as const), contentId, haveMap }),
  fc.record({
    type: fc.constant('request' as const),
    requestId: id,
    contentId,
    blocks: range,
    priority: fc.constantFrom('play', 'prefetch', 'offline'),
    deadlineMs: fc.oneof(fc.constant(null), fc.nat(limits.LATEST_DEADLINE_MS)),
  }),
  fc.record({
    type: fc.constant('block' as const),
    requestId: id,
    block: fc.nat(limits.MOST_BLOCKS - 1),
    offset: fc.nat(limits.LARGEST_BLOCK - limits.LONGEST_PIECE),
    bytes: someBytes(1, 300),
  }),
  fc.record({
    type: fc.constant('received' as const),
    bytes: fc.integer({ min: 1, max: limits.LARGEST_BLOCK }),
  }),
  fc.record({ type: fc.constant('cancel' as const), requestId: id }),
  fc.record({
    type: fc.constant('busy' as const),
    requestId: id,
    reason: fc.constantFrom('no slot', 'too much', 'emergency', 'off'),
    forMs: fc.nat(limits.LONGEST_BUSY_MS),
  }),
  fc.record({
    type: fc.constant('gone' as const),
    requestId: id,
    blocks: fc.array(range, { maxLength: limits.RANGES_OF_GONE }),
  }),
  fc.record({
    type: fc.constant('query' as const),
    queryId,
    contentIds,
    hopsLeft: fc.nat(limits.MOST_HOPS),
  }),
  fc.record({ type: fc.constant('answer' as const), queryId, found }),
  fc.record({ type: fc.constant('ping' as const), pingId: id }),
  fc.record({ type: fc.constant('pong' as const), pingId: id }),
);

const accountHash = fc
  .uint8Array({ minLength: limits.ACCOUNT_HASH_BYTES, maxLength: limits.ACCOUNT_HASH_BYTES })
  .map((bytes) => Buffer.from(bytes).toString('hex'));

/** Messages to and from the tracker. */
export const trackerMessage: fc.Arbitrary<TrackerMessage> = fc.oneof(
  credential,
  fc.record({
    type: fc.constant('announce' as const),
    queryId: fc.oneof(fc.constant(null), queryId),
    holdings: fc.array(fc.record({ contentId, haveMap }), { maxLength: 20 }),
    departed: fc.array(contentId, { maxLength: 20 }),
    load,
    addresses: fc.oneof(fc.constant(null), addresses),
  }),
  fc.record({ type: fc.constant('find' as const), queryId, contentIds }),
  fc.record({ type: fc.constant('found' as const), queryId, found }),
  fc.record({
    type: fc.constant('refused' as const),
    queryId: fc.oneof(fc.constant(null), queryId),
    reason: fc.constantFrom(
      ...(['later', 'not a member', 'too many of one account', 'too many members', 'revoked'] as const),
      'malformed',
    ),
    refusedHoldings: fc.nat(limits.HOLDINGS_OF_ANNOUNCEMENT),
    waitMs: fc.nat(limits.LONGEST_BUSY_MS),
  }),
  fc.record({
    type: fc.constant('revoked' as const),
    accounts: fc.array(accountHash, { maxLength: 20 }),
  }),
);
