// Blocks between two peers over TCP, Noise and Yamux, beside raw streams of libp2p on the same kind of connection with messages of
// the same size, in turns. Both ends are in this process, so that its CPU time is that of both. What the product holds back for the
// sake of others (the cap, the pace, the number of requests) is lifted: it is the work per block that is compared; only
// how many requests may wait is as it is (32). What a block costs at the pace of an upload, 2 Mbit/s, stands below.
import { once } from 'node:events';
import type { Libp2p, Stream } from '@libp2p/interface';
import { Gate } from '../src/engine/swarm/gate';
import { newIdentity } from '../src/engine/swarm/identity';
import { startNode, stopNode } from '../src/engine/swarm/node';
import { SERVING_PROFILES } from '../src/engine/policy/servingLimits';
import { blockCount } from '../src/shared/blocks';
import { LOOPBACK, LoopbackSwarm, newSong, type Member, type Song } from '../test/support/loopbackSwarm';
import { median, report, SEED, type Row } from './contest';

const BLOCK_BYTES = 16 * 1024;
const SONG_BYTES = 16 * 1024 * 1024;
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
/** 256 MiB a round. */
const PASSES = Number(process.env['PASSES'] ?? 16);
const OUTSTANDING = SERVING_PROFILES.modern.requestsOfPeer;
const REQUEST_BYTES = 8;
/** Nothing is asked for at less than this. */
const UNLIMITED = { perSecond: Infinity, burst: 1_000 };
/** What is sent at the pace of an upload, in bytes: for eight seconds at the cap. */
const PACED_BYTES = 2_000_000;
const RAW = '/bench/raw/1.0.0';
const ANSWERS = '/bench/answers/1.0.0';

/** What moving some bytes took. */
interface Measured {
  readonly megabytesPerSecond: number;
  /** CPU time of both ends, in seconds for each 1e9 bytes. */
  readonly cpuPerGigabyte: number;
}

async function measure(bytes: number, move: () => Promise<void>): Promise<Measured> {
  const [startMs, before] = [performance.now(), process.cpuUsage()];
  await move();
  const { user, system } = process.cpuUsage(before);
  return {
    megabytesPerSecond: bytes / 1e3 / (performance.now() - startMs),
    cpuPerGigabyte: (user + system) / 1e6 / (bytes / 1e9),
  };
}

/** Has a song from a peer, so many times. */
async function fetchSong(
  reader: Member,
  { holder, song, passes }: { readonly holder: Member; readonly song: Song; readonly passes: number },
): Promise<void> {
  const count = blockCount(song.bytes.length);
  for (let pass = 0; pass < passes; pass++)
    await new Promise<void>((resolve, reject) => {
      let left = count;
      reader.peers.onNews(({ type }) => {
        if (type === 'blockSent' && --left === 0) resolve();
        if (type === 'requestFailed' || type === 'blockLost' || type === 'peerBusy' || type === 'peerGone')
          reject(new Error(`A block doesn't come: ${type}.`));
      });
      for (let block = 0; block < count; block++) reader.ask(holder, song, block);
    });
}

/** Two nodes and a stream between them, the listener's end as it is handed over. */
async function rawStream(
  nodes: readonly [Libp2p, Libp2p],
  protocol: string,
): Promise<readonly [Stream, Stream]> {
  const [dialer, listener] = nodes;
  const incoming = new Promise<Stream>((resolve) => void listener.handle(protocol, resolve));
  const stream = await dialer.dialProtocol(listener.getMultiaddrs(), protocol);
  return [stream, await incoming];
}

/** Sends messages in one direction. */
async function pour([to, from]: readonly [Stream, Stream], bytes: number): Promise<void> {
  const message = new Uint8Array(BLOCK_BYTES).fill(7);
  const arrived = new Promise<void>((resolve) => {
    let left = bytes;
    from.addEventListener('message', function count({ data }) {
      left -= data.byteLength;
      if (left > 0) return;
      from.removeEventListener('message', count);
      resolve();
    });
  });
  for (let sent = 0; sent < bytes; sent += BLOCK_BYTES)
    if (!to.send(message)) await once(to as never, 'drain');
  await arrived;
}

/** Asks for messages one by one, so many at a time. */
async function askAndAnswer([asking]: readonly [Stream, Stream], bytes: number): Promise<void> {
  const request = new Uint8Array(REQUEST_BYTES);
  await new Promise<void>((resolve) => {
    let [asked, arrived, answered] = [0, 0, 0];
    asking.addEventListener('message', function take({ data }) {
      arrived += data.byteLength;
      for (; answered < Math.floor(arrived / BLOCK_BYTES); answered++)
        if (asked * BLOCK_BYTES < bytes) {
          asked += 1;
          asking.send(request);
        }
      if (arrived < bytes) return;
      asking.removeEventListener('message', take);
      resolve();
    });
    for (; asked < OUTSTANDING; asked++) asking.send(request);
  });
}

/** Answers each request with a message. */
function answer(stream: Stream): void {
  const message = new Uint8Array(BLOCK_BYTES).fill(7);
  let waiting = 0;
  stream.addEventListener('message', ({ data }) => {
    for (waiting += data.byteLength; waiting >= REQUEST_BYTES; waiting -= REQUEST_BYTES) stream.send(message);
  });
}

async function main(): Promise<void> {
  const swarm = new LoopbackSwarm();
  const unhurried = { requestsPerSecond: Infinity, requestsAtOnce: 1e6 };
  const [reader, holder] = [await swarm.add({ asked: UNLIMITED }), await swarm.add({ serving: unhurried })];
  const song = newSong(SEED, SONG_BYTES);
  swarm.give(holder, song);
  await reader.meet(song);
  const about = { listen: [LOOPBACK], gate: new Gate(() => 0) };
  const nodes = [
    await startNode({ ...about, identity: await newIdentity() }),
    await startNode({ ...about, identity: await newIdentity() }),
  ] as const;
  const raw = await rawStream(nodes, RAW);
  const answers = await rawStream(nodes, ANSWERS);
  answer(answers[1]);
  const bytes = PASSES * SONG_BYTES;
  const runners: Readonly<Record<string, () => Promise<void>>> = {
    ours: () => fetchSong(reader, { holder, song, passes: PASSES }),
    'raw stream, one way': () => pour(raw, bytes),
    [`raw stream, ${OUTSTANDING} asked for at a time`]: () => askAndAnswer(answers, bytes),
  };
  const figures = new Map<string, Measured[]>(Object.keys(runners).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, run] of Object.entries(runners)) {
      const measured = await measure(bytes, run);
      if (round > 0) figures.get(name)?.push(measured);
    }
  const of = (name: string, key: keyof Measured): number =>
    median((figures.get(name) ?? []).map((each) => each[key]));
  const rows = Object.keys(runners)
    .filter((name) => name !== 'ours')
    .flatMap((referenceName) => [
      rowOf({
        name: 'blocks of 16 KiB',
        unit: 'MB/s',
        referenceName,
        of: (who) => of(who, 'megabytesPerSecond'),
      }),
      rowOf({ name: 'the same', unit: 'CPU s/GB', referenceName, of: (who) => of(who, 'cpuPerGigabyte') }),
    ]);
  await Promise.all(nodes.map(stopNode));
  const paced = await pacedUpload(swarm);
  await swarm.stop();
  report(
    [
      ...rows,
      rowOf({
        ...{ name: 'at the pace of an upload, 2 Mbit/s', unit: 'CPU s/GB', referenceName: 'without a pace' },
        of: (who) => (who === 'ours' ? paced.cpuPerGigabyte : of('ours', 'cpuPerGigabyte')),
      }),
    ],
    [
      `CPU: both ends together. At the pace of an upload: ${(paced.cpuPerGigabyte / 1000).toFixed(3)} s of CPU for each MB, ${paced.megabytesPerSecond.toFixed(2)} MB/s.`,
    ],
  );
}

/** Blocks as they go out to a listener: capped, paced, measured by pings. */
async function pacedUpload(swarm: LoopbackSwarm): Promise<Measured> {
  const [reader, holder] = [await swarm.add(), await swarm.add({ serving: SERVING_PROFILES.modern })];
  // What has been sent before makes the compiler and the measured line warm.
  const [warm, song] = [newSong(SEED + 1, 500_000), newSong(SEED + 2, PACED_BYTES)];
  for (const each of [warm, song]) swarm.give(holder, each);
  await reader.meet(song);
  await fetchSong(reader, { holder, song: warm, passes: 1 });
  return await measure(PACED_BYTES, () => fetchSong(reader, { holder, song, passes: 1 }));
}

function rowOf(about: {
  readonly name: string;
  readonly unit: string;
  readonly referenceName: string;
  readonly of: (who: string) => number;
}): Row {
  const { of, ...names } = about;
  const [ours, reference] = [of('ours'), of(about.referenceName)];
  return { ...names, ours, reference, ratio: ours / reference };
}

void main();
