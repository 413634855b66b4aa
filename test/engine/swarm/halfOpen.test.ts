// Who gives up a connection when there is one more than may be half open: the host that has the most of them.
import type { MultiaddrConnection } from '@libp2p/interface';
import { multiaddr } from '@multiformats/multiaddr';
import assert from 'node:assert/strict';
import { HalfOpen } from '../../../src/engine/swarm/halfOpen';

/** The addresses whose connection was given up, when these come one by one and so many may be half open. */
function givenUp(addresses: readonly string[], { most }: { readonly most: number }): readonly string[] {
  const given: string[] = [];
  const halfOpen = new HalfOpen(most);
  for (const address of addresses) {
    const remoteAddr = multiaddr(`${address}/tcp/4001`);
    const abort = (): void => void given.push(address);
    halfOpen.enter(Object.assign(new EventTarget(), { remoteAddr, abort }) as unknown as MultiaddrConnection);
  }
  return given;
}

describe('connections that are half open', () => {
  it('are taken from the host that has the most, the oldest first', () => {
    const [one, many] = ['/ip4/192.0.2.1', '/ip4/192.0.2.2'];
    assert.deepEqual(givenUp([one, many, many, one, many], { most: 4 }), [many]);
  });

  it('count together where their addresses are of one /64, however they are written', () => {
    const hoarder = ['/ip6/2001:db8:1:2::1', '/ip6/2001:db8:1:2:ffff::9', '/ip6/2001:0db8:0001:0002:0:0:0:3'];
    const others = ['/ip6/2001:db8:1:3::1', '/ip6/2001:db8:1:3::2', '/ip4/192.0.2.1'];
    assert.deepEqual(givenUp([...others, ...hoarder], { most: 5 }), hoarder.slice(0, 1));
  });

  it('count as IPv4 where IPv4 is written as IPv6', () => {
    const hoarder = ['/ip4/192.0.2.7', '/ip6/::ffff:192.0.2.7'];
    const others = ['/ip6/::ffff:192.0.2.8', '/ip6/::ffff:192.0.2.9'];
    assert.deepEqual(givenUp([...others, ...hoarder], { most: 3 }), hoarder.slice(0, 1));
  });

  it('count together on a network card of their own, too', () => {
    const hoarder = ['/ip6zone/eth0/ip6/fe80::1', '/ip6zone/eth0/ip6/fe80::2'];
    const others = ['/ip6/2001:db8:1:3::1', '/ip4/192.0.2.1'];
    assert.deepEqual(givenUp([...others, ...hoarder], { most: 3 }), hoarder.slice(0, 1));
  });
});
