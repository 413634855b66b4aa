// Messages come out as they went in, and nothing beyond a limit comes out at all.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeBlocksMessage, encodeBlocksMessage } from '../../../../src/engine/swarm/wire/blocksCodec';
import type { BlocksMessage as BlocksEnvelope } from '../../../../src/engine/swarm/wire/generated/blocks';
import { BlocksMessage } from '../../../../src/engine/swarm/wire/generated/blocks';
import type { TrackerMessage as TrackerEnvelope } from '../../../../src/engine/swarm/wire/generated/tracker';
import { TrackerMessage } from '../../../../src/engine/swarm/wire/generated/tracker';
import * as limits from '../../../../src/engine/swarm/wire/limits';
import {
  batchesOf,
  decodeTrackerMessage,
  encodeTrackerMessage,
} from '../../../../src/engine/swarm/wire/trackerCodec';
import { WireError } from '../../../../src/engine/swarm/wire/wireError';
import { runsOf } from '../../../support/properties';
import { blocksMessage, contentId, trackerMessage } from '../../../support/wireMessages';

const SONG = `b${'a'.repeat(58)}`;
const PEER = '12D3KooWQYz8mXq1nN7v5bq9q8pPmXh7f1kzq2tqkz9wAbCdEfGh';
const MAP = new Uint8Array(37).fill(0xff);

describe('messages between peers', () => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(blocksMessage, (sent) => {
        assert.deepEqual(plain(decodeBlocksMessage(encodeBlocksMessage(sent))), plain(sent));
      }),
      runsOf(500),
    );
  });

  it('of a later version say nothing', () => {
    const unknown = Uint8Array.from([...tag(90), 3, 1, 2, 3]);
    assert.equal(decodeBlocksMessage(unknown), null);
    assert.equal(decodeBlocksMessage(new Uint8Array(0)), null);
  });

  it('with a field of a later version are understood without it', () => {
    const cancel = encodeBlocksMessage({ type: 'cancel', requestId: 7 });
    const more = Uint8Array.from([...cancel, ...tag(90), 2, 1, 2]);
    assert.deepEqual(decodeBlocksMessage(more), { type: 'cancel', requestId: 7 });
  });

  it('may be as large as is allowed, and fit into a frame then', () => {
    const bytes = new Uint8Array(limits.LONGEST_PIECE);
    const piece = encodeBlocksMessage({
      type: 'block',
      requestId: limits.LARGEST_ID,
      block: 4095,
      offset: 0,
      bytes,
    });
    assert.ok(piece.length <= limits.LONGEST_BLOCKS_FRAME);
    assert.equal(decodeBlocksMessage(piece)?.type, 'block');
  });

  it('name no more providers than a frame takes', () => {
    const frame = encodeBlocksMessage({ type: 'answer', queryId: 1, found: largestFinding() });
    const answer = decodeBlocksMessage(frame);
    assert.ok(answer?.type === 'answer' && answer.found[0]!.providers.length === 10);
  });

  it('are refused beyond every limit', () => {
    const request = {
      ...{ requestId: 1, contentId: SONG, firstBlock: 0, blockCount: 1 },
      ...{ priority: 'PLAY' as never, deadlineMs: 0 },
    };
    const block = { requestId: 1, block: 0, offset: 0, bytes: new Uint8Array(1) };
    const provider = { peerId: PEER, addresses: ['/ip4/127.0.0.1'], load: 0 };
    const answer = (
      changes: Partial<typeof provider> & { haveMap?: Uint8Array<ArrayBuffer> },
    ): BlocksEnvelope => ({
      answer: { queryId: 1n, found: [{ contentId: SONG, providers: [{ ...provider, ...changes }] }] },
    });
    assert.equal(decode({ request }), 'request');
    assert.equal(decode({ block }), 'block');
    assert.equal(decode(answer({})), 'answer');
    const bad: Record<string, BlocksEnvelope> = {
      'no block': { request: { ...request, blockCount: 0 } },
      'too many blocks': { request: { ...request, blockCount: limits.BLOCKS_OF_REQUEST + 1 } },
      'behind the last block': { request: { ...request, firstBlock: 4095, blockCount: 2 } },
      'far behind it': { request: { ...request, firstBlock: 4096 } },
      'a long content id': { request: { ...request, contentId: `b${'a'.repeat(100)}` } },
      'no content id': { request: { ...request, contentId: '' } },
      'a content id that is a path': { request: { ...request, contentId: 'b/../../etc' } },
      'a far deadline': { request: { ...request, deadlineMs: limits.LATEST_DEADLINE_MS + 1 } },
      'an empty piece': { block: { ...block, bytes: new Uint8Array(0) } },
      'a long piece': { block: { ...block, bytes: new Uint8Array(limits.LONGEST_PIECE + 1) } },
      'a piece behind any block': { block: { ...block, offset: limits.LARGEST_BLOCK } },
      'a block behind the last': { block: { ...block, block: limits.MOST_BLOCKS } },
      'a long have-map': { have: { contentId: SONG, haveMap: new Uint8Array(limits.LONGEST_HAVE_MAP + 1) } },
      'a long credential': { credential: new Uint8Array(limits.LONGEST_CREDENTIAL + 1) },
      'no room at all': { limits: { requests: 0, blocks: 1 } },
      'endless room': { limits: { requests: 1, blocks: limits.MOST_WAITING + 1 } },
      'nothing received': { received: { bytes: 0 } },
      'too much received': { received: { bytes: limits.LARGEST_BLOCK + 1 } },
      'busy for a day': { busy: { requestId: 1, reason: 'OFF' as never, forMs: 86_400_000 } },
      'many ranges': {
        gone: { requestId: 1, ranges: many(limits.RANGES_OF_GONE + 1, { firstBlock: 0, blockCount: 1 }) },
      },
      'a large query id': { query: { queryId: 2n ** 48n, contentIds: [SONG], hopsLeft: 1 } },
      'many contents': { query: { queryId: 1n, contentIds: many(11, SONG), hopsLeft: 1 } },
      'far travels': { query: { queryId: 1n, contentIds: [SONG], hopsLeft: limits.MOST_HOPS + 1 } },
      'many findings': { answer: { queryId: 1n, found: many(11, { contentId: SONG, providers: [] }) } },
      'many providers': {
        answer: { queryId: 1n, found: [{ contentId: SONG, providers: many(11, provider) }] },
      },
      'no peer id': answer({ peerId: 'not one' }),
      'a long peer id': answer({ peerId: 'a'.repeat(limits.LONGEST_PEER_ID + 1) }),
      'many addresses': answer({ addresses: many(limits.ADDRESSES_OF_NODE + 1, '/ip4/127.0.0.1') }),
      'a long address': answer({ addresses: [`/${'a'.repeat(limits.LONGEST_ADDRESS)}`] }),
      'an address that is none': answer({ addresses: ['http://example.com'] }),
      'a long have-map of a provider': answer({ haveMap: new Uint8Array(limits.LONGEST_HAVE_MAP + 1) }),
      'more than busy': answer({ load: 1.5 }),
      'a load that is no number': answer({ load: NaN }),
    };
    for (const [name, envelope] of Object.entries(bad)) assert.equal(decode(envelope), 'refused', name);
  });

  it('are refused when their frame is too long, before it is looked at', () => {
    const frame = new Uint8Array(limits.LONGEST_BLOCKS_FRAME + 1);
    assert.throws(() => decodeBlocksMessage(frame), /too long/);
  });

  it('are refused when they are no protobuf', () => {
    for (const bytes of [
      [0xff],
      [0x0a, 0x7f, 1],
      [0x0b, 0x0b, 0x0b],
      [0x07],
      [0x22, 0xff, 0xff, 0xff, 0xff, 0x0f],
    ])
      assert.throws(() => decodeBlocksMessage(Uint8Array.from(bytes)), WireError, bytes.join());
  });

  it('nested too deeply for the stack are refused', () => {
    const groups = new Uint8Array(limits.LONGEST_BLOCKS_FRAME).fill(0x7b);
    assert.throws(() => decodeBlocksMessage(groups), WireError);
  });

  it('keep nothing of the frame but blocks', () => {
    const have = encodeBlocksMessage({ type: 'have', contentId: SONG, haveMap: MAP });
    const message = decodeBlocksMessage(have);
    assert.ok(message?.type === 'have' && message.haveMap?.buffer.byteLength === MAP.length);
  });
});

describe('messages to and from the tracker', () => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(trackerMessage, (sent) => {
        assert.deepEqual(plain(decodeTrackerMessage(encodeTrackerMessage(sent))), plain(sent));
      }),
      runsOf(300),
    );
  });

  it('are refused beyond every limit', () => {
    const announce = { holdings: [], departed: [], load: 0 };
    const bad: Record<string, TrackerEnvelope> = {
      'many holdings': { announce: { ...announce, holdings: many(1_001, { contentId: SONG }) } },
      'many departed': { announce: { ...announce, departed: many(1_001, SONG) } },
      'a negative load': { announce: { ...announce, load: -0.1 } },
      'many addresses': { announce: { ...announce, addresses: { addresses: many(9, '/ip4/127.0.0.1') } } },
      'many contents': { find: { queryId: 1n, contentIds: many(11, SONG) } },
      'many found': { found: { queryId: 1n, found: many(11, { contentId: SONG, providers: [] }) } },
      'a long credential': { credential: new Uint8Array(limits.LONGEST_CREDENTIAL + 1) },
      'an endless pause': {
        refused: { reason: 'LATER' as never, refusedHoldings: 0, waitMs: limits.LONGEST_BUSY_MS + 1 },
      },
      'many accounts': { revoked: { accounts: many(1_001, new Uint8Array(limits.ACCOUNT_HASH_BYTES)) } },
      'half a hash': { revoked: { accounts: [new Uint8Array(limits.ACCOUNT_HASH_BYTES / 2)] } },
      'more refused than announced': {
        refused: { reason: 'LATER' as never, refusedHoldings: 1_001, waitMs: 0 },
      },
    };
    for (const [name, envelope] of Object.entries(bad))
      assert.throws(() => decodeTrackerMessage(TrackerMessage.encode(envelope)), WireError, name);
  });

  it('take a whole cache in batches, each of which fits', () => {
    const ids = fc.sample(contentId, { numRuns: 2_500, seed: 1 });
    const holdings = ids.map((each) => ({ contentId: each, haveMap: new Uint8Array(512) }));
    const batches = batchesOf(holdings);
    assert.deepEqual(batches.flat(), holdings);
    for (const batch of batches) {
      const frame = encodeTrackerMessage({
        type: 'announce',
        queryId: null,
        holdings: batch,
        departed: [],
        load: 0,
        addresses: null,
      });
      assert.ok(frame.length <= limits.LONGEST_TRACKER_FRAME);
      assert.ok(decodeTrackerMessage(frame) !== null);
    }
  });

  it('name no more providers than a frame takes', () => {
    const found = many(10, largestFinding()[0]!);
    const frame = encodeTrackerMessage({ type: 'found', queryId: 1, found });
    assert.ok(frame.length <= limits.LONGEST_TRACKER_FRAME);
    assert.equal(decodeTrackerMessage(frame)?.type, 'found');
  });
});

function decode(envelope: BlocksEnvelope): string {
  try {
    return decodeBlocksMessage(BlocksMessage.encode(envelope))?.type ?? 'nothing';
  } catch (error) {
    assert.ok(error instanceof WireError, String(error));
    return 'refused';
  }
}

/** A finding whose providers are as large as they may be: ten of them have 26 KB. */
function largestFinding() {
  const provider = {
    peerId: PEER,
    addresses: many(limits.ADDRESSES_OF_NODE, `/${'a'.repeat(limits.LONGEST_ADDRESS - 1)}`),
    haveMap: new Uint8Array(limits.LONGEST_HAVE_MAP),
    load: 0,
  };
  return many(4, { contentId: SONG, providers: many(10, provider) });
}

function many<Item>(count: number, item: Item): Item[] {
  return Array.from({ length: count }, () => item);
}

/** The tag of a field with a length. */
function tag(field: number): number[] {
  const value = (field << 3) | 2;
  return [(value & 0x7f) | 0x80, value >> 7];
}

/** Without the differences between views of bytes. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
