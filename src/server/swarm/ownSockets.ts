// UDP sockets on all addresses of this machine, each on one of its own. From a socket on 0.0.0.0 the kernel answers by the address of the way
// back, and who has asked another one takes no answer from there. Addresses come and go: they are looked at now and then.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { FREE_PORT_TRIES, MOST_STUN_SOCKETS, OWN_ADDRESSES_MS } from './limits';

/** Where sockets are. */
export interface OwnSocketsOptions {
  /** One address, or all: `0.0.0.0` of IPv4, `::` of both. */
  readonly host: string;
  /** 0: any free one, the same on all addresses. */
  readonly port: number;
  readonly onMessage: (packet: Buffer, sender: RemoteInfo, socket: Socket) => void;
  /** An address of this machine can't be had, once each: a sentence. */
  readonly onProblem: (sentence: string) => void;
  /** The addresses of this machine. Default: those of its network interfaces. */
  readonly ownAddresses?: () => readonly string[];
  /** How often they are looked at, in milliseconds. */
  readonly lookMs?: number;
}

/** Why there is no socket on an address. */
interface Failure {
  readonly address: string;
  readonly error: unknown;
}

/** Sockets, by their addresses. */
export class OwnSockets {
  readonly #options: OwnSocketsOptions;
  readonly #sockets = new Map<string, Socket>();
  /** Addresses of which was told that they can't be had. */
  readonly #told = new Set<string>();
  #port: number;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  private constructor(options: OwnSocketsOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  /** Opens them. @throws when the port is taken on any of the addresses, or there can be no socket at all. */
  static async open(options: OwnSocketsOptions): Promise<OwnSockets> {
    const sockets = new OwnSockets(options);
    let failures = await sockets.#look();
    // A port that is free on one address may be taken on another.
    for (let tries = 1; options.port === 0 && failures.some(isTaken) && tries < FREE_PORT_TRIES; tries++) {
      sockets.#dropAll();
      sockets.#port = 0;
      failures = await sockets.#look();
    }
    const fatal = failures.find(isTaken) ?? (sockets.#sockets.size === 0 ? failures[0] : undefined);
    if (fatal !== undefined || sockets.#sockets.size === 0) {
      sockets.close();
      throw fatal?.error instanceof Error
        ? fatal.error
        : new Error(`There is no address for ${options.host}.`);
    }
    sockets.#tell(failures);
    if (isWildcard(options.host)) {
      const look = async (): Promise<void> => sockets.#tell(await sockets.#look());
      sockets.#timer = setInterval(() => void look(), options.lookMs ?? OWN_ADDRESSES_MS).unref();
    }
    return sockets;
  }

  get port(): number {
    return this.#port;
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#dropAll();
  }

  /** Closes those whose addresses have gone, opens those that have come; why some can't be, which are tried again at the next look. */
  async #look(): Promise<readonly Failure[]> {
    const { host, ownAddresses = addressesHere } = this.#options;
    const isMeant = (address: string): boolean => host === '::' || isIPv4(address);
    const wanted = isWildcard(host) ? ownAddresses().filter(isMeant).slice(0, MOST_STUN_SOCKETS) : [host];
    for (const address of [...this.#sockets.keys()]) if (!wanted.includes(address)) this.#drop(address);
    for (const address of [...this.#told]) if (!wanted.includes(address)) this.#told.delete(address);
    const failures: Failure[] = [];
    for (const address of wanted)
      if (!this.#sockets.has(address) && !this.#isClosed)
        await this.#open(address).catch((error: unknown) => failures.push({ address, error }));
    return failures;
  }

  /** Tells of each address once, until it goes. */
  #tell(failures: readonly Failure[]): void {
    for (const failure of failures) {
      const { address, error } = failure;
      if (this.#told.has(address) || this.#isClosed) continue;
      this.#told.add(address);
      const why = error instanceof Error ? error.message : String(error);
      const cure = isTaken(failure)
        ? 'end what has the port there, or start with another --swarm-port'
        : 'nothing is to be done where the address has just come or gone';
      this.#options.onProblem(
        `STUN isn't answered on ${address}, UDP port ${this.#port}: ${why}. It is tried again now and then; ${cure}.`,
      );
    }
  }

  async #open(address: string): Promise<void> {
    const socket = createSocket(isIPv4(address) ? { type: 'udp4' } : { type: 'udp6', ipv6Only: true });
    this.#sockets.set(address, socket);
    try {
      socket.bind({ address, port: this.#port });
      await once(socket, 'listening');
    } catch (error) {
      this.#drop(address);
      throw error;
    }
    // What one sender can't be told is no reason to end.
    socket.on('error', () => undefined);
    socket.on('message', (packet, sender) => this.#options.onMessage(packet, sender, socket));
    this.#port ||= socket.address().port;
  }

  #drop(address: string): void {
    this.#sockets.get(address)?.close();
    this.#sockets.delete(address);
  }

  #dropAll(): void {
    for (const address of [...this.#sockets.keys()]) this.#drop(address);
  }
}

function isTaken({ error }: Failure): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function addressesHere(): readonly string[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.map((each) => {
      const isOfLink = each.family === 'IPv6' && each.scopeid !== 0;
      return isOfLink
        ? `${each.address}%${process.platform === 'win32' ? each.scopeid : name}`
        : each.address;
    }),
  );
}
