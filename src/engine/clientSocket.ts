// The local socket on which windows reach the engine. It stays bound until the engine has let go of the folder.
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as waitMs } from 'node:timers/promises';
import { ClientConnection, type ConnectionParts } from './clientConnection';
import { bindSocket } from './socketBinding';

/** What the socket needs. */
export interface ClientSocketOptions extends Pick<
  ConnectionParts,
  'engine' | 'version' | 'secret' | 'onAttached'
> {
  readonly path: string;
  /** Called with the number of clients whenever it changes. */
  readonly onClients: (count: number) => void;
  /** Called once, when a newer version has asked to take over and every other window knows. */
  readonly onHandOver: () => void;
}

/** How long windows may take to read what was last said to them, in milliseconds. */
const RELEASE_LIMIT_MS = 1_000;

/** The bound socket. */
export class ClientSocket {
  readonly #options: ClientSocketOptions;
  readonly #connections = new Map<Socket, ClientConnection>();
  readonly #server: Server;
  #successor: string | null = null;

  private constructor(options: ClientSocketOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      this.#accept(socket);
    });
  }

  /**
   * Listens for clients.
   * @throws {AlreadyRunningError} when another engine listens there.
   */
  static async bind(options: ClientSocketOptions): Promise<ClientSocket> {
    const socket = new ClientSocket(options);
    await bindSocket(socket.#server, options.path);
    return socket;
  }

  /** Lets go of the socket, and of the windows once they have heard everything. Nothing may be in use any more that it stands for. */
  async release(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    for (const connection of this.#connections.values()) connection.end();
    await Promise.race([closed, waitMs(RELEASE_LIMIT_MS)]);
  }

  #accept(socket: Socket): void {
    const { engine, version, secret, onAttached, onClients } = this.#options;
    const connection = new ClientConnection(socket, {
      engine,
      version,
      secret,
      onAttached,
      successor: () => this.#successor,
      onHandOver: (successor) => {
        this.#handOver(successor);
      },
    });
    this.#connections.set(socket, connection);
    onClients(this.#connections.size);
    socket.on('close', () => {
      this.#connections.delete(socket);
      onClients(this.#connections.size);
    });
  }

  #handOver(version: string): void {
    if (this.#successor !== null) return;
    this.#successor = version;
    for (const connection of this.#connections.values()) connection.supersede(version);
    this.#options.onHandOver();
  }
}
