// A peer without VS Code: `peer --origin URL [--play N] [--storage DIR] [--seed TEXT] [--login FILE]`. The same cache, policy and swarm as in the
// engine process; in place of a page there is a listener that takes all bytes at once. It plays N tracks, says where their bytes
// came from, and then serves what it has until it is told to end.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineCommand, runMain } from 'citty';
import { DiskBlockStore } from '../engine/cache/diskBlockStore';
import { manifestProver } from '../engine/manifest/prove';
import { HttpOrigin } from '../engine/origin/httpOrigin';
import { parseMediaInfo } from '../engine/origin/mediaInfoFormat';
import { systemClock as clock } from '../engine/systemClock';
import { loadSwarm } from '../engine/swarm/loadSwarm';
import { Membership } from '../engine/swarm/membership';
import type { Track } from '../shared/track';
import { OriginError } from '../engine/ports';
import { readLogin } from './readLogin';
import { HeadlessListener, type Played } from './headlessListener';
import { waysOf } from './ways';

/** After so long it plays without peers, in milliseconds. */
const JOIN_LIMIT_MS = 10_000;
const MIB = 1024 * 1024;
/** What its cache may hold, in bytes. */
const CAP_BYTES = 2_048 * MIB;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const warn = (text: string): void => void process.stderr.write(`${text}\n`);

const peer = defineCommand({
  meta: { name: 'peer', description: 'Play tracks of an origin without VS Code, and share them.' },
  args: {
    origin: { type: 'string', description: 'The address of a Starling origin', required: true },
    play: { type: 'string', description: 'How many tracks to play, or “all”', default: '0' },
    storage: { type: 'string', description: 'Where to keep the cache (default: nowhere for good)' },
    seed: { type: 'string', description: 'Which tracks: the same for the same text', default: '' },
    join: {
      type: 'enum',
      options: ['first', 'after'],
      description: 'Whether to join the swarm before playing, or after it: then all comes from the origin',
      default: 'first',
    },
    login: {
      type: 'string',
      description:
        'A file with user name and password, a line each, or an API key; or set STARLING_USER and STARLING_PASSWORD, or STARLING_API_KEY',
    },
    host: { type: 'string', description: 'The address to listen on for peers', default: '127.0.0.1' },
    ways: {
      type: 'string',
      description: 'How peers are reached: any of tcp, ws, webrtc, lan, with commas between',
      default: 'tcp,webrtc',
    },
  },
  run: async ({ args }) => {
    try {
      await run(args);
    } catch (error) {
      warn(error instanceof Error ? error.message : String(error));
      process.exit(1);
    }
  },
});

interface Arguments {
  readonly origin: string;
  readonly play: string;
  readonly storage?: string | undefined;
  readonly seed: string;
  readonly join: string;
  readonly host: string;
  readonly login?: string | undefined;
  readonly ways: string;
}

async function run(args: Arguments): Promise<void> {
  const { origin: url, play, storage, seed, join: joins, host, login, ways } = args;
  if (!/^(\d+|all)$/.test(play)) throw new Error(`--play takes a number of tracks or “all”, not “${play}”.`);
  const reached = waysOf(ways, host);
  const credentials = await readLogin({ env: process.env, file: login, warn });
  const folder = storage ?? (await mkdtemp(join(tmpdir(), 'starling-peer-')));
  await mkdir(folder, { recursive: true });
  const store = await DiskBlockStore.open({
    ...{ folder: join(folder, 'cache'), capBytes: CAP_BYTES, clock, onProblem: warn },
  });
  const origin = new HttpOrigin(url);
  origin.logIn(credentials);
  const swarm = new Membership({
    ...{ clock, random: Math.random, store, info: say },
    load: () => loadSwarm(join(folder, 'peer.key'), reached),
  });
  let isEnding = false;
  const end = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    await swarm.stop();
    // Kibibytes, on every system: libuv sees to that.
    const memoryMiB = process.resourceUsage().maxRSS / 1024;
    const sentMiB = swarm.report.sentBytes / MIB;
    say(
      `The peer ends: it has sent ${sentMiB.toFixed(1)} MiB to others, and had at most ${Math.round(memoryMiB)} MiB in memory.`,
    );
    origin.close();
    await store.close();
    if (storage === undefined) await rm(folder, { recursive: true, force: true });
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end());
  // Whoever started it is gone.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => void end());
  const tracks = await origin.catalogue(new AbortController().signal).catch((error: unknown) => {
    if (!(error instanceof OriginError) || !error.isLoginRefused) throw error;
    throw new Error(
      `No music from ${origin.name}: ${error.message}. Set STARLING_USER and STARLING_PASSWORD, or STARLING_API_KEY, or name a file by --login.`,
      { cause: error },
    );
  });
  swarm.use([{ origin, tracks }]);
  origin.onChange((changed) => swarm.use([{ origin, tracks: changed }]));
  swarm.allow({ isOn: true, uploadCapBytesPerSecond: null, isMetered: false });
  const prove = manifestProver((bytes) => createHash('sha256').update(bytes).digest());
  const parts = { clock, store, prove, parseMediaInfo, origin, swarm, warn };
  const listener = new HeadlessListener({ ...parts, newPlayId: randomUUID });
  // Nobody waits for its first sound.
  if (joins === 'first') await listener.joined(JOIN_LIMIT_MS);
  const count = play === 'all' ? tracks.length : Number(play);
  let played = 0;
  for (const track of inOrderOf(seed, tracks).slice(0, count)) {
    const outcome = await listener.play(track);
    if (outcome.problem === null) played += 1;
    say(playedText(outcome));
  }
  await listener.joined(JOIN_LIMIT_MS);
  const { state, problem } = swarm.report;
  if (state !== 'joined')
    throw new Error(`The swarm of ${url} can't be joined: ${problem ?? 'it has none, or has enough peers'}.`);
  say(
    `The peer is ready: it has played ${played} of ${Math.min(count, tracks.length)} tracks, and shares what it has.`,
  );
}

/** The tracks in an order of their own, by the hash of seed and id. */
function inOrderOf(seed: string, tracks: readonly Track[]): readonly Track[] {
  const keyOf = (id: string): string => createHash('sha256').update(`${seed}\0${id}`).digest('hex');
  return tracks
    .map((track) => ({ key: keyOf(track.id), track }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ track }) => track);
}

function playedText({ track, bytes, latencyMs, problem }: Played): string {
  if (problem !== null) return `“${track.title}” can't be played: ${problem}.`;
  const share = (part: number): string => `${Math.round((100 * part) / track.sizeBytes)} %`;
  const { cache, peers, origin } = bytes;
  const from = `cache ${share(cache)}, peers ${share(peers)}, origin ${share(origin)}`;
  return `“${track.title}”: first sound after ${Math.round(latencyMs ?? 0)} ms; ${from}`;
}

process.on('uncaughtException', (error) => {
  warn(`The peer survived an error: ${error.stack ?? error.message}`);
});

void runMain(peer);
