// From the start of the engine process until it says `welcome`, beside the start of an empty Node.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFrame, FrameReader } from '../src/shared/frames';
import { PROTOCOLS } from '../src/shared/greeting';
import { holdContest, millisecondsOf, report } from './contest';

const UTF8 = {
  encode: (text: string) => Buffer.from(text),
  decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};
/** Built beside this file by scripts/bench.mjs. */
const ENGINE = join(__dirname, 'engineProcess.cjs');

async function main(): Promise<void> {
  const rows = await holdContest({
    name: 'start until welcome',
    unit: 'ms',
    rounds: 11,
    ours: startEngine,
    references: {
      'node -e 0, start to end': () =>
        millisecondsOf(() => once(spawn(process.execPath, ['-e', '0']), 'exit')),
    },
  });
  report(rows);
}

async function startEngine(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'starling-bench-'));
  const path =
    process.platform === 'win32' ? `\\\\.\\pipe\\${folder.replaceAll(/\W/g, '-')}` : join(folder, 'socket');
  const startMs = performance.now();
  const child = spawn(
    process.execPath,
    [ENGINE, '--socket', path, '--storage', folder, '--version', '1.0.0'],
    {
      stdio: 'inherit',
    },
  );
  try {
    const socket = await reach(path);
    await welcome(socket);
    const figure = performance.now() - startMs;
    socket.destroy();
    return figure;
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

/** Connects as soon as somebody listens. */
async function reach(path: string): Promise<Socket> {
  for (;;) {
    const socket = connect(path);
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (isThere) return socket;
    // A pause, or the trying itself would keep a core from the engine.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function welcome(socket: Socket): Promise<void> {
  const reader = new FrameReader(UTF8);
  const hello = { type: 'hello', protocols: PROTOCOLS, version: '1.0.0', windowId: 'bench' };
  socket.write(encodeFrame(hello, UTF8));
  await new Promise<void>((resolve) => {
    socket.on('data', (bytes) => {
      if ((reader.push(bytes) as { type: string }[]).some(({ type }) => type === 'welcome')) resolve();
    });
  });
}

void main();
