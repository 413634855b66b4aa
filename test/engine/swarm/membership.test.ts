// Who is let in: members of the swarm, by the credential that they show first. Real nodes on loopback; time is put forward.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { signCredential } from '../../../src/engine/swarm/wire/credential';
import { HostilePeer } from '../../support/hostilePeer';
import { credentialOf, LoopbackSwarm, newSong, type Member } from '../../support/loopbackSwarm';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const ANN = 'a1'.repeat(32);

describe('a swarm lets in', () => {
  let swarm: LoopbackSwarm;
  let victim: Member;
  let stranger: HostilePeer;
  beforeEach(async () => {
    swarm = new LoopbackSwarm();
    victim = await swarm.add();
    stranger = await HostilePeer.start();
  });
  afterEach(() => Promise.all([swarm.stop(), stranger.stop()]));

  /** The victim has ended the connection, and lets the stranger in no more for a minute. */
  async function isShutOut(closed: Promise<void>): Promise<void> {
    await closed;
    assert.deepEqual(victim.peers.connected, []);
    assert.equal(victim.peers.counts.met, 0);
    assert.ok(await stranger.isTurnedAway(victim));
    victim.clock.step(MINUTE_MS);
    assert.ok(!(await stranger.isTurnedAway(victim)));
  }

  it('whoever shows a good credential', async () => {
    const { stream } = await stranger.join(victim);
    await stranger.hear('limits');
    assert.deepEqual(victim.peers.connected, [stranger.peerId]);
    assert.equal(stream.status, 'open');
  });

  it('nobody who connects and says nothing', async () => {
    const { connection, closed } = await stranger.connect(victim);
    // When this is refused, the victim has seen the connection.
    await connection.newStream('/nothing/1.0.0').catch(() => undefined);
    victim.clock.step(2_000);
    await isShutOut(closed);
  });

  it('nobody who opens a stream and shows nothing', async () => {
    const { closed } = await stranger.join(victim, null);
    await stranger.hear('credential');
    victim.clock.step(2_000);
    await isShutOut(closed);
  });

  it('nobody who shows half a credential', async () => {
    const joined = await stranger.join(victim, null);
    await stranger.hear('credential');
    joined.sayBytes(Uint8Array.of(200, 1, 10));
    victim.clock.step(2_000);
    await isShutOut(joined.closed);
  });

  it('nobody who asks before it shows a credential', async () => {
    const joined = await stranger.join(victim, null);
    joined.say({ type: 'cancel', requestId: 1 });
    await isShutOut(joined.closed);
  });

  const forged: Record<string, (peerId: string) => Uint8Array> = {
    'whose credential has ended': (peerId) =>
      credentialOf(peerId, { expiresAtMs: Date.now() - 5 * MINUTE_MS - 1 }),
    'whose credential ends too late': (peerId) =>
      credentialOf(peerId, { expiresAtMs: Date.now() + 2 * HOUR_MS }),
    'who shows the credential of another': () => credentialOf(victim.peerId),
    'of another swarm': (peerId) => credentialOf(peerId, { swarm: 'work' }),
    'whose credential somebody else has signed': (peerId) =>
      signCredential(
        { account: ANN, peerId, swarm: 'home', expiresAtMs: Date.now() + HOUR_MS },
        generateKeyPairSync('ed25519').privateKey,
      ),
    'whose credential is noise': () => new Uint8Array(100).fill(7),
  };
  for (const [name, credential] of Object.entries(forged))
    it(`nobody ${name}`, async () => {
      const { closed } = await stranger.join(victim, credential(stranger.peerId));
      await isShutOut(closed);
    });

  it('nobody for longer than its credential, unless it shows a newer one', async () => {
    const expiresAtMs = Date.now() + 10 * MINUTE_MS;
    const joined = await stranger.join(victim, credentialOf(stranger.peerId, { expiresAtMs }));
    await stranger.hear('limits');
    joined.say({
      type: 'credential',
      credential: credentialOf(stranger.peerId, { expiresAtMs: expiresAtMs + 10 * MINUTE_MS }),
    });
    joined.say({ type: 'ping', pingId: 1 });
    await stranger.hear('pong');
    victim.clock.step(16 * MINUTE_MS);
    assert.deepEqual(victim.peers.connected, [stranger.peerId]);
    victim.clock.step(10 * MINUTE_MS);
    await joined.closed;
    assert.deepEqual(victim.peers.connected, []);
  });

  it('nobody with the credential of another account afterwards', async () => {
    const joined = await stranger.join(victim);
    await stranger.hear('limits');
    joined.say({ type: 'credential', credential: credentialOf(stranger.peerId, { account: ANN }) });
    await joined.closed;
  });

  it('nobody whom the origin removes, and puts out who is in', async () => {
    const credential = credentialOf(stranger.peerId, { account: ANN });
    const { closed } = await stranger.join(victim, credential);
    await stranger.hear('limits');
    victim.peers.revoke(ANN);
    await closed;
    const again = await stranger.join(victim, credential);
    await again.closed;
    assert.equal(victim.peers.counts.met, 1);
  });

  it('nobody of an account whose peer has sent a bad block, whatever its peer id', async () => {
    const [first, second] = [stranger, await HostilePeer.start()];
    const joined = await first.join(victim, credentialOf(first.peerId, { account: ANN }));
    await first.hear('limits');
    victim.peers.drop(first.peerId, true);
    await joined.closed;
    const other = await second.join(victim, credentialOf(second.peerId, { account: ANN }));
    await other.closed;
    assert.deepEqual(victim.peers.connected, []);
    victim.clock.step(MINUTE_MS);
    assert.ok(await stranger.isTurnedAway(victim));
    await second.stop();
  });

  it('members who dial each other in the same moment, once', async () => {
    const [bob, carl] = [await swarm.add(), await swarm.add()];
    const [one, two] = [newSong(1, 50_000), newSong(2, 50_000)];
    swarm.give(bob, one);
    swarm.give(carl, two);
    await Promise.all([bob.meet(two), carl.meet(one)]);
    bob.ask(carl, two, 1);
    carl.ask(bob, one, 2);
    await Promise.all([bob.hear('blockSent'), carl.hear('blockSent')]);
    assert.deepEqual([bob.peers.connected, carl.peers.connected], [[carl.peerId], [bob.peerId]]);
    assert.ok(![...bob.news, ...carl.news].some(({ type }) => type === 'peerGone'));
  });

  it('who comes back before it was missed', async () => {
    await stranger.join(victim);
    await stranger.hear('limits');
    await stranger.join(victim);
    await stranger.hear('limits', 2);
    assert.deepEqual(victim.peers.connected, [stranger.peerId]);
    assert.equal(victim.peers.counts.met, 2);
  });
});
