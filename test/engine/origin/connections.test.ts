// The HTTP origin at a real server that counts its sockets.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { HttpOrigin } from '../../../src/engine/origin/httpOrigin';
import { OriginError } from '../../../src/engine/ports';
import { bytesOf, makeTrack } from '../../support/world';

const KIB = 1024;
const never = new AbortController().signal;
const track = makeTrack('one', 600 * KIB);
const bytes = bytesOf(track);

describe('the connections of an HTTP origin', () => {
  let server: Server;
  let origin: HttpOrigin;
  let sockets: Socket[];
  let ranges: string[];
  /** Answers a request for a range; the default gives all of it. */
  let answerRange: (response: ServerResponse, range: Buffer) => void;

  const listener: RequestListener = (request, response) => {
    if (!request.url!.startsWith('/tracks/')) {
      response.end(JSON.stringify({ tracks: [track] }));
      return;
    }
    const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range!)!.map(Number) as [
      0,
      number,
      number,
    ];
    ranges.push(`${first}–${last}`);
    response.setHeader('content-range', `bytes ${first}-${last}/${track.sizeBytes}`);
    response.setHeader('content-length', last - first + 1).statusCode = 206;
    answerRange(response, Buffer.from(bytes.subarray(first, last + 1)));
  };

  beforeEach(async () => {
    sockets = [];
    ranges = [];
    answerRange = (response, range) => response.end(range);
    server = createServer(listener);
    server.on('connection', (socket) => sockets.push(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = new HttpOrigin(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
  afterEach(() => {
    origin.close();
    server.closeAllConnections();
    server.close();
  });

  const read = async (start: number, end: number, signal = never): Promise<Buffer> => {
    const pieces: Uint8Array[] = [];
    await origin.read({ track, range: { start, end }, onBytes: (piece) => pieces.push(piece) }, signal);
    return Buffer.concat(pieces);
  };
  /** Reads 128 KiB that the server stops in the middle of, with `leftBytes` to come, and cancels then. */
  const cancelWith = async (leftBytes: number): Promise<() => void> => {
    let goOn = (): void => undefined;
    answerRange = (response, range) => {
      response.write(range.subarray(0, range.length - leftBytes));
      goOn = () => response.end(range.subarray(range.length - leftBytes));
    };
    const abort = new AbortController();
    let takenBytes = 0;
    const onBytes = (piece: Uint8Array): void => {
      takenBytes += piece.length;
      if (takenBytes === 128 * KIB - leftBytes) abort.abort();
    };
    await assert.rejects(origin.read({ track, range: { start: 0, end: 128 * KIB }, onBytes }, abort.signal));
    answerRange = (response, range) => response.end(range);
    return goOn;
  };

  it('are there before the first click: two of them', async () => {
    await origin.catalogue(never);
    const before = sockets.length;
    assert.ok(before >= 2);
    await Promise.all([read(0, 128 * KIB), read(128 * KIB, 256 * KIB)]);
    assert.equal(sockets.length, before);
  });

  it('are used over and over', async () => {
    for (let at = 0; at < 10; at++) await read(at * KIB, (at + 1) * KIB);
    assert.equal(sockets.length, 1);
  });

  it('carry at most 128 KiB a request', async () => {
    assert.deepEqual(await read(0, 300 * KIB), Buffer.from(bytes.subarray(0, 300 * KIB)));
    assert.deepEqual(ranges, ['0–131071', '131072–262143', '262144–307199']);
  });

  it('survive a cancel when less than 64 KiB are left', async () => {
    const goOn = await cancelWith(63 * KIB);
    const [first] = sockets;
    let uses = 0;
    server.on('request', ({ socket }) => (uses += socket === first ? 1 : 0));
    goOn();
    // While the rest is on its way, others are opened, but never more than six: as many as are asked for at a time.
    const readSix = (): Promise<unknown> => Promise.all([0, 1, 2, 3, 4, 5].map((at) => read(at, at + 1)));
    while (uses === 0 && !first!.destroyed) await readSix();
    assert.ok(uses > 0, 'the connection was given up');
    assert.ok(sockets.length <= 6);
  });

  it('are given up at a cancel when more is left', async () => {
    await read(0, 1);
    const closed = once(sockets[0]!, 'close');
    await cancelWith(65 * KIB);
    await closed;
    await read(0, KIB);
    assert.equal(sockets.length, 2);
  });

  it('may have been closed by the origin meanwhile: nobody notices', async () => {
    await Promise.all([read(0, 1), read(0, 1)]);
    const idle = new Set(sockets);
    assert.equal(idle.size, 2);
    // As if the origin closed each of them in the very moment in which it is used again.
    answerRange = (response, range) => {
      if (idle.has(response.socket!)) response.socket!.destroy();
      else response.end(range);
    };
    assert.equal((await read(0, KIB)).length, KIB);
    assert.equal(sockets.length, 3);
  });

  it('end early now and then: what came is good, and the origin may be asked again', async () => {
    answerRange = (response, range) => {
      response.write(range.subarray(0, 10 * KIB), () => response.destroy());
    };
    const pieces: Uint8Array[] = [];
    await assert.rejects(
      origin.read(
        { track, range: { start: 0, end: 100 * KIB }, onBytes: (piece) => pieces.push(piece) },
        never,
      ),
      (error) => error instanceof OriginError && !error.isFinal,
    );
    assert.deepEqual(Buffer.concat(pieces), Buffer.from(bytes.subarray(0, 10 * KIB)));
  });
});
