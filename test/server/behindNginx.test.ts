// The origin server behind nginx with TLS, by the example of deploy/nginx.conf: what players and apps do goes through it.
import assert from 'node:assert/strict';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { HttpOrigin } from '../../src/engine/origin/httpOrigin';
import { longWave } from '../support/longWave';
import { certificate, lackingNginx, nginxBefore, type NginxBefore } from '../support/nginxBefore';
import { swarmMachine, swarmOrigin, type SwarmOriginWorld } from '../support/swarmMachine';
import { until } from '../support/until';

const ALLOWED = { isOn: true, uploadCapBytesPerSecond: null, isMetered: false };

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

  it('is refused, in words that help, where nobody trusts its certificate', async () => {
    setDefaultCACertificates([...trusted]);
    const distant = new HttpOrigin(nginx.url);
    try {
      await assert.rejects(
        distant.catalogue(AbortSignal.timeout(20_000)),
        /its certificate.*localhost.* can't be trusted: it is signed by nobody but itself\. Have the system trust it/,
      );
    } finally {
      distant.close();
    }
  });

  it('gives catalogue and bytes, and lets members into the swarm by WebSockets', async () => {
    const told: string[] = [];
    const machine = await swarmMachine(
      { url: nginx.url, tracks: origin.tracks },
      {
        // The port of the swarm itself isn't reached.
        open: (addresses) => {
          told.push(...addresses);
          return addresses.filter((each) => each.endsWith('/ws'));
        },
      },
    );
    try {
      machine.membership.allow(ALLOWED);
      machine.membership.begin();
      await until(() => origin.swarm.counts.connected === 1);
      const { port } = new URL(nginx.url);
      assert.ok(
        told.some((each) => each.endsWith(`/tcp/${port}/tls/ws`)),
        told.join(' '),
      );
      const { bytes } = await machine.listener.play(origin.tracks[0]!);
      assert.equal(bytes.origin, origin.tracks[0]!.sizeBytes);
    } finally {
      await machine.close();
    }
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
