// Blocks between two peers, beside raw streams of libp2p on the same kind of connection with messages of the same size, in turns:
// over TCP, Noise and Yamux, and over WebRTC. Both ends are in this process, so that its CPU time is that of both. What the product
// holds back for the sake of others (the cap, the pace, the number of requests) is lifted: it is the work per block that is
// compared; only how many requests may wait is as it is (32). What a block costs at the pace of an upload, 2 Mbit/s, stands below.
import type { Stream } from '@libp2p/interface';
import { Gate } from '../src/engine/swarm/gate';
import { newIdentity } from '../src/engine/swarm/identity';
import { startNode, stopNode } from '../src/engine/swarm/node';
import { SERVING_PROFILES } from '../src/engine/policy/servingLimits';
import { LOOPBACK, LoopbackSwarm, newSong, type Member, type Song } from '../test/support/loopbackSwarm';
import { fetchSong, measure, type Measured, type Progress } from './blocks/measured';
import {
  answer,
  askAndAnswer,
  OUTSTANDING,
  pour,
  rawStream,
  stateOf,
  type RawStream,
} from './blocks/rawStreams';
import { NoWebRtcError, webRtcPair } from './blocks/webRtcPair';
import { median, report, SEED, type Row } from './contest';

const SONG_BYTES = 16 * 1024 * 1024;
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
/** 256 MiB a round. */
const PASSES = Number(process.env['PASSES'] ?? 16);
/** WebRTC takes several times the CPU: 64 MiB a round. */
const WEBRTC_PASSES = Number(process.env['WEBRTC_PASSES'] ?? 4);
/** Nothing is asked for at less than this. */
const UNLIMITED = { perSecond: Infinity, burst: 1_000 };
const UNHURRIED = { requestsPerSecond: Infinity, requestsAtOnce: 1e6 };
/** What is sent at the pace of an upload, in bytes: for eight seconds at the cap. */
const PACED_BYTES = 2_000_000;
const RAW = '/bench/raw/1.0.0';
const ANSWERS = '/bench/answers/1.0.0';

/** Who has what of whom, and raw streams on the same kind of connection. */
interface Field {
  readonly over: string;
  readonly reader: Member;
  readonly holder: Member;
  readonly song: Song;
  /** How often the song is had in a round. */
  readonly passes: number;
  readonly raw: RawStream;
  readonly answers: RawStream;
}

async function main(): Promise<void> {
  const [tcp, paced, webRtc] = [await overTcp(), await pacedUpload(), await overWebRtc()];
  report(
    [
      ...tcp.rows,
      rowOf({
        ...{ name: 'at the pace of an upload, 2 Mbit/s', unit: 'CPU s/GB', referenceName: 'without a pace' },
        of: (who) => (who === 'ours' ? paced : tcp.ours).cpuPerGigabyte,
      }),
      ...webRtc.rows,
    ],
    [
      `CPU: both ends together. At the pace of an upload: ${(paced.cpuPerGigabyte / 1000).toFixed(3)} s of CPU for each MB, ${paced.megabytesPerSecond.toFixed(2)} MB/s.`,
      ...webRtc.notes,
    ],
  );
}

async function overTcp(): Promise<Result> {
  const swarm = new LoopbackSwarm();
  const [reader, holder] = [await swarm.add({ asked: UNLIMITED }), await swarm.add({ serving: UNHURRIED })];
  const song = newSong(SEED, SONG_BYTES);
  swarm.give(holder, song);
  await reader.meet(song);
  const about = { listen: [LOOPBACK], gate: new Gate(() => 0) };
  const nodes = [
    await startNode({ ...about, identity: await newIdentity() }),
    await startNode({ ...about, identity: await newIdentity() }),
  ] as const;
  const open = (protocol: string): Promise<Stream> =>
    nodes[0].dialProtocol(nodes[1].getMultiaddrs(), protocol);
  const result = await compare({
    ...{ over: 'TCP', reader, holder, song, passes: PASSES },
    raw: await rawStream(nodes[1], { protocol: RAW, open }),
    answers: await rawStream(nodes[1], { protocol: ANSWERS, open }),
  });
  await Promise.all(nodes.map(stopNode));
  await swarm.stop();
  return result;
}

/** The raw streams are beside ours on one connection: nothing else is on it meanwhile. Without WebRTC: why. */
async function overWebRtc(): Promise<Pick<Result, 'rows'> & { readonly notes: readonly string[] }> {
  const swarm = new LoopbackSwarm();
  const song = newSong(SEED + 3, SONG_BYTES);
  try {
    const reads = { asked: UNLIMITED };
    const pair = await webRtcPair(swarm, { song, reads, holds: { serving: UNHURRIED } });
    const { reader, holder, connection } = pair;
    const open = (protocol: string): Promise<Stream> => connection.newStream(protocol);
    const result = await compare({
      ...{ over: 'WebRTC', reader, holder, song, passes: WEBRTC_PASSES },
      raw: await rawStream(holder.peers.at.node, { protocol: RAW, open }),
      answers: await rawStream(holder.peers.at.node, { protocol: ANSWERS, open }),
    });
    await swarm.stop();
    await pair.close();
    return { ...result, notes: [] };
  } catch (error) {
    if (!(error instanceof NoWebRtcError)) throw error;
    return { rows: [], notes: [error.message] };
  } finally {
    await swarm.stop();
  }
}

interface Result {
  readonly rows: readonly Row[];
  /** Medians. */
  readonly ours: Measured;
}

/** In turns, after a round that doesn't count. */
async function compare({ over, reader, holder, song, passes, raw, answers }: Field): Promise<Result> {
  answer(answers[1]);
  const bytes = passes * SONG_BYTES;
  const runners: Readonly<Record<string, (onProgress: Progress) => Promise<void>>> = {
    ours: (onProgress) => fetchSong(reader, { holder, song, passes }, onProgress),
    'raw stream, one way': (onProgress) => pour(raw, bytes, onProgress),
    [`raw stream, ${OUTSTANDING} asked for at a time`]: (onProgress) =>
      askAndAnswer(answers, bytes, onProgress),
  };
  const figures = new Map<string, Measured[]>(Object.keys(runners).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++)
    for (const [name, run] of Object.entries(runners)) {
      const state = (): string =>
        `${name} over ${over}. ${stateOf('One way', raw)} ${stateOf('Asked for', answers)}`;
      const measured = await measure(bytes, run, state);
      if (round > 0) figures.get(name)?.push(measured);
    }
  const of = (name: string, key: keyof Measured): number =>
    median((figures.get(name) ?? []).map((each) => each[key]));
  const name = `blocks of 16 KiB over ${over}`;
  const rows = Object.keys(runners)
    .filter((each) => each !== 'ours')
    .flatMap((referenceName) => [
      rowOf({ name, unit: 'MB/s', referenceName, of: (who) => of(who, 'megabytesPerSecond') }),
      rowOf({ name: 'the same', unit: 'CPU s/GB', referenceName, of: (who) => of(who, 'cpuPerGigabyte') }),
    ]);
  const [megabytesPerSecond, cpuPerGigabyte] = [
    of('ours', 'megabytesPerSecond'),
    of('ours', 'cpuPerGigabyte'),
  ];
  return { rows, ours: { megabytesPerSecond, cpuPerGigabyte } };
}

/** Blocks as they go out to a listener over TCP: capped, paced, measured by pings. */
async function pacedUpload(): Promise<Measured> {
  const swarm = new LoopbackSwarm();
  const [reader, holder] = [await swarm.add(), await swarm.add({ serving: SERVING_PROFILES.modern })];
  // What has been sent before makes the compiler and the measured line warm.
  const [warm, song] = [newSong(SEED + 1, 500_000), newSong(SEED + 2, PACED_BYTES)];
  for (const each of [warm, song]) swarm.give(holder, each);
  await reader.meet(song);
  await fetchSong(reader, { holder, song: warm, passes: 1 }, () => undefined);
  const measured = await measure(PACED_BYTES, (onProgress) =>
    fetchSong(reader, { holder, song, passes: 1 }, onProgress),
  );
  await swarm.stop();
  return measured;
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

main().catch((error: unknown) => {
  // Nodes and streams that hang would keep the process.
  console.error(error);
  process.exit(1);
});
