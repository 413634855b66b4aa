// One policy, two clocks, with peers: five clients (a listener, an honest peer, a slow one, one that lies, one that vanishes in
// mid-block) and three tracks go through the real fetcher, which gets bytes and holds each block against its manifest, and through
// the simulated driver, which gets none. What the policy decides is the same, line by line; and it is written down to be read,
// in transcript.golden.txt (UPDATE_GOLDEN=1 writes it anew).
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Fetcher } from '../../../../src/engine/fetcher';
import { ManifestBuilder } from '../../../../src/engine/manifest/manifestBuilder';
import { manifestProver } from '../../../../src/engine/manifest/prove';
import { parseMediaInfo } from '../../../../src/engine/origin/mediaInfoFormat';
import { PROFILES } from '../../../../src/engine/policy/limits';
import type { Purpose } from '../../../../src/engine/policy/wanted';
import type { Clock } from '../../../../src/engine/ports';
import type { Track } from '../../../../src/shared/track';
import { EventHeap, seededRandom } from '../../../support/eventHeap';
import { sha256 } from '../../../support/hashing';
import { SimulatedDriver, type OriginAnswer } from '../../../support/simulatedDriver';
import { SimulatedPage, type PageLink } from '../../../support/simulatedPage';
import { Line, SimulatedPeers, type SimulatedPeer } from '../../../support/simulatedPeers';
import { TimedBlockStore } from '../../../support/timedBlockStore';
import { TimedOrigin } from '../../../support/timedOrigin';
import { TimedPeers } from '../../../support/timedPeers';
import { RecordingPolicy } from '../../../support/transcript';
import { bytesOf, makeTrack, SimulatedClock } from '../../../support/world';

const GOLDEN = 'test/engine/policy/swarm/transcript.golden.txt';
const SIZE_BYTES = 480_000;
const { tracks, manifests } = pressed(['first', 'second', 'third']);
const [first, second, third] = tracks as [Track, Track, Track];

/** Odd times, so that no two things happen in the same moment: promises and heap may order those differently. */
const TIMES = {
  lookUpMs: () => 2,
  cacheMs: () => 3,
  latencyMs: () => 40.13,
  blockMs: () => 9.71,
  manifestMs: () => 33.37,
};
const ANSWER: OriginAnswer = { blocks: Infinity, end: 'done' };
const END_MS = 40_000;

/** The four others. All say that they have all of every track; the liar lies about bytes, and the last goes in mid-block. */
const PEERS: readonly SimulatedPeer[] = [
  { peerId: 'honest', roundTripMs: 61.3, rateBytesPerSecond: 250_000, has: () => true },
  { peerId: 'slow', roundTripMs: 93.7, rateBytesPerSecond: 6_000, has: () => true },
  { peerId: 'liar', roundTripMs: 47.9, rateBytesPerSecond: 240_000, has: () => true, manners: 'corrupt' },
  { peerId: 'vanishing', roundTripMs: 71.1, rateBytesPerSecond: 120_000, has: () => true, goneAtMs: 1_333 },
];

/** What either driver can be told. */
interface Driver extends PageLink {
  usePeers(isOn: boolean): void;
  want(playId: string, track: Track, purpose: Purpose): void;
  abandon(playId: string): void;
}

/** The evening: a track from its beginning to its end, the next one prefetched and played, a third left in the middle. */
function listen(driver: Driver, clock: Clock): void {
  const at = (ms: number, act: () => void): void => clock.wakeAt(ms, act);
  const play = (playId: string, track: Track): SimulatedPage => {
    driver.want(playId, track, 'play');
    return new SimulatedPage({ playId, track, clock, link: driver });
  };
  driver.usePeers(true);
  at(0.5, () => {
    const page = play('play 1', first);
    at(8_000.57, () => driver.want('next', second, 'prefetch'));
    at(14_000.57, () => {
      page.leave();
      driver.abandon('play 1');
      const next = play('play 2', second);
      driver.abandon('next');
      at(26_000.57, () => {
        next.leave();
        driver.abandon('play 2');
        const last = play('play 3', third);
        at(28_000.57, () => {
          last.leave();
          driver.abandon('play 3');
        });
      });
    });
  });
}

function pressed(ids: readonly string[]): {
  readonly tracks: readonly Track[];
  readonly manifests: ReadonlyMap<string, Uint8Array>;
} {
  const manifests = new Map<string, Uint8Array>();
  const all = ids.map((id) => {
    const track = { ...makeTrack(id, SIZE_BYTES), durationSeconds: 24 };
    const builder = new ManifestBuilder({ sizeBytes: SIZE_BYTES, createHash: () => createHash('sha256') });
    builder.push(bytesOf(track));
    const { encoded, contentId } = builder.finish();
    manifests.set(id, encoded);
    return { ...track, contentId };
  });
  return { tracks: all, manifests };
}

function peersOn(clock: Clock): SimulatedPeers {
  const downlink = new Line(clock, 2_500_000);
  return new SimulatedPeers({ heap: clock, peers: PEERS, searchMs: 41.9, downlink });
}

function simulated(): readonly string[] {
  const heap = new EventHeap();
  const policy = new RecordingPolicy(PROFILES.modern, seededRandom(1));
  const world = { ...TIMES, answer: () => ANSWER, hasStill: () => true, takes: () => true };
  const driver = new SimulatedDriver({ heap, policy, world, peers: peersOn(heap) });
  listen(driver, heap);
  heap.runUntil(END_MS);
  return policy.lines;
}

async function real(): Promise<{
  readonly lines: readonly string[];
  readonly wrong: number;
  readonly came: number;
}> {
  const clock = new SimulatedClock();
  const policy = new RecordingPolicy(PROFILES.modern, seededRandom(1));
  const store = new TimedBlockStore(clock, { lookUpMs: TIMES.lookUpMs, readMs: TIMES.cacheMs });
  let [wrong, came] = [0, 0];
  const fetcher = new Fetcher({
    clock,
    store,
    policy,
    limits: PROFILES.modern,
    prove: manifestProver(sha256),
    parseMediaInfo,
    peers: new TimedPeers(peersOn(clock), bytesOf),
    onMediaInfo: () => undefined,
    onBlock: ({ playId, start, bytes }) => {
      came += 1;
      const track = tracks[Number(playId.at(-1)) - 1]!;
      if (Buffer.compare(bytes, bytesOf(track).subarray(start, start + bytes.length)) !== 0) wrong += 1;
    },
    onGiveUp: () => undefined,
    warn: () => undefined,
  });
  const manifest = ({ id }: Track): Uint8Array | null => manifests.get(id) ?? null;
  fetcher.useOrigin(new TimedOrigin(clock, { ...TIMES, answer: () => ANSWER, manifest, bytesOf }));
  listen(fetcher, clock);
  await clock.advance(END_MS);
  return { lines: policy.lines, wrong, came };
}

describe('the fetch policy with peers under two drivers', () => {
  it('decides the same in simulated time as with promises and bytes, line by line', async () => {
    const { lines, wrong, came } = await real();
    assert.deepEqual(simulated(), lines);
    assert.equal(wrong, 0);
    assert.ok(came >= 60, `${came} blocks came`);
  });

  it('decides as it is written down', () => {
    const text = `${simulated().join('\n')}\n`;
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, text);
    assert.equal(text, readFileSync(GOLDEN, 'utf8').replaceAll('\r\n', '\n'));
  });

  it('tells in it of each of the five', () => {
    const text = simulated().join('\n');
    for (const line of [
      /ask honest for/,
      /ban liar/,
      /ask vanishing for/,
      /ask slow for/,
      /ask the origin for/,
    ])
      assert.match(text, line);
  });
});
