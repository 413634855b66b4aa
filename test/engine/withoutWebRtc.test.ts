// An engine whose native part of WebRTC isn't there, or is another system's: as from a package that was made elsewhere.
import assert from 'node:assert/strict';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { doctorReport } from '../../src/host/doctorReport';
import type { BytesMessage } from '../../src/shared/engineMessages';
import type { PeersReport } from '../../src/shared/peerSettings';
import type { EngineReport } from '../../src/shared/report';
import type { SoundSource } from '../../src/shared/soundSource';
import { EngineWindow } from '../support/engineWindow';
import { longWave } from '../support/longWave';
import { musicFolder, type MusicFolder } from '../support/musicFolder';
import { swarmMachine, swarmOrigin, type SwarmMachine, type SwarmOriginWorld } from '../support/swarmMachine';

const ALLOWED = { isOn: true, uploadCapBytesPerSecond: 50e6, isMetered: false };
const FIRST = 'First';
/** The tracker may not have been reached yet when the first of them begins: then it comes from the origin. */
const LATER = ['Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'] as const;
const BUILT = resolve('dist/engine');

describe('An engine that can’t load WebRTC', function () {
  this.timeout(60_000);
  let installed: MusicFolder;
  let storage: MusicFolder;
  let origin: SwarmOriginWorld;
  let other: SwarmMachine;
  let window: EngineWindow;

  before(async () => {
    origin = await swarmOrigin(
      Object.fromEntries([FIRST, ...LATER].map((title) => [`${title}.wav`, longWave(60, title)])),
    );
    other = await swarmMachine(origin);
    other.membership.allow(ALLOWED);
    for (const track of origin.tracks) await other.listener.play(track);
    await other.listener.joined(30_000);
  });
  after(async () => {
    await other.close();
    await origin.close();
  });
  beforeEach(async () => ([installed, storage] = [await musicFolder({}), await musicFolder({})]));
  afterEach(async () => {
    window.client.dispose();
    await installed.remove();
    await storage.remove();
  });

  const use = (isOn: boolean): void => {
    const peers = { ...ALLOWED, isOn };
    window.client.send({ type: 'settings', origins: [origin.url], cacheCapBytes: null, peers });
  };
  const report = async (): Promise<EngineReport> => {
    const before = window.messages.length;
    const answer = (): EngineReport | undefined =>
      window.messages.slice(before).find((message) => message.type === 'engineReport')?.report;
    window.client.send({ type: 'reportWanted' });
    await window.until(() => answer() !== undefined);
    return answer()!;
  };
  const peersThat = async (fit: (peers: PeersReport) => boolean): Promise<EngineReport> => {
    for (;;) {
      const found = await report();
      if (found.peers !== null && fit(found.peers)) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  /** Sounds a track on a page that takes all of it. Returns how much of it came from peers, in bytes. */
  const play = async (title: string): Promise<number> => {
    const track = window.snapshot.queue.find((each) => each.title === title)!;
    const playId = `of ${title}`;
    window.client.send({ type: 'intent', intent: { kind: 'playTrack', trackId: track.id, playId } });
    window.client.send({ type: 'sound', playId, state: 'sounding', positionSeconds: 1, latencyMs: 5 });
    await window.until(
      ({ snapshot }) => snapshot.sound === 'sounding' && snapshot.current?.playId === playId,
    );
    window.client.send({ type: 'window', playId, start: 0, end: track.sizeBytes });
    const came = (from?: SoundSource): number =>
      window.messages
        .filter((each): each is BytesMessage => each.type === 'bytes' && each.playId === playId)
        .filter(({ source }) => from === undefined || source === from)
        .reduce((sum, { bytes }) => sum + bytes.length, 0);
    await window.until(() => came() === track.sizeBytes);
    return came('peers');
  };
  const doctorSays = (engine: EngineReport): string =>
    doctorReport({
      ...{ extensionVersion: '1.0.0', protocol: 1, vsCodeVersion: '1', nodeVersion: 'v1', os: 'an OS' },
      ...{ socketKind: 'a socket', storageFolder: '', homeFolder: '', peersChoice: 'on', engine, page: null },
    });

  for (const { what, native, says } of [
    {
      what: 'is missing',
      native: null,
      says: /WebRTC can not be loaded: this Starling has no native part for \w+ on \w+$/m,
    },
    {
      what: 'is no such file',
      native: 'of another system',
      says: /WebRTC can not be loaded: .*node_datachannel\.node.*$/m,
    },
  ])
    it(`has tracks from peers over TCP where it ${what}, also when it joins again; and Doctor says why`, async () => {
      const script = installed.path('dist/engine/engine.cjs');
      await cp(BUILT, dirname(script), { recursive: true });
      await mkdir(installed.path('build'));
      if (native !== null) await writeFile(installed.path('build/node_datachannel.node'), native);
      window = new EngineWindow({ storageFolder: storage.root, enginePath: script });
      await window.client.start();
      use(true);
      await window.until(({ snapshot }) => snapshot.queue.length > LATER.length);
      window.client.send({ type: 'pageHere', isHere: true });
      await play(FIRST);
      await peersThat(({ state, lacking }) => state === 'joined' && lacking !== null);
      use(false);
      await peersThat(({ state }) => state === 'off');
      use(true);
      const engine = await peersThat(({ state }) => state === 'joined');
      assert.match(doctorSays(engine), says);
      assert.doesNotMatch(doctorSays(engine), /Stack|npm run/);
      let fromPeers = 0;
      for (const title of LATER) if (fromPeers === 0) fromPeers = await play(title);
      assert.ok(fromPeers > 0, 'peers have given some of a track');
    });
});
