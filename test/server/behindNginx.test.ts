// The origin server behind nginx with TLS, by the example of deploy/nginx.conf: what players and apps do goes
// through it. Peers are processes of their own, which trust the certificate as a user's do: by NODE_EXTRA_CA_CERTS.
import assert from 'node:assert/strict';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { freePort } from '../support/freePort';
import { longWave } from '../support/longWave';
import {
  CERTIFICATE,
  certificate,
  lackingNginx,
  nginxBefore,
  type NginxBefore,
} from '../support/nginxBefore';
import { peerProcess } from '../support/processes';
import { swarmOrigin, type SwarmOriginWorld } from '../support/swarmMachine';

describe('An origin behind nginx with TLS', function () {
  this.timeout(60_000);
  const trusted = getCACertificates('default');
  let origin: SwarmOriginWorld;
  let nginx: NginxBefore;

  before(async function () {
    const lacking = lackingNginx();
    if (lacking !== null) {
      console.log(`    (skipped: ${lacking})`);
      this.skip();
    }
    origin = await swarmOrigin({ 'Song.wav': longWave(20, 'song') });
    nginx = await nginxBefore(origin.url);
  });
  after(async () => {
    if (lackingNginx() !== null) return;
    await nginx.close();
    await origin.close();
  });
  beforeEach(async () => setDefaultCACertificates([...trusted, await certificate()]));
  afterEach(() => setDefaultCACertificates([...trusted]));

  it('is refused, in words that help, by a peer whose process trusts its certificate by nothing', async () => {
    const peer = peerProcess(nginx.url, { env: { NODE_EXTRA_CA_CERTS: '' } });
    await peer.line(
      /its certificate.*localhost.* can't be trusted: it is signed by nobody but itself\. Have the system trust it/,
    );
    await peer.end();
    assert.equal(peer.child.exitCode, 1);
    assert.equal(origin.swarm.counts.connected, 0);
  });

  it('gives catalogue and bytes to one whose process trusts it, and lets it into the swarm by WebSockets', async () => {
    // The port of the swarm itself isn't reached: nobody listens where the invitation says.
    const [closed, invite] = [await freePort(), origin.swarm.invite.bind(origin.swarm)];
    origin.swarm.invite = (accountId, peerId) => {
      const invitation = invite(accountId, peerId);
      const addresses = invitation?.addresses.map((each) => each.replace(/\/tcp\/\d+/, `/tcp/${closed}`));
      return invitation === null ? null : { ...invitation, addresses: addresses ?? [] };
    };
    const peer = peerProcess(nginx.url, {
      args: ['--play', '1'],
      env: { NODE_EXTRA_CA_CERTS: CERTIFICATE },
    });
    try {
      await peer.line(/^The peer is ready: it has played 1 of 1 tracks/);
      assert.match(peer.said.join('\n'), /“Song”.* origin 100 %/);
      assert.equal(origin.swarm.counts.connected, 1);
    } finally {
      await peer.end();
      origin.swarm.invite = invite;
    }
    await soon(async () => / 101\b/.test(await nginx.log()));
  });

  it('answers ranges as it does without nginx', async () => {
    const { id, revision, sizeBytes } = origin.tracks[0]!;
    const path = `tracks/${id}?revision=${revision}`;
    for (const range of ['bytes=100-65635', 'bytes=-10', `bytes=${sizeBytes}-`]) {
      const [through, direct] = await Promise.all(
        [nginx.url, origin.url].map((url) => fetch(new URL(path, url), { headers: { range } })),
      );
      assert.equal(through!.status, direct!.status);
      assert.equal(through!.headers.get('content-range'), direct!.headers.get('content-range'));
      assert.deepEqual(await through!.bytes(), await direct!.bytes());
    }
  });

  it('tells of changes at once', async () => {
    const changes = await fetch(new URL('changes', nginx.url), { signal: AbortSignal.timeout(20_000) });
    const reader = changes.body!.pipeThrough(new TextDecoderStream()).getReader();
    const catalogue = await fetch(new URL('catalogue.json', nginx.url));
    assert.equal((await reader.read()).value, `data: ${catalogue.headers.get('etag')}\n\n`);
    await reader.cancel();
  });

  it('takes long addresses, and writes no login into the log', async () => {
    const query = new URLSearchParams({ u: 'anna', p: 'horse-battery', v: '1.16.1', c: 'test', f: 'json' });
    for (let song = 0; song < 1_500; song++) query.append('songId', `${song}`.padStart(24, 'x'));
    const answer = await fetch(new URL(`rest/ping?${query}`, nginx.url));
    assert.equal(answer.status, 200);
    await soon(async () => (await nginx.log()).includes('"GET /rest/ping" 200'));
    assert.doesNotMatch(await nginx.log(), /horse-battery|songId/);
  });
});

async function soon(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
}
