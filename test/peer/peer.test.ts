// Listeners in the swarm of an origin, each with a cache on disk, the product's policy and a node of libp2p: what one has heard
// the others get from it, as far as they may.
import assert from 'node:assert/strict';
import { longWave } from '../support/longWave';
import { swarmMachine, swarmOrigin, type SwarmMachine, type SwarmOriginWorld } from '../support/swarmMachine';
import type { Track } from '../../src/shared/track';
import { until } from '../support/until';

const JOIN_MS = 10_000;
/** No cap is reached: what is waited for is the line's own pace. */
const SHARED = { isOn: true, uploadCapBytesPerSecond: 50e6, isMetered: false };

describe('Listeners in a swarm', function () {
  this.timeout(60_000);
  let origin: SwarmOriginWorld;
  let closing: (() => Promise<void>)[];

  before(async () => {
    origin = await swarmOrigin({ 'First.wav': longWave(240, 'first') });
  });
  after(() => origin.close());
  beforeEach(async () => {
    closing = [];
    await until(() => origin.swarm.counts.connected === 0);
  });
  afterEach(async () => {
    for (const close of closing.reverse()) await close();
  });

  const machine = async (settings = SHARED): Promise<SwarmMachine> => {
    const started = await swarmMachine(origin);
    closing.push(started.close);
    started.membership.allow(settings);
    return started;
  };
  const joined = async (settings = SHARED): Promise<SwarmMachine> => {
    const started = await machine(settings);
    await started.listener.joined(JOIN_MS);
    assert.equal(started.membership.report.state, 'joined', started.said.join('\n'));
    return started;
  };
  const first = (): Track => origin.tracks[0]!;
  /** A member that has heard the track before it joined: it tells the tracker of all of it at once. */
  const heardIt = async (settings = SHARED): Promise<SwarmMachine> => {
    const { places } = origin.swarm.counts;
    const started = await machine(settings);
    const { bytes } = await started.listener.play(first());
    assert.deepEqual(bytes, { cache: 0, peers: 0, origin: first().sizeBytes });
    await started.listener.joined(JOIN_MS);
    await until(() => origin.swarm.counts.places > places);
    return started;
  };

  it('get a track from one another: four fifths of it and more, and the first sound from the origin', async () => {
    const heard = await heardIt();
    const hears = await joined();
    const { bytes, problem } = await hears.listener.play(first());
    assert.equal(problem, null);
    assert.equal(bytes.peers + bytes.origin, first().sizeBytes);
    assert.ok(bytes.origin > 0 && bytes.peers / first().sizeBytes >= 0.8, JSON.stringify(bytes));
    assert.ok(heard.membership.report.sentBytes >= bytes.peers);
    // It has gone out within the last ten seconds, and the window says so a second after it has begun.
    await until(() => heard.membership.sharing.upload !== null);
    assert.equal(heard.membership.sharing.upload?.peers, 1);
    assert.equal(heard.membership.sharing.server, new URL(origin.url).host);
    assert.deepEqual(
      [heard, hears].map(({ membership }) => membership.report.offences),
      [0, 0],
    );
  });

  it('join nothing, and tell nobody who they are, before they have said yes and something has sounded', async () => {
    const { connected } = origin.swarm.counts;
    const silent = await machine({ ...SHARED, isOn: false });
    const { bytes } = await silent.listener.play(first());
    assert.equal(bytes.origin, first().sizeBytes);
    silent.membership.begin();
    assert.equal(silent.membership.report.state, 'off');
    const waits = await machine();
    assert.equal(waits.membership.report.state, 'waiting');
    assert.equal(origin.swarm.counts.connected, connected);
  });

  it('leave as soon as they say no, and are back with a yes', async () => {
    const { connected } = origin.swarm.counts;
    const changes = await joined();
    await until(() => origin.swarm.counts.connected === connected + 1);
    changes.membership.allow({ ...SHARED, isOn: false });
    await until(() => origin.swarm.counts.connected === connected);
    assert.equal(changes.membership.report.state, 'off');
    const { bytes } = await changes.listener.play(first());
    assert.equal(bytes.origin, first().sizeBytes);
    changes.membership.allow(SHARED);
    await until(() => changes.membership.report.state === 'joined');
  });

  it('give nothing on a line that is paid for by the byte, and still get', async () => {
    const heard = await heardIt();
    const metered = await joined({ ...SHARED, isMetered: true });
    const { bytes } = await metered.listener.play(first());
    assert.ok(bytes.peers > 0);
    await heard.close();
    closing.splice(0, 1);
    const hears = await joined();
    const after = await hears.listener.play(first());
    assert.equal(after.bytes.peers, 0);
    assert.equal(metered.membership.report.sentBytes, 0);
  });

  it('play on from the origin when the one that they get it from goes in the middle', async () => {
    const heard = await heardIt();
    const hears = await joined();
    const playing = hears.listener.play(first());
    await until(() => hears.membership.report.receivedBytes > 200_000);
    await heard.close();
    closing.splice(0, 1);
    const { bytes, problem } = await playing;
    assert.equal(problem, null);
    assert.ok(bytes.peers > 0);
    assert.equal(bytes.peers + bytes.origin, first().sizeBytes);
  });

  it('are as ever with an origin that has no swarm', async () => {
    const alone = await swarmOrigin({ 'Alone.wav': longWave(20, 'alone') }, { hasSwarm: false });
    const listens = await swarmMachine(alone);
    try {
      listens.membership.allow(SHARED);
      listens.membership.begin();
      await until(() => listens.membership.report.state === 'none');
      const { bytes } = await listens.listener.play(alone.tracks[0]!);
      assert.equal(bytes.origin, alone.tracks[0]!.sizeBytes);
    } finally {
      await listens.close();
      await alone.close();
    }
  });
});
