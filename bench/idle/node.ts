// The node that is looked at, in a process of its own: it joins, meets its neighbours, and does nothing.
import { once } from 'node:events';
import { setTimeout as pass } from 'node:timers/promises';
import type { SwarmInvitation } from '../../src/engine/ports';
import { newIdentity } from '../../src/engine/swarm/identity';
import { startSwarm } from '../../src/engine/swarm/startSwarm';
import { systemClock as clock } from '../../src/engine/systemClock';
import { blockCount } from '../../src/shared/blocks';
import type { Track } from '../../src/shared/track';
import { WAYS, type Way } from './ways';

/** All must have been met by then, in milliseconds. */
const MEETING_MS = 60_000;
const LOOK_MS = 500;

/** What the node is to do. */
export interface NodeOrder {
  readonly way: Way;
  /** So many neighbours are to be met. */
  readonly count: number;
  /** What they have. */
  readonly track: Track;
  /** How long it is looked at, in seconds. */
  readonly seconds: number;
  /** And from when on, in seconds. */
  readonly settleSeconds: number;
}

/** What it took. */
export interface IdleUsage {
  /** CPU time of all its threads, in milliseconds for each minute. */
  readonly cpuMsPerMinute: number;
  readonly residentMiB: number;
}

/** What it says: who it is, for an invitation; what it took. */
export type NodeSays =
  { readonly type: 'is'; readonly peerId: string } | { readonly type: 'took'; readonly usage: IdleUsage };

/** Does what its parent orders, and ends. */
export async function runNode(): Promise<void> {
  const { way, count, track, seconds, settleSeconds } = await heard<NodeOrder>();
  const identity = await newIdentity();
  const invited = heard<SwarmInvitation>();
  say({ type: 'is', peerId: identity.peerId });
  const complain = (text: string): void => void process.stderr.write(`${text}\n`);
  const { peers, lacking } = await startSwarm({
    ...{ ...WAYS[way], clock, random: Math.random, identity, invitation: await invited },
    ...{ blockCountOf: () => blockCount(track.sizeBytes), blocks: { read: () => Promise.resolve(null) } },
    ...{ onSent: () => undefined, onTrouble: complain, info: complain },
  });
  if (way === 'WebRTC' && lacking !== null) throw new Error(`There is no WebRTC here: ${lacking}`);
  const startMs = performance.now();
  // Each search dials those that were named and aren't there yet.
  for (let met = -1; met < count;) {
    met = peers.connected.length;
    if (performance.now() - startMs > MEETING_MS)
      throw new Error(`${met} of ${count} neighbours have been met in a minute.`);
    if (met < count) peers.find([track]);
    await pass(LOOK_MS);
  }
  await pass(settleSeconds * 1000);
  const usage = await usageOver(seconds);
  if (peers.connected.length !== count)
    throw new Error(`${peers.connected.length} of ${count} neighbours are left.`);
  // Timers that are far off, and WebRTC's threads, would keep it.
  process.send?.({ type: 'took', usage } satisfies NodeSays, () => process.exit(0));
}

async function usageOver(seconds: number): Promise<IdleUsage> {
  const [startMs, before] = [performance.now(), process.cpuUsage()];
  await pass(seconds * 1000);
  const { user, system } = process.cpuUsage(before);
  return {
    cpuMsPerMinute: (60 * (user + system)) / (performance.now() - startMs),
    residentMiB: process.memoryUsage.rss() / 2 ** 20,
  };
}

async function heard<Message>(): Promise<Message> {
  const [message] = (await once(process, 'message')) as [Message];
  return message;
}

function say(what: NodeSays): void {
  process.send?.(what);
}
