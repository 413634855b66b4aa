// Frames over a local socket, 64 KiB of bytes each, beside as many raw bytes over the same kind of socket. Both ends are in
// one process: it is the work per byte that is compared.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFrame, FrameReader } from '../src/shared/frames';
import { holdContest, megabytesPerSecond, randomBytes, report } from './contest';

const MESSAGE_BYTES = 64 * 1024;
const MESSAGES = 1_500;
const TOTAL_BYTES = MESSAGES * MESSAGE_BYTES;
const UTF8 = {
  encode: (text: string) => Buffer.from(text),
  decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};

const bytes = randomBytes(MESSAGE_BYTES);

/** Says how many bytes of payload a piece of the stream brought. */
type Count = (piece: Uint8Array) => number;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'starling-bench-'));
  const path =
    process.platform === 'win32' ? `\\\\.\\pipe\\starling-bench-${process.pid}` : join(folder, 's');
  const server = createServer();
  server.listen(path);
  await once(server, 'listening');
  try {
    const rows = await holdContest({
      name: 'frames of 64 KiB',
      unit: 'MB/s',
      rounds: 9,
      ours: () => transfer({ server, path, make: frame, count: framesCounter() }),
      references: {
        'raw bytes': () => transfer({ server, path, make: () => bytes, count: (piece) => piece.length }),
      },
    });
    report(rows);
  } finally {
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function frame(at: number): Uint8Array {
  return encodeFrame(
    { type: 'bytes', playId: 'play', start: at * MESSAGE_BYTES, source: 'cache', bytes },
    UTF8,
  );
}

function framesCounter(): Count {
  const reader = new FrameReader(UTF8);
  return (piece) =>
    (reader.push(piece) as { bytes: Uint8Array }[]).reduce((sum, each) => sum + each.bytes.length, 0);
}

async function transfer(options: {
  readonly server: Server;
  readonly path: string;
  readonly make: (at: number) => Uint8Array;
  readonly count: Count;
}): Promise<number> {
  const { server, path, make, count } = options;
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const sender = connect(path);
  const [receiver] = await accepted;
  const figure = await megabytesPerSecond(TOTAL_BYTES, async () => {
    const received = receive(receiver, count);
    for (let at = 0; at < MESSAGES; at++) if (!sender.write(make(at))) await once(sender, 'drain');
    await received;
  });
  sender.destroy();
  receiver.destroy();
  return figure;
}

function receive(receiver: Socket, count: Count): Promise<void> {
  return new Promise((resolve) => {
    let received = 0;
    receiver.on('data', (piece) => {
      received += count(piece);
      if (received >= TOTAL_BYTES) resolve();
    });
  });
}

void main();
