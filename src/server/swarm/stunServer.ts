// Tells whoever asks by which address and port it is seen here (STUN, RFC 5389): binding requests over UDP and nothing else, so that
// members behind NATs have candidates beyond their own network without asking outside companies. What isn't such a request is
// passed over without an answer. An answer is little longer than the shortest request, and an address gets few a second: it is of
// no use for flooding others with.
import type { RemoteInfo, Socket } from 'node:dgram';
import { isIPv4, SocketAddress } from 'node:net';
import { LRUCache } from 'lru-cache';
import { TokenBucket } from '../../engine/policy/tokenBucket';
import * as limits from './limits';
import { OwnSockets, type OwnSocketsOptions } from './ownSockets';

const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const MAGIC_COOKIE = 0x2112a442;
const XOR_MAPPED_ADDRESS = 0x0020;
const HEADER_BYTES = 20;

/** The server. */
export class StunServer {
  readonly #nowMs: () => number;
  readonly #all = new TokenBucket(limits.STUN_OF_ALL);
  readonly #byAddress = new LRUCache<string, TokenBucket>({ max: limits.STUN_ADDRESSES });
  #sockets: OwnSockets | null = null;
  #answered = 0;

  private constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /**
   * Listens; on all addresses each answers for itself. `nowMs` is monotonic.
   * @throws when it can't listen there.
   */
  static async listen({
    nowMs,
    ...at
  }: Omit<OwnSocketsOptions, 'onMessage'> & { readonly nowMs: () => number }): Promise<StunServer> {
    const server = new StunServer(nowMs);
    const onMessage: OwnSocketsOptions['onMessage'] = (...message) => server.#take(...message);
    server.#sockets = await OwnSockets.open({ ...at, onMessage });
    return server;
  }

  get port(): number {
    return this.#sockets?.port ?? 0;
  }

  /** Requests that were answered since the start. */
  get answered(): number {
    return this.#answered;
  }

  close(): void {
    this.#sockets?.close();
  }

  #take(packet: Buffer, { address, port }: RemoteInfo, socket: Socket): void {
    const answer = bindingAnswer(packet, { address, port });
    if (answer === null || !this.#mayAnswer(address)) return;
    this.#answered += 1;
    // Who can't be reached has asked in another's name, or is gone.
    socket.send(answer, port, address, () => undefined);
  }

  #mayAnswer(address: string): boolean {
    const bucket = this.#byAddress.get(address) ?? new TokenBucket(limits.STUN_OF_ADDRESS);
    this.#byAddress.set(address, bucket);
    const nowMs = this.#nowMs();
    return bucket.take(1, nowMs) && this.#all.take(1, nowMs);
  }
}

/** The answer to a binding request from this address; null where the packet is none. */
export function bindingAnswer(
  packet: Buffer,
  { address, port }: { readonly address: string; readonly port: number },
): Buffer | null {
  // Nothing can be sent to port 0; Node throws.
  if (port === 0 || packet.length < HEADER_BYTES || packet.length > limits.LONGEST_STUN_REQUEST) return null;
  const [type, length] = [packet.readUInt16BE(0), packet.readUInt16BE(2)];
  if (type !== BINDING_REQUEST || length % 4 !== 0 || length !== packet.length - HEADER_BYTES) return null;
  if (packet.readUInt32BE(4) !== MAGIC_COOKIE) return null;
  const bytes = bytesOfAddress(address);
  const value = Buffer.alloc(4 + bytes.length);
  value.writeUInt8(bytes.length === 4 ? 1 : 2, 1);
  value.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2);
  // Cookie and transaction are what an address is covered with, so that no NAT takes it for one and puts another there.
  bytes.forEach((byte, at) => value.writeUInt8(byte ^ packet.readUInt8(4 + at), 4 + at));
  const answer = Buffer.alloc(HEADER_BYTES + 4);
  answer.writeUInt16BE(BINDING_SUCCESS, 0);
  answer.writeUInt16BE(4 + value.length, 2);
  packet.copy(answer, 4, 4, HEADER_BYTES);
  answer.writeUInt16BE(XOR_MAPPED_ADDRESS, HEADER_BYTES);
  answer.writeUInt16BE(value.length, HEADER_BYTES + 2);
  return Buffer.concat([answer, value]);
}

/** Four bytes or sixteen; an IPv4 address that was written as IPv6 is the former. */
function bytesOfAddress(address: string): readonly number[] {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIPv4(plain)) return plain.split('.').map(Number);
  // An address in full: WHATWG's URLs write IPv6 in one way only, with at most one gap.
  const [head = '', tail = ''] = new SocketAddress({ address: plain, family: 'ipv6' }).address.split('::');
  const groupsOf = (part: string): string[] => part.split(':').filter((group) => group !== '');
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const gap = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...gap, ...after].flatMap((group) => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 0xff];
  });
}
