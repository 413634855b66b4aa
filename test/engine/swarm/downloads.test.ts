// What is asked of a peer, and when; in simulated time, without a peer.
import assert from 'node:assert/strict';
import type { PeerNews } from '../../../src/engine/ports';
import { Downloads } from '../../../src/engine/swarm/downloads';
import { ASKED, ASSUMED_LIMITS } from '../../../src/engine/swarm/limits';
import type { BlocksMessage } from '../../../src/engine/swarm/wire/blocksMessages';
import { EventHeap } from '../../support/eventHeap';
import { makeTrack } from '../../support/world';

const BLOCK = new Uint8Array(16 * 1024);
const track = { ...makeTrack('one', 1_000 * BLOCK.length), contentId: 'content' };

/** Downloads of a peer `p` that is there, and what is said to it and of it. */
function downloading() {
  const heap = new EventHeap();
  const sent: BlocksMessage[] = [];
  const news: PeerNews[] = [];
  const offences: string[] = [];
  let lies = 0;
  const downloads: Downloads = new Downloads({
    clock: heap,
    pace: ASKED,
    send: (_, message) => sent.push(message),
    tell: (each) => news.push(each),
    onReceived: () => undefined,
    onOffence: (_, message) => offences.push(message),
    onLie: () => (lies += 1),
  });
  downloads.join('p');
  const ask = (requestId: number): void => {
    const blocks = { first: requestId, end: requestId + 1 };
    downloads.ask({ requestId, peerId: 'p', track, blocks, deadlineMs: null });
  };
  const of = <Type extends BlocksMessage['type']>(type: Type): (BlocksMessage & { type: Type })[] =>
    sent.filter((message): message is BlocksMessage & { type: Type } => message.type === type);
  const answer = (requestId: number): void => {
    downloads.hear('p', { type: 'block', requestId, block: requestId, offset: 0, bytes: BLOCK });
  };
  return { heap, downloads, sent, news, offences, ask, answer, of, lies: () => lies };
}

describe('what is asked of a peer', () => {
  it('is what it lets us have waiting, a little until it has said so', () => {
    const { downloads, ask, of, answer } = downloading();
    for (let id = 0; id < 100; id++) ask(id);
    assert.equal(of('request').length, ASSUMED_LIMITS.requests);
    downloads.hear('p', { type: 'limits', requests: 40, blocks: 30 });
    assert.equal(of('request').length, 30);
    answer(0);
    assert.equal(of('request').length, 31);
  });

  it('is no more than it bears, however fast it answers', () => {
    const { heap, downloads, ask, of, answer, news } = downloading();
    downloads.hear('p', { type: 'limits', requests: 32, blocks: 64 });
    let answered = 0;
    const pass = (ms: number): void => {
      heap.runUntil(heap.nowMs() + ms);
      for (; answered < of('request').length; answered++) answer(of('request')[answered]!.requestId);
    };
    for (let id = 0; id < 400; id++) ask(id);
    pass(0);
    assert.equal(of('request').length, ASKED.burst);
    for (let step = 0; step < 1_000; step += 10) pass(10);
    const within = of('request').length - ASKED.burst;
    assert.ok(Math.abs(within - ASKED.perSecond) <= 1, `${within} in a second`);
    for (let step = 0; step < 3_000; step += 10) pass(10);
    assert.equal(news.length, 400);
  });

  it('is cancelled only where it was asked', () => {
    const { downloads, ask, of } = downloading();
    for (let id = 0; id < 20; id++) ask(id);
    downloads.cancel(0);
    downloads.cancel(19);
    assert.deepEqual(
      of('cancel').map(({ requestId }) => requestId),
      [0],
    );
    assert.equal(downloads.count, 18);
  });

  it('is forgotten when it goes, and what is asked then fails', () => {
    const { downloads, ask, news } = downloading();
    for (let id = 0; id < 20; id++) ask(id);
    downloads.leave('p');
    assert.equal(downloads.count, 0);
    ask(21);
    assert.deepEqual(
      news.map(({ type }) => type),
      ['requestFailed'],
    );
  });

  it('is acknowledged in 4 KiB, and when a block is whole', () => {
    const { downloads, ask, of } = downloading();
    ask(0);
    for (let offset = 0; offset < BLOCK.length; offset += 1_500) {
      const bytes = BLOCK.subarray(offset, offset + 1_500);
      downloads.hear('p', { type: 'block', requestId: 0, block: 0, offset, bytes });
    }
    assert.deepEqual(
      of('received').map(({ bytes }) => bytes),
      [4_500, 4_500, 4_500, 2_884],
    );
  });

  it('is passed over when it comes after it was cancelled, and acknowledged all the same', () => {
    const { ask, answer, downloads, news, of, offences } = downloading();
    ask(0);
    downloads.cancel(0);
    answer(0);
    assert.deepEqual([news, offences], [[], []]);
    assert.deepEqual(of('received'), [{ type: 'received', bytes: BLOCK.length }]);
  });

  it('is a lie when it has none of it', () => {
    const { ask, downloads, news, lies } = downloading();
    ask(5);
    downloads.hear('p', { type: 'gone', requestId: 5, blocks: [{ first: 5, end: 6 }] });
    assert.deepEqual([news[0]?.type, lies()], ['blockLost', 1]);
  });
});
