// What the fetcher hears of peers: blocks that were asked for and are right, and nothing of what is over.
import assert from 'node:assert/strict';
import type { FetchEvent } from '../../src/engine/policy/fetchMessages';
import { PeerReads } from '../../src/engine/peerReads';
import type { PeerNews } from '../../src/engine/ports';
import type { Proofs } from '../../src/engine/proofs';
import { makeTrack } from '../support/world';

const RIGHT = Uint8Array.of(1);
const WRONG = Uint8Array.of(2);
const track = { ...makeTrack('one', 300_000), contentId: 'content' };

/** One request, of block 3, to the peer `p`; and the ears of the policy. */
function asking(): { readonly told: string[]; readonly reads: PeerReads; say(news: PeerNews): void } {
  const told: string[] = [];
  let say: (news: PeerNews) => void = () => undefined;
  const ignore = (): void => undefined;
  const judge: Proofs['judge'] = (_, __, bytes) => (bytes === RIGHT ? 'right' : 'wrong');
  const reads = new PeerReads({
    link: {
      ...{ find: ignore, ask: ignore, cancel: ignore, drop: ignore, setEmergency: ignore },
      onNews: (listener) => (say = listener),
    },
    proofs: { judge, prove: () => Promise.resolve(false) },
    tell: (event: FetchEvent) =>
      told.push('requestId' in event ? `${event.type} ${event.requestId}` : event.type),
  });
  const blocks = { first: 3, end: 4 };
  reads.ask({
    type: 'askPeer',
    requestId: 7,
    peerId: 'p',
    track,
    blocks,
    reason: 'in order',
    deadlineMs: null,
  });
  return { told, reads, say: (news) => say(news) };
}

const sent = (bytes: Uint8Array, but: Partial<PeerNews & { type: 'blockSent' }> = {}): PeerNews => ({
  type: 'blockSent',
  ...{ requestId: 7, peerId: 'p', block: 3, bytes, ...but },
});

describe('reads of peers', () => {
  it('hand on a block that is right, and call one that is wrong, or another, bad', () => {
    for (const [news, heard] of [
      [sent(RIGHT), 'blockArrived 7'],
      [sent(WRONG), 'blockBad 7'],
      [sent(RIGHT, { block: 4 }), 'blockBad 7'],
    ] as const) {
      const { told, say } = asking();
      say(news);
      assert.deepEqual(told, [heard]);
    }
  });

  it('pass over what nobody asked for, what another peer sends, and what comes twice', () => {
    const { told, say } = asking();
    say(sent(RIGHT, { requestId: 8 }));
    say(sent(RIGHT, { peerId: 'q' }));
    assert.deepEqual(told, []);
    say(sent(RIGHT));
    say(sent(WRONG));
    say({ type: 'blockLost', requestId: 7, block: 3 });
    assert.deepEqual(told, ['blockArrived 7']);
  });

  for (const [over, end, heard] of [
    ['was cancelled', ({ reads }) => reads.cancel(7), []],
    ['was asked of a peer that is dropped', ({ reads }) => reads.drop('p', false), []],
    ['was asked of a peer that is gone', ({ say }) => say({ type: 'peerGone', peerId: 'p' }), ['peerGone']],
    [
      'was asked of a peer without a slot',
      ({ say }) => say({ type: 'peerBusy', peerId: 'p', forMs: 1 }),
      ['peerBusy'],
    ],
  ] as readonly (readonly [string, (world: ReturnType<typeof asking>) => void, readonly string[]])[])
    it(`hear nothing more of what ${over}`, () => {
      const world = asking();
      end(world);
      world.say(sent(RIGHT));
      assert.deepEqual(world.told, heard);
      assert.equal(world.reads.originOf(7), null);
    });
});
