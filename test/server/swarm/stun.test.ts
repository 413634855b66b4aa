// The STUN server of an origin: what it answers, to whom, and what it passes over.
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { bindingAnswer, StunServer } from '../../../src/server/swarm/stunServer';
import { STUN_OF_ADDRESS } from '../../../src/server/swarm/limits';
import { seededRandom } from '../../support/eventHeap';
import { until } from '../../support/until';

/** Of the test vectors of RFC 5769. */
const TRANSACTION = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex');
const ADDRESS = { address: '192.0.2.1', port: 32853 };

/** A binding request, with changes in its header and more behind it. */
function request(changes: { type?: number; cookie?: number; length?: number; rest?: Buffer } = {}): Buffer {
  const { type = 1, cookie = 0x2112a442, rest = Buffer.alloc(0), length = rest.length } = changes;
  const header = Buffer.alloc(8);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(length, 2);
  header.writeUInt32BE(cookie, 4);
  return Buffer.concat([header, TRANSACTION, rest]);
}

describe('The STUN server', () => {
  for (const [family, from, mapped] of [
    ['IPv4', ADDRESS.address, '0001a147e112a643'],
    ['IPv4 that comes as IPv6', `::ffff:${ADDRESS.address}`, '0001a147e112a643'],
    ['IPv6', '2001:db8:1234:5678:11:2233:4455:6677', '0002a1470113a9faa5d3f179bc25f4b5bed2b9d9'],
    ['IPv6 with a gap and a zone', 'fe80::1%eth0', '0002a147df92a442b7e7a701bc34d686fa87dfaf'],
  ] as const)
    it(`tells an address of ${family} as the RFC writes it`, () => {
      const answer = bindingAnswer(request(), { address: from, port: ADDRESS.port });
      const length = (4 + mapped.length / 2).toString(16).padStart(4, '0');
      const attribute = `0020${(mapped.length / 2).toString(16).padStart(4, '0')}${mapped}`;
      assert.equal(
        answer?.toString('hex'),
        `0101${length}2112a442${TRANSACTION.toString('hex')}${attribute}`,
      );
    });

  it('takes a request with attributes, of which it needs none', () => {
    // SOFTWARE and FINGERPRINT, as libjuice sends them.
    const rest = Buffer.from('80220004746573748028000400000000', 'hex');
    assert.ok(bindingAnswer(request({ rest }), ADDRESS) !== null);
  });

  for (const [what, packet] of Object.entries({
    nothing: Buffer.alloc(0),
    'half a header': request().subarray(0, 10),
    'an answer': request({ type: 0x0101 }),
    'an indication': request({ type: 0x0011 }),
    'another method': request({ type: 0x0003 }),
    'what is no STUN': request({ type: 0x8001 }),
    'STUN of before 2008': request({ cookie: 0 }),
    'a length that is too long': request({ length: 0xfffc }),
    'a length that is too short': request({ rest: Buffer.alloc(8), length: 4 }),
    'a length that is odd': request({ rest: Buffer.alloc(3) }),
    'a packet that is too long': request({ rest: Buffer.alloc(1200) }),
  }))
    it(`passes over ${what}`, () => {
      assert.equal(bindingAnswer(packet, ADDRESS), null);
    });

  it('passes over a request that nothing can be answered to', () => {
    assert.equal(bindingAnswer(request(), { ...ADDRESS, port: 0 }), null);
  });

  it('survives whatever comes', () => {
    const random = seededRandom(5389);
    for (let round = 0; round < 20_000; round++) {
      const packet = request({ rest: Buffer.alloc(4 * Math.floor(random() * 8), random() * 256) });
      for (let flip = 0; flip < 3; flip++) packet[Math.floor(random() * packet.length)] = random() * 256;
      const answer = bindingAnswer(packet.subarray(0, Math.ceil(random() * 2 * packet.length)), ADDRESS);
      assert.ok(answer === null || answer.length === 32);
    }
  });

  describe('on a socket', () => {
    let server: StunServer;
    let client: Socket;
    beforeEach(async () => {
      server = await StunServer.listen({
        host: '127.0.0.1',
        port: 0,
        nowMs: () => 0,
        onProblem: () => undefined,
      });
      client = createSocket('udp4');
      client.bind(0, '127.0.0.1');
      await once(client, 'listening');
    });
    afterEach(() => {
      client.close();
      server.close();
    });

    it('tells a client the port that it is seen by', async () => {
      client.send(request(), server.port, '127.0.0.1');
      const [answer] = (await once(client, 'message')) as [Buffer];
      assert.equal(answer.readUInt16BE(26) ^ 0x2112, client.address().port);
    });

    it('answers one address so often and no more, and others still', async () => {
      let answers = 0;
      client.on('message', () => (answers += 1));
      const asked = 2 * STUN_OF_ADDRESS.burst;
      for (let count = 0; count < asked; count++) {
        client.send(request(), server.port, '127.0.0.1');
        // A socket's buffer holds few packets at a time.
        if (count < STUN_OF_ADDRESS.burst) await until(() => answers === count + 1);
      }
      const other = createSocket('udp4');
      other.bind(0, '127.0.0.2');
      await once(other, 'listening');
      other.send(request(), server.port, '127.0.0.1');
      await once(other, 'message');
      other.close();
      assert.deepEqual([answers, server.answered], [STUN_OF_ADDRESS.burst, STUN_OF_ADDRESS.burst + 1]);
    });
  });

  describe('on all addresses', () => {
    let server: StunServer;
    let own: string[];
    let looks = 0;
    const said: string[] = [];
    const clients: Socket[] = [];
    let asking: NodeJS.Timeout | undefined;
    /** Asks at one address, and takes answers from there only. */
    const isAnsweredBy = async (address: string): Promise<void> => {
      const client = createSocket('udp4');
      clients.push(client);
      client.bind(0, '127.0.0.1');
      await once(client, 'listening');
      client.connect(server.port, address);
      await once(client, 'connect');
      client.on('error', () => undefined); // Nobody is there yet.
      asking = setInterval(() => client.send(request(), () => undefined), 20);
      const answer = await new Promise<Buffer>((resolve) => client.once('message', resolve));
      clearInterval(asking);
      assert.equal(answer.readUInt16BE(26) ^ 0x2112, client.address().port);
    };

    const at = (host: string, port: number): Parameters<typeof StunServer.listen>[0] => {
      let nowMs = 0;
      const ownAddresses = (): readonly string[] => {
        looks += 1;
        return own;
      };
      const onProblem = (sentence: string): void => void said.push(sentence);
      return { ...{ host, port, nowMs: () => (nowMs += 1_000) }, ...{ ownAddresses, lookMs: 50, onProblem } };
    };
    const listen = async (host: string, port = 0): Promise<void> => {
      server = await StunServer.listen(at(host, port));
    };
    /** Another program that has the port at an address; any free one, unless it is said which. */
    const taking = async (address: string, port = 0): Promise<Socket> => {
      const other = createSocket('udp4');
      clients.push(other);
      other.bind(port, address);
      await once(other, 'listening');
      return other;
    };
    afterEach(() => {
      clearInterval(asking);
      said.length = 0;
      for (const client of clients.splice(0)) client.close();
      server.close();
    });

    for (const host of ['0.0.0.0', '::'])
      it(`(${host}) answers by the address that was asked, also by those that come later or come back`, async () => {
        own = ['127.0.0.1', '127.0.0.2'];
        await listen(host);
        await isAnsweredBy('127.0.0.1');
        await isAnsweredBy('127.0.0.2');
        own = ['127.0.0.3', '192.0.2.1'];
        await isAnsweredBy('127.0.0.3');
        own = ['127.0.0.1', '127.0.0.3'];
        await isAnsweredBy('127.0.0.1');
        await isAnsweredBy('127.0.0.3');
      });

    it('is told that it can’t listen where it can at none of them', async () => {
      own = ['127.0.0.1'];
      await listen('0.0.0.0');
      await assert.rejects(StunServer.listen(at('0.0.0.0', server.port)), /EADDRINUSE/);
    });

    it('is told where the port is taken on one of them, and holds none of the others', async () => {
      const { port } = (await taking('127.0.0.2')).address();
      own = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];
      const listening = listen('0.0.0.0', port);
      await assert.rejects(listening, /EADDRINUSE.*127\.0\.0\.2/);
      for (const free of ['127.0.0.1', '127.0.0.3']) await taking(free, port);
    });

    it('takes another port, where it may, if one isn’t free on all of them', async () => {
      // Whichever it is, it is taken on the second of these, by the first; until that has gone.
      own = ['127.0.0.1', '0.0.0.0'];
      const options = at('0.0.0.0', 0);
      const ownAddresses = (): readonly string[] => {
        const now = own;
        own = ['127.0.0.1'];
        return now;
      };
      server = await StunServer.listen({ ...options, ownAddresses });
      await isAnsweredBy('127.0.0.1');
      assert.deepEqual(said, []);
    });

    it('answers without an address that can’t be had, and says so once', async () => {
      own = ['127.0.0.1', '192.0.2.1'];
      await listen('0.0.0.0');
      await isAnsweredBy('127.0.0.1');
      const before = looks;
      await until(() => looks > before + 3);
      assert.equal(said.length, 1);
      assert.match(said[0] ?? '', /^STUN isn't answered on 192\.0\.2\.1, UDP port \d+: .*EADDRNOTAVAIL/);
    });

    it('says once of an address that has come later that its port is taken, and answers there when it is free', async () => {
      own = ['127.0.0.1'];
      await listen('0.0.0.0');
      const other = await taking('127.0.0.2', server.port);
      own = ['127.0.0.1', '127.0.0.2'];
      await until(() => said.length > 0);
      const before = looks;
      await until(() => looks > before + 3);
      assert.equal(said.length, 1);
      assert.match(said[0] ?? '', /127\.0\.0\.2.*EADDRINUSE.*--swarm-port/);
      clients.splice(clients.indexOf(other), 1);
      other.close();
      await isAnsweredBy('127.0.0.2');
    });

    it('finds those of the machine by itself', async () => {
      server = await StunServer.listen({
        ...{ host: '0.0.0.0', port: 0, nowMs: () => 0 },
        onProblem: () => undefined,
      });
      for (const { address, family } of Object.values(networkInterfaces()).flatMap((each) => each ?? []))
        if (family === 'IPv4') await isAnsweredBy(address);
    });
  });
});
