// UDP sockets on all addresses of this machine, each on one of its own. From a socket on 0.0.0.0 the kernel answers by the address of the way
// back, and who has asked another one takes no answer from there. Addresses come and go: they are looked at now and then.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { MOST_STUN_SOCKETS, OWN_ADDRESSES_MS } from './limits';

/** Where sockets are. */
export interface OwnSocketsOptions {
  /** One address, or all: `0.0.0.0` of IPv4, `::` of both. */
  readonly host: string;
  /** 0: any free one, the same on all addresses. */
  readonly port: number;
  readonly onMessage: (packet: Buffer, sender: RemoteInfo, socket: Socket) => void;
  /** The addresses of this machine. Default: those of its network interfaces. */
  readonly ownAddresses?: () => readonly string[];
  /** How often they are looked at, in milliseconds. */
  readonly lookMs?: number;
}

/** Sockets, by their addresses. */
export class OwnSockets {
  readonly #options: OwnSocketsOptions;
  readonly #sockets = new Map<string, Socket>();
  #port: number;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  private constructor(options: OwnSocketsOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  /** Opens them. @throws when there can be none. */
  static async open(options: OwnSocketsOptions): Promise<OwnSockets> {
    const sockets = new OwnSockets(options);
    const [failed] = await sockets.#look();
    if (sockets.#sockets.size === 0)
      throw failed instanceof Error ? failed : new Error(`There is no address for ${options.host}.`);
    if (isWildcard(options.host)) {
      const look = (): void => void sockets.#look();
      sockets.#timer = setInterval(look, options.lookMs ?? OWN_ADDRESSES_MS).unref();
    }
    return sockets;
  }

  get port(): number {
    return this.#port;
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
  }

  /** Closes those whose addresses have gone, opens those that have come; why some can't be, which are tried again at the next look. */
  async #look(): Promise<readonly unknown[]> {
    const { host, ownAddresses = addressesHere } = this.#options;
    const isMeant = (address: string): boolean => host === '::' || isIPv4(address);
    const wanted = isWildcard(host) ? ownAddresses().filter(isMeant).slice(0, MOST_STUN_SOCKETS) : [host];
    for (const address of [...this.#sockets.keys()]) if (!wanted.includes(address)) this.#drop(address);
    const failures: unknown[] = [];
    for (const address of wanted)
      if (!this.#sockets.has(address) && !this.#isClosed)
        await this.#open(address).catch((error: unknown) => failures.push(error));
    return failures;
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
