// A machine of a listener in the swarm of a real origin: cache on disk, policy, node of libp2p; all but the page.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskBlockStore } from '../../src/engine/cache/diskBlockStore';
import { manifestProver } from '../../src/engine/manifest/prove';
import { HttpOrigin } from '../../src/engine/origin/httpOrigin';
import { parseMediaInfo } from '../../src/engine/origin/mediaInfoFormat';
import { MusicLibrary } from '../../src/engine/origin/musicLibrary/musicLibrary';
import type { FetchedBlock } from '../../src/engine/fetcherParts';
import type { Clock } from '../../src/engine/ports';
import type { Prove } from '../../src/engine/proofs';
import type { ServingLimits } from '../../src/engine/policy/servingLimits';
import { newIdentity } from '../../src/engine/swarm/identity';
import { Membership } from '../../src/engine/swarm/membership';
import type { MembershipParts, StartSwarm } from '../../src/engine/swarm/membershipParts';
import { startSwarm } from '../../src/engine/swarm/startSwarm';
import { realClock } from './realClock';
import { HeadlessListener } from '../../src/peer/headlessListener';
import { createOriginServer } from '../../src/server/originServer';
import { swarmKeyOf, type SwarmKey } from '../../src/server/swarm/swarmKey';
import { SwarmService } from '../../src/server/swarm/swarmService';
import type { Login } from '../../src/shared/login';
import type { Track } from '../../src/shared/track';
import { musicFolder } from './musicFolder';
import { until } from './until';

/** An origin with a swarm. */
export interface SwarmOriginWorld {
  readonly url: string;
  /** All tracks, with content ids. */
  readonly tracks: readonly Track[];
  readonly swarm: SwarmService;
  readonly key: SwarmKey;
  close(): Promise<void>;
}

/** Serves these files, once all of them are known by content. `hasSwarm` false: an origin that invites nobody. */
export async function swarmOrigin(
  files: Readonly<Record<string, Uint8Array>>,
  { hasSwarm = true } = {},
): Promise<SwarmOriginWorld> {
  const [folder, index] = [await musicFolder(files), await musicFolder({})];
  const about = { folder: folder.root, indexFolder: index.root, onProblem: () => undefined };
  const library = await MusicLibrary.open(about);
  await until(() => library.tracks.every(({ contentId }) => contentId !== null));
  const key = await swarmKeyOf(randomBytes(32));
  const swarm = await SwarmService.start({
    ...{ key, clock: realClock, random: Math.random },
    ...{ listen: ['/ip4/127.0.0.1/tcp/0'], tracks: () => library.tracks },
  });
  const swarmService = hasSwarm ? swarm : null;
  const server = createOriginServer({ library, access: 'anonymous', swarmService });
  await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    ...{ url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/`, swarm, key },
    tracks: library.tracks,
    close: async () => {
      await server.close();
      await swarm.stop();
      await library.close();
      await index.remove();
      await folder.remove();
    },
  };
}

/** What is other about a machine. */
export interface SwarmMachineOptions {
  readonly clock?: Clock;
  /** How it logs in at the origin. Default: not at all. */
  readonly login?: Login;
  /** Where it listens for peers. Default: TCP on loopback. */
  readonly listen?: readonly string[];
  /** Whether it has WebRTC, on loopback. Default: no. */
  readonly hasWebRtc?: boolean;
  /** Whether it looks around on the network. Default: no. */
  readonly isOnLan?: boolean;
  /** The ways to the swarm's node that it finds open, of those that it is told. */
  readonly open?: (addresses: readonly string[]) => readonly string[];
  /** How it serves others; default: as the product does. */
  readonly serving?: ServingLimits;
  /** What it sends for a block; default: the block. */
  readonly served?: (bytes: Uint8Array) => Uint8Array;
  /** Looks at what comes for its listener's ears. */
  readonly onBlock?: (track: Track, block: FetchedBlock) => void;
  /** A block that came from a peer has been held against its manifest. */
  readonly onJudged?: (isRight: boolean) => void;
}

/** A machine. */
export interface SwarmMachine {
  readonly listener: HeadlessListener;
  readonly membership: Membership;
  /** What the log says. */
  readonly said: readonly string[];
  close(): Promise<void>;
}

/** Starts a machine that listens to an origin. */
export async function swarmMachine(
  { url, tracks }: Pick<SwarmOriginWorld, 'url' | 'tracks'>,
  options: SwarmMachineOptions = {},
): Promise<SwarmMachine> {
  const { clock = realClock, login = null, open, serving, served, onBlock, onJudged } = options;
  const { hasWebRtc = false, isOnLan = false, listen = ['/ip4/127.0.0.1/tcp/0'] } = options;
  const webRtc = hasWebRtc ? { bindAddress: '127.0.0.1' } : null;
  const folder = await mkdtemp(join(tmpdir(), 'starling-machine-'));
  const said: string[] = [];
  const info = (text: string): void => void said.push(text);
  const store = await DiskBlockStore.open({ folder, capBytes: Infinity, clock, onProblem: info });
  const origin = new HttpOrigin(url);
  origin.logIn(login);
  const invite = origin.invite.bind(origin);
  origin.invite = async (peerId, signal) => {
    const invitation = await invite(peerId, signal);
    return invitation === null || open === undefined
      ? invitation
      : { ...invitation, addresses: open(invitation.addresses) };
  };
  const identity = await newIdentity();
  const start: StartSwarm = (options) =>
    startSwarm(serving === undefined ? options : { ...options, serving });
  const membership = new Membership({
    ...{ clock, random: Math.random, info },
    store: served === undefined ? store : servingOther(store, served),
    load: () => Promise.resolve({ identity, listen, webRtc, isOnLan, start }),
  });
  // So it knows whether there is a swarm.
  await origin.catalogue(AbortSignal.timeout(10_000));
  membership.use([{ origin, tracks }]);
  const listener = new HeadlessListener({
    ...{ clock, store, origin, parseMediaInfo, swarm: membership, warn: info, newPlayId: randomUUID },
    ...(onBlock === undefined ? {} : { onBlock }),
    prove: onJudged === undefined ? prove : watched(prove, onJudged),
  });
  const close = async (): Promise<void> => {
    await membership.stop();
    origin.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { listener, membership, said, close };
}

const prove = manifestProver((bytes) => createHash('sha256').update(bytes).digest());

function watched(inner: Prove, onJudged: (isRight: boolean) => void): Prove {
  return (encoded, contentId) => {
    const manifest = inner(encoded, contentId);
    const isBlockRight = (block: number, bytes: Uint8Array): boolean => {
      const isRight = manifest.isBlockRight(block, bytes);
      onJudged(isRight);
      return isRight;
    };
    return { ...manifest, isBlockRight };
  };
}

/** A store that is read otherwise than it is. */
function servingOther(
  store: DiskBlockStore,
  served: (bytes: Uint8Array) => Uint8Array,
): MembershipParts['store'] {
  return {
    lookUp: (key) => store.lookUp(key),
    read: async (key, blocks) =>
      (await store.read(key, blocks)).map((bytes) => (bytes === null ? null : served(bytes))),
    contentKeys: () => store.contentKeys(),
    onHeldChange: (listener) => store.onHeldChange(listener),
  };
}
