// What a node of the swarm takes while nothing is played or sent: with 8 neighbours over WebRTC (the most it has), with as many
// over TCP, and with none, each in a process of its own; the neighbours and the origin's node, which is tracker and relay, are in
// this one. What libp2p keeps up by itself counts: keep-alives, ICE's and SCTP's heartbeats, the way to the tracker.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { neighbourWorld, type NeighbourWorld } from './idle/neighbourWorld';
import { runNode, type IdleUsage, type NodeOrder, type NodeSays } from './idle/node';
import type { Way } from './idle/ways';
import { median, report, type Row } from './contest';

const NEIGHBOURS = 8;
/** How long each is looked at, in seconds. */
const SECONDS = Number(process.env['SECONDS'] ?? 60);
/** What a start and meeting others costs is over by then, in seconds. */
const SETTLE_SECONDS = Number(process.env['SETTLE_SECONDS'] ?? 20);
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);

const CASES = {
  WebRTC: { way: 'WebRTC', count: NEIGHBOURS },
  TCP: { way: 'TCP', count: NEIGHBOURS },
  none: { way: 'TCP', count: 0 },
} as const satisfies Record<string, { readonly way: Way; readonly count: number }>;
type Case = keyof typeof CASES;

async function main(): Promise<void> {
  const figures: Record<Case, IdleUsage[]> = { WebRTC: [], TCP: [], none: [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const name of Object.keys(CASES) as Case[]) figures[name].push(await usageWith(CASES[name]));
  const of = (name: Case, key: keyof IdleUsage): number => median(figures[name].map((each) => each[key]));
  const row = (about: Pick<Row, 'name' | 'unit'>, key: keyof IdleUsage): Row[] =>
    (['TCP', 'none'] as const).map((name) => ({
      ...about,
      ours: of('WebRTC', key),
      reference: of(name, key),
      referenceName: name === 'none' ? 'no neighbour' : `${NEIGHBOURS} neighbours over ${name}`,
      ratio: of('WebRTC', key) / of(name, key),
    }));
  report(
    [
      ...row(
        { name: `idle with ${NEIGHBOURS} neighbours over WebRTC`, unit: 'CPU ms/min' },
        'cpuMsPerMinute',
      ),
      ...row({ name: 'the same: memory, resident', unit: 'MiB' }, 'residentMiB'),
    ],
    [`${ROUNDS} rounds of ${SECONDS} s each, begun ${SETTLE_SECONDS} s after all had met.`],
  );
}

/** What a node takes in a world of its own. */
async function usageWith({ way, count }: { readonly way: Way; readonly count: number }): Promise<IdleUsage> {
  const world = await neighbourWorld(way, count);
  try {
    return await usageIn(world, { way, count });
  } finally {
    await world.close();
  }
}

async function usageIn(
  world: NeighbourWorld,
  about: { readonly way: Way; readonly count: number },
): Promise<IdleUsage> {
  const order: NodeOrder = {
    ...{ ...about, track: world.track },
    ...{ seconds: SECONDS, settleSeconds: SETTLE_SECONDS },
  };
  const child = fork(__filename, ['node'], { serialization: 'advanced' });
  const ended = once(child, 'exit');
  child.send(order);
  return await new Promise<IdleUsage>((resolve, reject) => {
    child.on('message', (said: NodeSays) => {
      if (said.type === 'is') child.send(world.invite(said.peerId));
      else void ended.then(() => resolve(said.usage));
    });
    child.once('error', reject);
    void ended.then(([code]) => {
      if (code !== 0) reject(new Error(`The node has ended with ${String(code)}.`));
    });
  });
}

// WebRTC's connections to nodes that have ended would keep this process for minutes.
void (process.argv[2] === 'node'
  ? runNode()
  : main().then(() => process.stdout.write('', () => process.exit())));
