// What the tracker keeps of its guests, and what it tells whom: on real streams, from wherever the test says they come.
import assert from 'node:assert/strict';
import type { Connection } from '@libp2p/interface';
import { multiaddr } from '@multiformats/multiaddr';
import { newIdentity } from '../../../src/engine/swarm/identity';
import { FrameReader, frameOf } from '../../../src/engine/swarm/wire/frames';
import { LONGEST_TRACKER_FRAME } from '../../../src/engine/swarm/wire/limits';
import {
  decodeTrackerMessage,
  encodeTrackerMessage,
  type TrackerMessage,
} from '../../../src/engine/swarm/wire/trackerCodec';
import { MESSAGES_AT_ONCE } from '../../../src/server/swarm/limits';
import { TrackerService } from '../../../src/server/swarm/trackerService';
import { ConnectedNodes } from '../../support/libp2pStreams';
import { SteppedClock } from '../../support/steppedClock';
import { until } from '../../support/until';

const SONG = 'bafysong';
const HOUR_MS = 3_600_000;
const HERE = '/ip4/127.0.0.1/tcp/4000';
const ELSEWHERE = '/ip4/192.168.1.7/tcp/4000';
const NOTHING: TrackerMessage = {
  ...{ type: 'announce', queryId: null, holdings: [], departed: [], load: 0, addresses: null },
};

/** The clock of the world, which counts what it is to ring for later than in a minute. */
class CountingClock extends SteppedClock {
  farAlarms = 0;

  override wakeAt(atMs: number, callback: () => void): void {
    if (atMs - this.nowMs() > 60_000) this.farAlarms += 1;
    super.wakeAt(atMs, callback);
  }
}

/** A guest of the tracker. */
interface Guest {
  readonly peerId: string;
  readonly heard: readonly TrackerMessage[];
  say(message: TrackerMessage): void;
  leave(): void;
}

describe('The tracker', () => {
  let nodes: ConnectedNodes;
  let clock: CountingClock;
  let tracker: TrackerService;

  before(async () => (nodes = await ConnectedNodes.start()));
  after(() => nodes.stop());
  beforeEach(() => {
    clock = new CountingClock();
    tracker = new TrackerService({
      ...{ clock, random: Math.random, blockCountOf: () => 8, revoked: () => [] },
      // A credential is an account's name.
      verify: (shown, peerId) => ({
        isGood: true,
        credential: {
          ...{ account: Buffer.from(shown).toString(), peerId, swarm: 'home' },
          expiresAtMs: clock.wallMs() + HOUR_MS,
        },
      }),
    });
  });
  afterEach(() => tracker.close());

  const enter = async (account: string, remote = HERE): Promise<Guest> => {
    const { peerId } = await newIdentity();
    const [own, other] = await nodes.openStream();
    const heard: TrackerMessage[] = [];
    const reader = new FrameReader(LONGEST_TRACKER_FRAME);
    own.addEventListener('message', ({ data }) => {
      for (const frame of reader.take(data.subarray())) heard.push(decodeTrackerMessage(frame)!);
    });
    const remotePeer = { toString: () => peerId };
    const connection = { remotePeer, remoteAddr: multiaddr(remote), abort: () => undefined };
    tracker.serve(other, connection as unknown as Connection);
    const say = (message: TrackerMessage): void => {
      if (own.status === 'open') own.send(frameOf(encodeTrackerMessage(message)));
    };
    say({ type: 'credential', credential: Buffer.from(account) });
    return { peerId, heard, say, leave: () => own.abort(new Error('gone')) };
  };
  const entered = async (account: string, remote = HERE): Promise<Guest> => {
    const guest = await enter(account, remote);
    await until(() => tracker.hasGuest(guest.peerId));
    return guest;
  };
  const has = (guest: Guest, addresses: readonly string[]): void => {
    guest.say({ ...NOTHING, holdings: [{ contentId: SONG, haveMap: null }], addresses });
  };
  /** The addresses that a guest is told of who has the song. */
  const toldTo = async (guest: Guest): Promise<readonly string[]> => {
    guest.say({ type: 'find', queryId: 1, contentIds: [SONG] });
    await until(() => guest.heard.some(({ type }) => type === 'found'));
    const found = guest.heard.find((message) => message.type === 'found');
    return found?.type === 'found' ? (found.found[0]?.providers[0]?.addresses ?? []) : [];
  };

  it('lets go of who says more than anybody needs, and of its account’s other nodes too', async () => {
    const [mallory, ann] = [await entered('mallory'), await entered('ann')];
    for (let count = 0; count < 3 * MESSAGES_AT_ONCE; count++) mallory.say(NOTHING);
    await until(() => !tracker.hasGuest(mallory.peerId) && mallory.heard.length > 0);
    assert.deepEqual(
      mallory.heard.filter((message) => message.type === 'refused').map(({ reason }) => reason),
      ['malformed'],
    );
    const again = await entered('mallory');
    for (let count = 0; count < 100; count++) again.say(NOTHING);
    await until(() => !tracker.hasGuest(again.peerId));
    ann.say({ type: 'find', queryId: 1, contentIds: [SONG] });
    await until(() => ann.heard.length === 1);
    assert.ok(tracker.hasGuest(ann.peerId));
  });

  it('keeps no alarm for each of those who have come and gone', async () => {
    for (let count = 0; count < 20; count++) {
      const guest = await entered(`guest ${count}`);
      guest.leave();
      await until(() => !tracker.hasGuest(guest.peerId));
    }
    // One for the first credential that ends, one for members that are forgotten.
    assert.ok(clock.farAlarms <= 2, `${clock.farAlarms} alarms`);
  });

  it('lets everybody go whose credential has ended, and nobody else', async () => {
    const first = await entered('ann');
    clock.step(HOUR_MS / 2);
    const second = await entered('bob');
    clock.step(HOUR_MS / 2 + 5 * 60_000);
    await until(() => !tracker.hasGuest(first.peerId));
    assert.ok(tracker.hasGuest(second.peerId));
    clock.step(HOUR_MS / 2);
    await until(() => !tracker.hasGuest(second.peerId));
  });

  it('tells nobody elsewhere what only this machine reaches', async () => {
    has(await entered('ann', HERE), [HERE, ELSEWHERE]);
    const [near, far] = [await entered('bob', HERE), await entered('carl', ELSEWHERE)];
    await until(() => tracker.counts.places === 1);
    assert.deepEqual(await toldTo(near), [HERE, ELSEWHERE]);
    assert.deepEqual(await toldTo(far), [ELSEWHERE]);
  });

  it('believes nobody elsewhere who says that it is on this machine', async () => {
    has(await entered('mallory', ELSEWHERE), [HERE, '/ip6/::1/tcp/22', ELSEWHERE]);
    const near = await entered('bob', HERE);
    await until(() => tracker.counts.places === 1);
    assert.deepEqual(await toldTo(near), [ELSEWHERE]);
  });
});
