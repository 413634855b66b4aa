// Manifests that are forgotten while somebody scrolls: peers of the track that plays are asked on, and none is blamed.
import assert from 'node:assert/strict';
import { Fetcher } from '../../../src/engine/fetcher';
import type { FetchSource } from '../../../src/engine/fetcherParts';
import { manifestProver } from '../../../src/engine/manifest/prove';
import { parseMediaInfo } from '../../../src/engine/origin/mediaInfoFormat';
import { PROFILES } from '../../../src/engine/policy/limits';
import { MOST_MANIFESTS } from '../../../src/engine/policy/peerLimits';
import { PeerReads } from '../../../src/engine/peerReads';
import { Proofs } from '../../../src/engine/proofs';
import type { PeerNews } from '../../../src/engine/ports';
import { blockSizeBytes } from '../../../src/shared/blocks';
import type { Track } from '../../../src/shared/track';
import { sha256 } from '../../support/hashing';
import { MemoryBlockStore } from '../../support/memoryBlockStore';
import { Line, SimulatedPeers, type SimulatedPeer } from '../../support/simulatedPeers';
import { SimulatedPage } from '../../support/simulatedPage';
import { TimedBlockStore } from '../../support/timedBlockStore';
import { TimedOrigin } from '../../support/timedOrigin';
import { TimedPeers } from '../../support/timedPeers';
import { SimulatedClock } from '../../support/world';
import { MANIFESTS, provenTrack, trackBytes, WELL } from './world';

/** A track of a minute to play, and more rows than manifests are remembered. */
const LONG_BYTES = 1_200_000;
const long = { ...provenTrack('long', LONG_BYTES), durationSeconds: 60 };
const rows = Array.from({ length: MOST_MANIFESTS + 20 }, (_, at) => provenTrack(`row ${at}`, 20_000 + at));

/** A listener with a peer that has all of what plays, and sends it little faster than it plays. */
class ScrollingWorld {
  readonly clock = new SimulatedClock();
  readonly store = new TimedBlockStore(this.clock, { lookUpMs: () => 2, readMs: () => 3 });
  readonly said: string[] = [];
  /** The blocks that came for the track that plays, by their source. */
  readonly came: { readonly atMs: number; readonly source: FetchSource }[] = [];
  readonly peers: SimulatedPeers;
  readonly fetcher: Fetcher;

  constructor() {
    const { clock } = this;
    const peer: SimulatedPeer = {
      ...{ peerId: 'friend', roundTripMs: 60, rateBytesPerSecond: 30_000 },
      has: ({ id }) => id === long.id,
    };
    const downlink = new Line(clock, 2_500_000);
    this.peers = new SimulatedPeers({ heap: clock, peers: [peer], searchMs: 40, downlink });
    const note = (playId: string, source: FetchSource): void => {
      if (playId === 'play') this.came.push({ atMs: clock.nowMs(), source });
    };
    this.fetcher = new Fetcher({
      ...{ clock, store: this.store, parseMediaInfo, limits: PROFILES.modern, prove: manifestProver(sha256) },
      peers: new TimedPeers(this.peers, trackBytes),
      onMediaInfo: () => undefined,
      onBlock: ({ playId, source }) => note(playId, source),
      onReadAhead: (playId, { source }) => note(playId, source === 'peers' ? 'peers' : 'origin'),
      onGiveUp: (_, message) => this.said.push(message),
      warn: (text) => this.said.push(text),
    });
    const manifest = ({ contentId }: Track): Uint8Array | null => MANIFESTS.get(contentId ?? '') ?? null;
    const times = { latencyMs: () => 20, blockMs: () => 2, answer: () => WELL };
    this.fetcher.useOrigin(new TimedOrigin(clock, { ...times, manifest, bytesOf: trackBytes }));
    this.fetcher.usePeers(true);
  }

  play(): void {
    this.fetcher.want('play', long, 'play');
    new SimulatedPage({ playId: 'play', track: long, clock: this.clock, link: this.fetcher });
  }

  /** Rows come into view and go, ten at a time. */
  async scroll(): Promise<void> {
    for (let first = 0; first < rows.length; first += 10) {
      const shown = rows.slice(first, first + 10).map((track) => ({ playId: `${track.id} shown`, track }));
      for (const { playId, track } of shown) this.fetcher.want(playId, track, 'prepare');
      this.fetcher.listPrepared(
        shown.map(({ playId }) => playId),
        null,
      );
      await this.clock.advance(500);
      for (const { playId } of shown) this.fetcher.abandon(playId);
    }
  }

  since(atMs: number): readonly FetchSource[] {
    return this.came.filter((each) => each.atMs > atMs).map(({ source }) => source);
  }
}

describe('manifests', () => {
  it('of what plays stay, however many rows come into view: its peers are asked on', async () => {
    const world = new ScrollingWorld();
    world.play();
    await world.clock.advance(5_000);
    assert.ok(world.since(0).includes('peers'));
    await world.scroll();
    const scrolledMs = world.clock.nowMs();
    await world.clock.advance(20_000);
    assert.deepEqual(world.peers.dropped, []);
    // What is read ahead of the page's window goes to it from the cache later.
    const sources = new Set(world.since(scrolledMs));
    assert.ok(sources.has('peers') && !sources.has('origin'), [...sources].join());
    assert.deepEqual(world.said, []);
  });

  describe('that were forgotten', () => {
    const clock = new SimulatedClock();
    /** One request, of block 3 of the long track, to a friend; beside it one more of another track. */
    const asking = (
      manifest: (track: Track) => Uint8Array | null,
    ): { proofs: Proofs; told: string[]; say: (news: PeerNews) => void } => {
      const told: string[] = [];
      let say: (news: PeerNews) => void = () => undefined;
      const [ignore, none] = [(): void => undefined, (): never[] => []];
      const store = new MemoryBlockStore();
      const prove = manifestProver(sha256);
      const proofs = new Proofs({ store, prove, warn: ignore, onProved: ignore, wanted: none });
      const times = { latencyMs: () => 20, blockMs: () => 2, answer: () => WELL };
      proofs.useOrigin(new TimedOrigin(clock, { ...times, manifest, bytesOf: trackBytes }));
      const cancel = (requestId: number): void => void told.push(`cancel ${requestId}`);
      const reads = new PeerReads({
        link: {
          ...{ find: ignore, ask: ignore, cancel, drop: ignore, setEmergency: ignore },
          onNews: (listener) => (say = listener),
        },
        proofs,
        tell: (event) => told.push('requestId' in event ? `${event.type} ${event.requestId}` : event.type),
      });
      const friend = { type: 'askPeer', peerId: 'friend', reason: 'in order', deadlineMs: null } as const;
      reads.ask({ ...friend, requestId: 7, track: long, blocks: { first: 3, end: 4 } });
      reads.ask({ ...friend, requestId: 8, track: rows[0]!, blocks: { first: 0, end: 1 } });
      return { proofs, told, say: (news) => say(news) };
    };
    const size = blockSizeBytes(LONG_BYTES);
    const right = trackBytes(long).subarray(3 * size, 4 * size);
    const sent = (bytes: Uint8Array): PeerNews => ({
      type: 'blockSent',
      ...{ requestId: 7, peerId: 'friend', block: 3, bytes },
    });
    const manifestOf = ({ contentId }: Track): Uint8Array | null => MANIFESTS.get(contentId ?? '') ?? null;

    for (const [what, bytes, heard] of [
      ['right', right, 'blockArrived 7'],
      ['wrong', right.map((byte) => byte ^ 1), 'blockBad 7'],
    ] as const)
      it(`are had again for a block that has come, which is ${what}`, async () => {
        const { proofs, told, say } = asking(manifestOf);
        for (const track of [long, ...rows]) {
          const proving = proofs.prove(track);
          await clock.advance(100);
          assert.ok(await proving);
        }
        assert.equal(proofs.judge(long, 3, right), 'unknown');
        say(sent(bytes));
        await clock.advance(100);
        assert.deepEqual(told, [heard]);
      });

    it('and can’t be had are no fault of the peer’s: it is left alone for a while', async () => {
      const { told, say } = asking(() => null);
      say(sent(right));
      assert.deepEqual(told, []);
      await clock.advance(100);
      assert.deepEqual(told, ['cancel 7', 'cancel 8', 'peerBusy']);
    });

    it('leave a block that is no longer wanted when they come', async () => {
      const { told, say } = asking(manifestOf);
      say(sent(right));
      say({ type: 'peerGone', peerId: 'friend' });
      await clock.advance(100);
      assert.deepEqual(told, ['peerGone']);
    });
  });
});
