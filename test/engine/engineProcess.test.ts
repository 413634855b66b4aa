import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { encodeFrame, FrameReader } from '../../src/shared/frames';
import { PROTOCOL_VERSION, type BytesMessage, type EngineMessage } from '../../src/shared/messages';
import { fixtureFolder } from '../support/fixtureFolder';
import { musicFolder, type MusicFolder } from '../support/musicFolder';

const UTF8 = {
  encode: (text: string) => Buffer.from(text),
  decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};
const ENGINE = 'dist/engine/engine.cjs';

/** A window's end of the socket, by hand. */
class Wire {
  readonly socket: Socket;
  readonly #reader = new FrameReader(UTF8);
  readonly #received: EngineMessage[] = [];
  #arrived: () => void = () => undefined;

  constructor(path: string) {
    this.socket = connect(path);
    this.socket.on('error', () => this.#arrived());
    this.socket.on('data', (bytes) => {
      this.#received.push(...(this.#reader.push(bytes) as EngineMessage[]));
      this.#arrived();
    });
  }

  say(message: object): void {
    this.socket.write(encodeFrame(message, UTF8));
  }

  async hears(type: EngineMessage['type']): Promise<EngineMessage> {
    for (;;) {
      const found = this.#received.find((message) => message.type === type);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.#arrived = resolve));
    }
  }
}

describe('the engine process', () => {
  const children: ChildProcess[] = [];
  let folder: MusicFolder;
  let path: string;

  const start = (): ChildProcess => {
    const child = spawn(process.execPath, [ENGINE, '--socket', path, '--storage', folder.path('storage')], {
      stdio: 'ignore',
    });
    children.push(child);
    return child;
  };
  const reach = async (): Promise<Wire> => {
    for (;;) {
      const wire = new Wire(path);
      const isThere = await Promise.race([
        once(wire.socket, 'connect').then(
          () => true,
          () => false,
        ),
        once(wire.socket, 'close').then(() => false),
      ]);
      if (isThere) return wire;
    }
  };

  beforeEach(async () => {
    folder = await musicFolder({});
    path = folder.path('engine.sock');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await folder.remove();
  });

  it('greets a window and shows it the state', async () => {
    start();
    const wire = await reach();
    wire.say({ type: 'hello', protocol: PROTOCOL_VERSION });
    assert.deepEqual(await wire.hears('welcome'), { type: 'welcome', protocol: PROTOCOL_VERSION });
    assert.equal((await wire.hears('snapshot')).type, 'snapshot');
    wire.socket.destroy();
  });

  it('tells a window of another version its own, and hangs up', async () => {
    start();
    const wire = await reach();
    wire.say({ type: 'hello', protocol: 99 });
    await wire.hears('welcome');
    await once(wire.socket, 'close');
  });

  it('survives a window that sends rubbish, and messages that it does not know', async () => {
    start();
    const bad = await reach();
    bad.socket.write(Buffer.alloc(64, 255));
    await once(bad.socket, 'close');
    const good = await reach();
    good.say({ type: 'hello', protocol: PROTOCOL_VERSION });
    good.say({ type: 'makeCoffee' });
    assert.match(JSON.stringify(await good.hears('log')), /does not know/);
    good.socket.destroy();
  });

  it('plays a folder of music by its path, from where the files lie', async () => {
    const music = await fixtureFolder(['flac-16.flac']);
    start();
    const wire = await reach();
    wire.say({ type: 'hello', protocol: PROTOCOL_VERSION, windowId: 'w' });
    wire.say({ type: 'settings', originUrl: music.root });
    wire.say({ type: 'intent', intent: { kind: 'play' } });
    const block = (await wire.hears('bytes')) as BytesMessage;
    assert.equal(block.start, 0);
    assert.equal(Buffer.from(block.bytes.subarray(0, 4)).toString(), 'fLaC');
    wire.socket.destroy();
    await music.remove();
  });

  it('leaves the socket to the engine that has it', async () => {
    start();
    const wire = await reach();
    const [code] = (await once(start(), 'exit')) as [number];
    assert.equal(code, 0);
    wire.socket.destroy();
  });

  it('takes over the socket of an engine that was killed', async () => {
    const first = start();
    (await reach()).socket.destroy();
    first.kill('SIGKILL');
    await once(first, 'exit');
    await stat(path); // what it left behind
    start();
    (await reach()).socket.destroy();
  });
});
