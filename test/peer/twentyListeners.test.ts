// An origin and twenty listeners, each with a cache on disk, the product's policy and a node of libp2p, and one more in a process of
// its own; one of the twenty sends other bytes than it has. They play by a schedule with few hits and many others. A play takes
// as long as its bytes do, not as long as it sounds; so that whoever comes later finds what in real time would long have been
// told, time is put forward between two rounds until the tracker knows what was heard in the one before. SEED=n has another
// schedule.
import assert from 'node:assert/strict';
import { seededRandom } from '../../src/demo/random';
import type { FetchedBlock } from '../../src/engine/fetcherParts';
import { SERVING_PROFILES } from '../../src/engine/policy/servingLimits';
import type { Played } from '../../src/peer/headlessListener';
import { blockCount } from '../../src/shared/blocks';
import type { Track } from '../../src/shared/track';
import { SteppedClock } from '../support/steppedClock';
import { longWave } from '../support/longWave';
import { PeerProcess } from '../support/peerProcess';
import { swarmMachine, swarmOrigin, type SwarmMachine, type SwarmOriginWorld } from '../support/swarmMachine';
import { until } from '../support/until';
import { zipfSchedule } from '../support/zipfSchedule';

const SEED = process.env['SEED'] ?? '1';
const LISTENERS = 20;
const TRACKS = 6;
const SECONDS = 150;
/** Four at a time: all of them share two cores, and with more it is those that are measured. */
const SCHEDULE = { listeners: LISTENERS, tracks: TRACKS, rounds: 20, atOnce: 4 };
const JOIN_MS = 20_000;
/** The listeners' time is so many times slower than the world's: a busy machine isn't taken for peers that are slow. */
const SLOWNESS = 4;
/** Neither cap nor pace are what is looked at: all of them share one process, whose turns they would take for the delay of a line. */
const SHARED = { isOn: true, uploadCapBytesPerSecond: 50e6, isMetered: false };
const SERVING = { ...SERVING_PROFILES.modern, targetDelayMs: Infinity };
const MIB = 1024 * 1024;
const MOST_MIB = 150;
/** Who sends other bytes than it has. */
const LIAR = 0;

describe(`Twenty listeners of one origin (SEED=${SEED})`, function () {
  this.timeout(150_000);
  const files = Object.fromEntries(
    Array.from({ length: TRACKS }, (_, at) => [`Track ${at}.wav`, longWave(SECONDS, `${SEED} ${at}`, 1)]),
  );
  let origin: SwarmOriginWorld;
  let machines: SwarmMachine[];
  let separate: PeerProcess | undefined;
  const clock = new SteppedClock({ slowness: SLOWNESS });
  /** What came to anybody's ears, in blocks, and how many of them were what the file has there. */
  const heard = { fromPeers: 0, right: 0, wrong: 0 };
  /** Blocks from peers that were held against the manifest. */
  const judged = { right: 0, wrong: 0 };

  before(async () => {
    origin = await swarmOrigin(files);
    machines = [];
  });
  after(async () => {
    await separate?.stop();
    for (const { close } of machines) await close();
    await origin.close();
  });

  const look = (track: Track, { source, start, bytes }: FetchedBlock): void => {
    const whole = files[`${track.title}.wav`];
    const isRight = whole?.subarray(start, start + bytes.length).equals(bytes) === true;
    heard[isRight ? 'right' : 'wrong'] += 1;
    if (source === 'peers') heard.fromPeers += 1;
  };
  const trackAt = (at: number): Track =>
    origin.tracks.find(({ title }) => title === `Track ${at}`) ?? assert.fail('it lists its files');
  const start = async (at: number): Promise<SwarmMachine> => {
    const machine = await swarmMachine(origin, {
      ...{ clock, serving: SERVING },
      ...(at === LIAR ? { served: (bytes: Uint8Array) => bytes.map((byte) => byte ^ 1) } : {}),
      onBlock: look,
      onJudged: (isRight) => (judged[isRight ? 'right' : 'wrong'] += 1),
    });
    machines.push(machine);
    machine.membership.allow(SHARED);
    await machine.listener.joined(JOIN_MS);
    assert.equal(machine.membership.report.state, 'joined', machine.said.join('\n'));
    return machine;
  };

  it('get most of what they play from one another, and nothing that is not what the origin has', async function () {
    const before = process.memoryUsage();
    let mostRss = 0;
    for (let at = 0; at < LISTENERS; at++) await start(at);
    const plays: Played[] = [];
    const known = new Set<string>();
    const play = async (listener: number, track: number): Promise<void> => {
      known.add(`${listener} ${track}`);
      const played = await machines[listener]!.listener.play(trackAt(track));
      assert.equal(played.problem, null);
      plays.push(played);
    };
    const told = (): Promise<void> =>
      until(() => {
        if (origin.swarm.counts.places === known.size) return true;
        clock.step(500);
        return false;
      });

    // The first who has the hit is the one who sends other bytes.
    await play(LIAR, 0);
    await told();
    for (const round of zipfSchedule(seededRandom(SEED), SCHEDULE)) {
      await Promise.all(round.map(({ listener, track }) => play(listener, track)));
      await told();
      mostRss = Math.max(mostRss, process.memoryUsage().rss);
    }

    const sum = (of: (played: Played) => number): number =>
      plays.reduce((total, each) => total + of(each), 0);
    const bytes = {
      cache: sum((each) => each.bytes.cache),
      peers: sum((each) => each.bytes.peers),
      origin: sum((each) => each.bytes.origin),
    };
    const reports = machines.map(({ membership }) => membership.report);
    const originShare = bytes.origin / (bytes.peers + bytes.origin);
    const all = bytes.cache + bytes.peers + bytes.origin;
    say(`${plays.length} plays of ${TRACKS} tracks by ${LISTENERS} listeners, SEED=${SEED}`);
    say(
      `bytes: cache ${percent(bytes.cache / all)}, peers ${percent(bytes.peers / all)}, origin ${percent(bytes.origin / all)}; of what wasn't cached: origin ${percent(originShare)}`,
    );
    for (const [name, some] of [
      ['all plays', plays],
      ['not cached', plays.filter((each) => each.bytes.cache === 0)],
    ] as const)
      say(`first sound, ${name}: ${latencies(some)}`);
    say(
      `blocks: ${heard.right + heard.wrong} heard, ${heard.fromPeers} of them from peers; held against the manifest: ${judged.right} right, ${judged.wrong} wrong`,
    );
    say(
      `memory of this process, which has all of them, the origin and the test: ${mib(before.rss)} MiB before, ${mib(mostRss)} at most: ${mib((mostRss - before.rss) / LISTENERS)} a listener`,
    );

    assert.equal(heard.wrong, 0, 'nobody hears another byte');
    const blocks = plays.reduce((total, { track }) => total + blockCount(track.sizeBytes), 0);
    assert.equal(heard.right, blocks, 'everybody hears every block, once');
    assert.ok(judged.right >= heard.fromPeers, 'every block of a peer was held against its manifest');
    assert.ok(heard.fromPeers > 0 && judged.wrong > 0, 'the one who sends other bytes was asked');
    const fooled = reports.reduce((total, { offences }) => total + offences, 0);
    assert.ok(fooled > 0 && judged.wrong <= 2 * fooled, 'whoever was sent other bytes had no more of it');
    assert.ok(originShare < 0.25, percent(originShare));
    assert.ok((mostRss - before.rss) / LISTENERS < MOST_MIB * MIB);
  });

  it('have room in 150 MB each: one in a process of its own, that plays and serves', async function () {
    if (process.platform === 'win32') this.skip(); // A signal ends a process there without its having a word.
    separate = await PeerProcess.start({ originUrl: origin.url, play: 'all' });
    // Nobody else is left to get anything from.
    for (const { close } of machines.splice(0)) await close();
    await until(() => origin.swarm.counts.connected === 1);
    const newcomer = await start(LISTENERS);
    for (let at = 0; at < 3; at++) await newcomer.listener.play(trackAt(at));
    const { memoryMiB, sentMiB, lines } = await separate.stop();
    say(`a peer in a process of its own: ${memoryMiB} MiB at most, ${sentMiB} MiB sent`);
    assert.ok(
      lines.some((line) => / peers [1-9]\d* %/.test(line)),
      lines.join('\n'),
    );
    assert.ok(sentMiB > 0, 'it serves too');
    assert.ok(memoryMiB < MOST_MIB, `${memoryMiB} MiB`);
  });
});

const say = (text: string): void => console.log(`      ${text}`);
const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
const mib = (bytes: number): string => (bytes / MIB).toFixed(1);

function latencies(plays: readonly Played[]): string {
  const sorted = plays.map(({ latencyMs }) => (latencyMs ?? Infinity) * SLOWNESS).sort((a, b) => a - b);
  const at = (part: number): string => `${(sorted[Math.floor(sorted.length * part)] ?? NaN).toFixed(0)} ms`;
  return `p50 ${at(0.5)}, p90 ${at(0.9)}, n = ${sorted.length}`;
}
