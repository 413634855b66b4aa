// Two hosts behind a NAT each, and an origin that both reach:
//   host a (192.168.1.2) – router a (NAT, 203.0.113.2) – hub (the origin: 203.0.113.1) – router b (NAT, 203.0.113.6) – host b (192.168.2.2)
// The routers keep the port of what they translate, where they can, and let in answers only: as most at home do.
import { Namespaces, type End } from './namespaces';

/** Where something is. */
export type Place = 'hub' | 'routerA' | 'routerB' | 'hostA' | 'hostB';

/** What the hosts know the origin's machine by. */
export const ORIGIN_ADDRESS = '203.0.113.1';

/** The hosts. */
export class NatWorld extends Namespaces<Place> {
  /** Why there can be none here: a sentence; null where there can. */
  static override lacking(): string | null {
    return super.lacking({ nft: 'nftables' });
  }

  /**
   * Makes them.
   * @throws when the kernel lacks something: what the program said that couldn't do it.
   */
  constructor() {
    super(['hub', 'routerA', 'routerB', 'hostA', 'hostB'], (world) => {
      link(world, ['hub', ORIGIN_ADDRESS], ['routerA', '203.0.113.2']);
      link(world, ['hub', ORIGIN_ADDRESS], ['routerB', '203.0.113.6']);
      link(world, ['routerA', '192.168.1.1'], ['hostA', '192.168.1.2']);
      link(world, ['routerB', '192.168.2.1'], ['hostB', '192.168.2.2']);
      for (const [router, host, inside] of [
        ['routerA', 'hostA', '192.168.1.1'],
        ['routerB', 'hostB', '192.168.2.1'],
      ] as const) {
        world.do(host, 'ip', 'route', 'add', 'default', 'via', inside);
        world.do(router, 'ip', 'route', 'add', 'default', 'via', ORIGIN_ADDRESS);
        world.do(router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
        world.do(router, 'nft', 'add', 'table', 'ip', 'nat');
        world.do(router, 'nft', 'add chain ip nat out { type nat hook postrouting priority 100 ; }');
        world.do(router, 'nft', `add rule ip nat out oifname "${router}-hub" masquerade`);
        world.do(router, 'nft', 'add', 'table', 'ip', 'guard');
        // Also of what is for the router itself: else it would remember who came, and give the port that he came for to nobody.
        for (const hook of ['forward', 'input']) {
          world.do(router, 'nft', `add chain ip guard ${hook} { type filter hook ${hook} priority 0 ; }`);
          world.do(router, 'nft', `add rule ip guard ${hook} iifname "${router}-hub" ct state new drop`);
        }
      }
      setRoute(world, true);
    });
  }

  /** Whether the two routers reach each other; the origin both reach in any case. */
  setRoute(isThere: boolean): void {
    setRoute(this, isThere);
  }
}

function setRoute(world: Namespaces<Place>, isThere: boolean): void {
  world.do('hub', 'sysctl', '-qw', `net.ipv4.ip_forward=${isThere ? 1 : 0}`);
}

/** A wire, and the addresses of its ends. */
function link(world: Namespaces<Place>, a: End<Place>, b: End<Place>): void {
  world.join(a[0], b[0]);
  for (const [[place, own], [other, far]] of [
    [a, b],
    [b, a],
  ] as const)
    world.do(place, 'ip', 'addr', 'add', own, 'peer', far, 'dev', `${place}-${other}`);
}
