// The node that is looked at, in a process of its own: it connects to others over WebRTC, parts from them, and so on, and says what it
// takes.
import { once } from 'node:events';
import { setTimeout as pass } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startSignalled, type RelayPlace, type SignalledNode } from '../../test/support/signalledNodes';

/** What is over by then is let go of, in milliseconds: libp2p's longest timer of a try. */
const SETTLE_MS = 11_000;

/** How long others that don't answer are given, in milliseconds. */
const GIVEN_UP_MS = 400;

/** What the node is to do. */
export interface LeakOrder {
  readonly relay: RelayPlace;
  /** Whom it connects to, all at a time. */
  readonly others: readonly string[];
  /** It says what it takes each time that so many connections have come and gone. */
  readonly connections: number;
  readonly times: number;
  readonly how: LeakCase;
}

/**
 * One node meets others; or the node is stopped and started anew each time that it has said what it takes; or one tries to meet
 * others, who don't answer.
 */
export type LeakCase = 'one node' | 'a new node each time' | 'given up';

/** What the process takes. */
export interface LeakUsage {
  readonly heapMiB: number;
  readonly residentMiB: number;
}

/** Does what its parent orders, and ends. */
export async function runNode(): Promise<void> {
  const [{ relay, others, connections, times, how }] = (await once(process, 'message')) as [LeakOrder];
  let node = await startSignalled(relay);
  for (let time = 0; time < times; time++) {
    for (let made = 0; made < connections; made += others.length)
      await Promise.all(others.map((other) => meetAndPart(node, other, how)));
    if (how === 'a new node each time') {
      await node.stop();
      node = await startSignalled(relay);
    }
    const says = await usage();
    await new Promise((sent) => process.send?.(says, sent));
  }
  // WebRTC's threads would keep it.
  process.exit(0);
}

async function meetAndPart(node: SignalledNode, other: string, how: LeakCase): Promise<void> {
  if (how !== 'given up') {
    const { remoteAddr } = await node.connect(other);
    if (!remoteAddr.toString().includes('/webrtc'))
      throw new Error('They have met otherwise than by WebRTC.');
  } else if (await isThere(node.tryFor(GIVEN_UP_MS, other)))
    throw new Error('Whoever is silent has answered.');
  node.part(other);
}

function isThere(connecting: Promise<unknown>): Promise<boolean> {
  return connecting.then(
    () => true,
    () => false,
  );
}

async function usage(): Promise<LeakUsage> {
  await pass(SETTLE_MS);
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, rss } = process.memoryUsage();
  return { heapMiB: heapUsed / 2 ** 20, residentMiB: rss / 2 ** 20 };
}
