// What is left in a process of connections over WebRTC that have come and gone: heap and resident memory after the first of them and after
// many more; the same where the node is stopped and started anew between; and what is left of tries that were given up.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openRelay, startSignalled } from '../test/support/signalledNodes';
import { report, type Row } from './contest';
import { runNode, type LeakCase, type LeakOrder, type LeakUsage } from './leak/node';

const CASES: readonly LeakCase[] = ['one node', 'a new node each time', 'given up'];
/** As many as a player has over WebRTC at most. */
const OTHERS = 8;
/** Connections between two looks. */
const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 200);
const TIMES = Number(process.env['TIMES'] ?? 6);

async function main(): Promise<void> {
  const rows: Row[] = [];
  const notes: string[] = [];
  for (const how of CASES) {
    const usages = await usagesOf({ connections: CONNECTIONS, times: TIMES, how });
    const [first, last] = [usages[0], usages.at(-1)];
    if (first === undefined || last === undefined) throw new Error('The node has said nothing.');
    const row = (what: string, ours: number, reference: number): Row => ({
      ...{ name: `${how}: ${what} after ${TIMES * CONNECTIONS} connections over WebRTC`, unit: 'MiB' },
      ...{ ours, reference, referenceName: `after ${CONNECTIONS}`, ratio: ours / reference },
    });
    rows.push(row('heap', last.heapMiB, first.heapMiB), row('resident', last.residentMiB, first.residentMiB));
    const figures = (key: keyof LeakUsage): string => usages.map((each) => each[key].toFixed(1)).join(', ');
    notes.push(
      `${how}, MiB each ${CONNECTIONS}: heap ${figures('heapMiB')}; resident ${figures('residentMiB')}`,
    );
  }
  report(rows, notes);
}

/** What a node takes, each time that it is looked at. */
async function usagesOf(order: Pick<LeakOrder, 'connections' | 'times' | 'how'>): Promise<LeakUsage[]> {
  const relay = await openRelay();
  const others = await Promise.all(Array.from({ length: OTHERS }, () => startSignalled(relay)));
  if (order.how === 'given up') await Promise.all(others.map((each) => each.fallSilent()));
  const { peerId, addresses } = relay;
  const child = fork(__filename, ['node']);
  const ended = once(child, 'exit');
  child.send({
    ...{ ...order, relay: { peerId, addresses }, others: others.map((each) => each.peerId) },
  } satisfies LeakOrder);
  const usages: LeakUsage[] = [];
  child.on('message', (usage: LeakUsage) => usages.push(usage));
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`The node has ended with ${String(code)}.`);
  await Promise.all(others.map((each) => each.stop()));
  await relay.stop();
  return usages;
}

// WebRTC's connections to nodes that have ended would keep this process for minutes.
void (process.argv[2] === 'node'
  ? runNode()
  : main().then(() => process.stdout.write('', () => process.exit())));
