// The local socket on which windows reach the engine. Having bound it is owning the folder it stands for.
import { createServer, connect, type Server, type Socket } from 'node:net';
import { rm } from 'node:fs/promises';
import { PROTOCOL_VERSION, type EngineMessage } from '../shared/messages';
import { encodeFrame, FrameReader } from '../shared/frames';
import type { Client, Engine } from './engine';
import { parseHostMessage } from './hostMessages';

const UTF8 = {
  encode: (text: string) => Buffer.from(text),
  decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
};

/** Thrown when another engine owns the socket already: this one has nothing to do. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

/** What the socket needs. */
export interface ClientSocketOptions {
  readonly path: string;
  /** The engine, which may still be getting ready: windows wait for it. */
  readonly engine: Promise<Engine>;
  /** Called with the number of clients whenever it changes. */
  readonly onClients: (count: number) => void;
}

/**
 * Listens for clients.
 * @throws {AlreadyRunningError} when another engine listens there.
 */
export async function listenForClients(options: ClientSocketOptions): Promise<Server> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    options.onClients(sockets.size);
    void options.engine.then((engine) => {
      serveClient(socket, engine);
    });
    socket.on('close', () => {
      sockets.delete(socket);
      options.onClients(sockets.size);
    });
  });
  await bind(server, options.path);
  return server;
}

async function bind(server: Server, path: string): Promise<void> {
  try {
    await listen(server, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    if (await isAnswered(path)) throw new AlreadyRunningError(path);
    // What a killed engine left behind.
    await rm(path, { force: true });
    await listen(server, path);
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

function serveClient(socket: Socket, engine: Engine): void {
  const reader = new FrameReader(UTF8);
  const send = (message: EngineMessage): void => void socket.write(encodeFrame(message, UTF8));
  let client: Client | null = null;
  const receive = (received: unknown): void => {
    const message = parseHostMessage(received);
    if (message === null) {
      engine.log('warn', 'A window sent a message that the engine does not know; it was ignored.');
    } else if (client !== null) {
      engine.receive(client, message);
    } else if (message.type === 'hello') {
      send({ type: 'welcome', protocol: PROTOCOL_VERSION });
      if (message.protocol !== PROTOCOL_VERSION) {
        socket.end();
        return;
      }
      client = { windowId: message.windowId, send };
      engine.attach(client);
    }
  };
  socket.on('data', (bytes) => {
    try {
      reader.push(bytes).forEach(receive);
    } catch (error) {
      engine.log(
        'warn',
        `A window was disconnected: ${error instanceof Error ? error.message : String(error)}`,
      );
      socket.destroy();
    }
  });
  socket.on('error', (error) => {
    engine.log('warn', `A window's connection broke: ${error.message}`);
  });
  socket.on('close', () => {
    if (client !== null) engine.detach(client);
  });
}
