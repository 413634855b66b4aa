// The swarm's node through the HTTP port of the origin.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { longWave } from '../../support/longWave';
import { swarmMachine, swarmOrigin, type SwarmOriginWorld } from '../../support/swarmMachine';
import { until } from '../../support/until';

const ALLOWED = { isOn: true, uploadCapBytesPerSecond: null, isMetered: false };
/** Nobody listens there. */
const CLOSED = '/ip4/127.0.0.1/tcp/1';

describe('The HTTP port of an origin', function () {
  this.timeout(30_000);
  let origin: SwarmOriginWorld;

  before(async () => {
    origin = await swarmOrigin({ 'Short.wav': longWave(5, 'short') });
  });
  after(() => origin.close());

  it('lets a member into the swarm that doesn’t reach the port of the swarm itself', async () => {
    const told: string[] = [];
    const member = await swarmMachine(origin, {
      open: (addresses) => {
        told.push(...addresses);
        return addresses.map((each) => (each.endsWith('/ws') ? each : CLOSED));
      },
    });
    try {
      member.membership.allow(ALLOWED);
      member.membership.begin();
      await until(() => origin.swarm.counts.connected === 1);
      assert.ok(told.includes(`/ip4/127.0.0.1/tcp/${new URL(origin.url).port}/ws`), told.join(' '));
      assert.ok(
        told.filter((each) => each.endsWith('/ws')).length === 1,
        'its own port on loopback is no way in',
      );
    } finally {
      await member.close();
    }
  });

  it('takes no message that is longer than any of ours', async () => {
    const socket = new WebSocket(origin.url.replace('http', 'ws'));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    socket.once('open', () => {
      socket.send(new Uint8Array(1024 * 1024));
    });
    // “Message too big”: RFC 6455, section 7.4.1.
    assert.equal(await closed, 1009);
  });

  it('outlives who offers another protocol and resets the connection', async () => {
    for (const method of ['GET', 'POST']) {
      const socket = connect(Number(new URL(origin.url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      const head = `${method} /catalogue.json HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n`;
      await new Promise((resolve) => socket.write(head, resolve));
      socket.resetAndDestroy();
      await once(socket, 'close');
    }
    assert.equal((await fetch(new URL('health', origin.url))).status, 200);
  });

  it('answers who offers another protocol in this one', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': '' };
      get(`${origin.url}health`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).once('error', reject);
    });
    assert.equal(status, 200);
  });
});
