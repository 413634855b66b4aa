// The invitation to its swarm, as a Starling origin sends it.
import { isIP } from 'node:net';
import * as v from 'valibot';
import type { SwarmInvitation } from '../ports';
import { isLoopback, reachableFrom } from '../swarm/loopback';

const HOUR_MS = 3_600_000;
/** Base64 of up to so many bytes. */
const base64 = (mostBytes: number) =>
  v.pipe(
    v.string(),
    v.maxLength(Math.ceil(mostBytes / 3) * 4),
    v.base64(),
    v.transform((text) => Uint8Array.from(Buffer.from(text, 'base64'))),
  );

const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));

const InvitationFormat = v.object({
  swarm: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  originKey: base64(200),
  originPeerId: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
  addresses: v.pipe(v.array(v.pipe(v.string(), v.maxLength(256))), v.maxLength(8)),
  /** The port of the tracker at the origin's own host, where it listens on all addresses; null otherwise. */
  port: v.nullable(Port),
  /** The port of UDP at the origin's own host where it answers STUN; null where it doesn't. */
  stunPort: v.optional(v.nullable(Port), null),
  /** Whether the tracker takes WebSockets where the origin takes HTTP. */
  webSockets: v.optional(v.boolean(), false),
  credential: base64(512),
  countsForMs: v.pipe(v.number(), v.minValue(0), v.maxValue(2 * HOUR_MS)),
});
/** What an origin answers that has no swarm, or no room for another node of this listener. */
const NoneFormat = v.object({ swarm: v.null() });

/**
 * The invitation that an origin at `url` sent; null where it says that there is none. The tracker is tried at that host first:
 * the origin may not know by what name it is reached. Of what it says itself IP addresses count, and such that only this
 * machine reaches only where the origin is on it.
 */
export function parseInvitation(value: unknown, url: URL): SwarmInvitation | null | 'malformed' {
  if (v.is(NoneFormat, value)) return null;
  const parsed = v.safeParse(InvitationFormat, value);
  if (!parsed.success) return 'malformed';
  const { port, stunPort, addresses, webSockets, ...invitation } = parsed.output;
  const host = hostPart(url.hostname);
  const here = port === null ? [] : [`/${host}/tcp/${port}`];
  const isHere = url.hostname === 'localhost' || isLoopback(`/${host}`);
  const said = reachableFrom(
    addresses.filter((address) => /^\/ip[46]\//.test(address)),
    { isHere },
  );
  const behindHttp = webSockets ? [webSocketAt(host, url)] : [];
  const stun = stunPort === null ? [] : [`stun:${url.hostname}:${stunPort}`];
  return { ...invitation, stun, addresses: [...here, ...said, ...behindHttp] };
}

function webSocketAt(host: string, { protocol, port }: URL): string {
  return protocol === 'https:' ? `/${host}/tcp/${port || 443}/tls/ws` : `/${host}/tcp/${port || 80}/ws`;
}

function hostPart(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '');
  const family = isIP(bare);
  return family === 0 ? `dns/${bare}` : `ip${family}/${bare}`;
}
