// The node that is looked at, in a process of its own: it connects to others over WebRTC, parts from them, and so on, and says what it
// takes. Recycled, its node is stopped and started anew between.
import { once } from 'node:events';
import { setTimeout as pass } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startSignalled, type RelayPlace, type SignalledNode } from '../../test/support/signalledNodes';

/** What is over by then is let go of, in milliseconds: libp2p's longest timer of a try. */
const SETTLE_MS = 11_000;

/** What the node is to do. */
export interface LeakOrder {
  readonly relay: RelayPlace;
  /** Whom it connects to, all at a time. */
  readonly others: readonly string[];
  /** It says what it takes each time that so many connections have come and gone. */
  readonly connections: number;
  readonly times: number;
  /** Whether the node is stopped and started anew each time. */
  readonly isRecycled: boolean;
}

/** What the process takes. */
export interface LeakUsage {
  readonly heapMiB: number;
  readonly residentMiB: number;
}

/** Does what its parent orders, and ends. */
export async function runNode(): Promise<void> {
  const [{ relay, others, connections, times, isRecycled }] = (await once(process, 'message')) as [LeakOrder];
  let node = await startSignalled(relay);
  for (let time = 0; time < times; time++) {
    for (let made = 0; made < connections; made += others.length)
      await Promise.all(others.map((other) => meetAndPart(node, other)));
    if (isRecycled) {
      await node.stop();
      node = await startSignalled(relay);
    }
    const says = await usage();
    await new Promise((sent) => process.send?.(says, sent));
  }
  // WebRTC's threads would keep it.
  process.exit(0);
}

async function meetAndPart(node: SignalledNode, other: string): Promise<void> {
  const { remoteAddr } = await node.connect(other);
  if (!remoteAddr.toString().includes('/webrtc')) throw new Error('They have met otherwise than by WebRTC.');
  node.part(other);
}

async function usage(): Promise<LeakUsage> {
  await pass(SETTLE_MS);
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapMiB: heapUsed / 2 ** 20, residentMiB: rss / 2 ** 20 };
}
