// A listener who plays, an honest peer, and a member that does what no honest one does: the music goes on, all of it, little is
// kept of what the other one sends and little is said to it, and it is let go of.
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { blockCount, bytesOfBlocks } from '../../../src/shared/blocks';
import { fullHaveMap } from '../../../src/engine/policy/haveMap';
import { INBOUND_CONNECTIONS_PER_SECOND, MOST_PENDING_CONNECTIONS } from '../../../src/engine/swarm/limits';
import type { BlocksMessage } from '../../../src/engine/swarm/wire/blocksMessages';
import { HostilePeer, type Joined } from '../../support/hostilePeer';
import { LoopbackSwarm, newSong, type Member, type Song } from '../../support/loopbackSwarm';
import { PeerListener } from '../../support/peerListener';
import { until } from '../../support/until';

const KiB = 1024;
const MiB = 1024 * KiB;
/** So often at most something is played before the offender has to be gone. */
const MOST_PLAYS = 8;
/** What may be kept of what it sends, in bytes. */
const MOST_KEPT = 4 * MiB;
/** Requests that a peer gets which answers none. */
const MOST_ASKED_IN_VAIN = 8;
/** What may be said to it. */
const MOST_SAID = 2_000;

type Request = BlocksMessage & { readonly type: 'request' };

/** What an offender does. */
interface Attack {
  /** When it has been let in. */
  readonly begin?: (stream: Joined, songs: readonly Song[]) => void;
  /** When it is asked for a block. */
  readonly asked?: (request: Request, stream: Joined) => void;
  readonly readsNothing?: boolean;
  /** Whether the victim has to wait for what doesn't come. */
  readonly takesTime?: boolean;
  /** Whether it answers nothing: time passes until that is clear. */
  readonly isSilent?: boolean;
}

const sizeOf = ({ blocks }: Request, { bytes }: Song): number => {
  const { start, end } = bytesOfBlocks(bytes.length, blocks);
  return end - start;
};
const blockFor = (request: Request, bytes: Uint8Array, block = request.blocks.first): BlocksMessage => ({
  ...{ type: 'block', requestId: request.requestId, block, offset: 0, bytes },
});
const many = (count: number, say: (at: number) => void): void => {
  for (let at = 1; at <= count; at++) say(at);
};
const songs = Array.from({ length: MOST_PLAYS }, (_, at) => newSong(at + 1, 160 * KiB));
const [song] = songs as [Song];
/** What is played when the offender has gone. */
const encore = newSong(99, 160 * KiB);

const ATTACKS: Readonly<Record<string, Attack>> = {
  'sends other bytes': {
    asked: (request, stream) => stream.say(blockFor(request, new Uint8Array(sizeOf(request, song)))),
  },
  'sends another block than it was asked for': {
    asked: (request, stream) =>
      stream.say(blockFor(request, new Uint8Array(100), (request.blocks.first + 1) % 10)),
  },
  'begins a message that never ends': {
    begin: (stream) => stream.sayBytes(Uint8Array.of(0x80, 0x80, 0x03)),
    asked: (_, stream) => stream.sayBytes(new Uint8Array(10)),
    takesTime: true,
  },
  'says that a message is as long as can be': {
    begin: (stream) => stream.sayBytes(Uint8Array.of(0xff, 0xff, 0xff, 0x7f)),
  },
  'says that it has what it lacks': {
    begin: (stream) => {
      for (const { contentId } of songs)
        stream.say({ type: 'have', contentId, haveMap: fullHaveMap(blockCount(song.bytes.length)) });
    },
    asked: ({ requestId, blocks }, stream) => stream.say({ type: 'gone', requestId, blocks: [blocks] }),
    takesTime: true,
  },
  'asks without end': {
    begin: (stream) =>
      many(3_000, (requestId) =>
        stream.say({
          ...{ type: 'request', requestId, contentId: song.contentId, blocks: { first: 0, end: 1 } },
          ...{ priority: 'play', deadlineMs: null },
        }),
      ),
  },
  'asks, and reads nothing of what it is sent': {
    readsNothing: true,
    begin: (stream) =>
      many(150, (requestId) =>
        stream.say({
          ...{ type: 'request', requestId, contentId: song.contentId, blocks: { first: 0, end: 10 } },
          ...{ priority: 'play', deadlineMs: null },
        }),
      ),
    takesTime: true,
  },
  'answers nothing': { takesTime: true, isSilent: true },
  'has a thousand queries a second': {
    begin: (stream) =>
      many(2_000, (queryId) =>
        stream.say({ type: 'query', queryId, contentIds: [song.contentId], hopsLeft: 2 }),
      ),
  },
};

describe('the music goes on, and a member is let go of that', () => {
  let swarm: LoopbackSwarm;
  let honest: Member;
  let victim: Member;
  let offender: HostilePeer;

  beforeEach(async () => {
    swarm = new LoopbackSwarm();
    offender = await HostilePeer.start();
    honest = await swarm.add();
    const providers = [
      { peerId: honest.peerId, addresses: honest.peers.addresses, haveMap: null, load: 0 },
      { peerId: offender.peerId, addresses: offender.addresses, haveMap: null, load: 0 },
    ];
    victim = await swarm.add({
      tracker: {
        find: (contentIds) => Promise.resolve(contentIds.map((contentId) => ({ contentId, providers }))),
        announce: () => undefined,
      },
    });
    for (const each of [...songs, encore]) {
      swarm.give(honest, each);
      swarm.give(victim, each);
    }
  });
  afterEach(() => Promise.all([swarm.stop(), offender.stop()]));

  for (const [name, attack] of Object.entries(ATTACKS))
    it(name, async function () {
      this.timeout(60_000);
      const listener = new PeerListener(victim, [...songs, encore]);
      offender.isReading = attack.readsNothing !== true;
      const stream = await offender.join(victim);
      offender.onMessage = (message) => {
        if (message.type === 'request') attack.asked?.(message, stream);
      };
      await until(() => victim.peers.connected.includes(offender.peerId));
      const before = await keptBytes();
      const state = { isGone: false, isPlaying: true };
      void stream.closed.then(() => (state.isGone = true));
      attack.begin?.(stream, songs);
      const playing = (async () => {
        for (const each of songs) {
          assert.deepEqual(await listener.play(each), each.bytes);
          if (attack.isSilent === true) victim.clock.step(10_000);
          if (state.isGone) break;
        }
        state.isPlaying = false;
      })();
      // Nobody has to sit through it.
      await until(() => {
        if (attack.takesTime === true) victim.clock.step(50);
        return !state.isPlaying || state.isGone;
      });
      await playing;
      await until(() => {
        if (attack.takesTime === true) victim.clock.step(50);
        return state.isGone;
      });
      assert.deepEqual(victim.peers.connected, [honest.peerId]);
      const asked = offender.heard.filter(({ type }) => type === 'request').length;
      if (attack.isSilent === true) assert.ok(asked > 0 && asked <= MOST_ASKED_IN_VAIN, `${asked} requests`);
      assert.deepEqual(await listener.play(encore), encore.bytes, 'the music goes on');
      const keptMore = (await keptBytes()) - before;
      assert.ok(keptMore < MOST_KEPT, `${keptMore} bytes are kept`);
      assert.ok(offender.heard.length < MOST_SAID, `${offender.heard.length} messages are sent to it`);
    });

  it('opens connections by halves: one that says who it is and no more, and a hundred without a word', async function () {
    this.timeout(60_000);
    const listener = new PeerListener(victim, [...songs, encore]);
    const { connection, closed } = await offender.connect(victim);
    // When this is refused, the victim has seen the connection.
    await connection.newStream('/nothing/1.0.0').catch(() => undefined);
    const port = Number(/\/tcp\/(\d+)/.exec(victim.peers.addresses[0] ?? '')?.[1]);
    let open = 100;
    const sockets = Array.from({ length: open }, () => {
      const socket = connect(port, '127.0.0.1');
      return socket.on('error', () => undefined).on('close', () => (open -= 1));
    });
    assert.deepEqual(await listener.play(song), song.bytes);
    // As many as may be pending are given the time of a slow handshake.
    await until(() => open <= MOST_PENDING_CONNECTIONS);
    victim.clock.step(2_000);
    await closed;
    assert.deepEqual(victim.peers.connected, [honest.peerId]);
    for (const socket of sockets) socket.destroy();
  });

  it('opens connections by halves, again and again, without taking the room of members who come', async function () {
    if (process.platform !== 'linux') this.skip(); // All of 127.0.0.0/8 is this machine there.
    const port = Number(/\/tcp\/(\d+)/.exec(victim.peers.addresses[0] ?? '')?.[1]);
    const before = await keptBytes();
    const sockets: Socket[] = [];
    let open = 0;
    // As many from each address as one may open a second.
    for (const localAddress of ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5'])
      for (let count = 0; count < INBOUND_CONNECTIONS_PER_SECOND; count++) {
        const socket = connect({ port, host: '127.0.0.1', localAddress });
        socket.on('error', () => undefined).on('close', () => (open -= 1));
        socket.on('data', () => undefined);
        open += 1;
        await new Promise<void>((resolve) => {
          socket.once('connect', () => resolve()).once('close', () => resolve());
        });
        sockets.push(socket);
      }
    await until(() => open <= MOST_PENDING_CONNECTIONS);
    await offender.join(victim);
    await offender.hear('limits');
    assert.deepEqual(
      victim.peers.connected,
      [offender.peerId],
      'who comes then, and has a credential, is let in',
    );
    const keptMore = (await keptBytes()) - before;
    assert.ok(keptMore < MOST_KEPT, `${keptMore} bytes are kept`);
    for (const socket of sockets) socket.destroy();
  });
});

/** What is kept in buffers when all garbage is gone, in bytes. */
async function keptBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  return process.memoryUsage().arrayBuffers;
}
