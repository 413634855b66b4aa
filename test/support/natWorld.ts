// Two hosts behind a NAT each, and an origin that both reach, as network namespaces of Linux:
//   host a (192.168.1.2) – router a (NAT, 203.0.113.2) – hub (the origin: 203.0.113.1) – router b (NAT, 203.0.113.6) – host b (192.168.2.2)
// The routers keep the port of what they translate, where they can, and let in answers only: as most at home do.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where something is. */
export type Place = 'hub' | 'routerA' | 'routerB' | 'hostA' | 'hostB';

const PLACES: readonly Place[] = ['hub', 'routerA', 'routerB', 'hostA', 'hostB'];
/** What the hosts know the origin's machine by. */
export const ORIGIN_ADDRESS = '203.0.113.1';

/** Network namespaces. */
export class NatWorld {
  readonly #prefix = `sl${process.pid}`;

  /** Why there can be none here: a sentence; null where there can. */
  static lacking(): string | null {
    if (process.platform !== 'linux') return 'only Linux has network namespaces';
    if (process.getuid?.() !== 0) return 'it takes root to make network namespaces';
    const isThere = (program: string): boolean =>
      ['/usr/sbin', '/sbin', '/usr/bin', '/bin'].some((folder) => existsSync(`${folder}/${program}`));
    if (!isThere('ip')) return 'the program ip is missing (Debian: iproute2)';
    if (!isThere('nft')) return 'the program nft is missing (Debian: nftables)';
    return null;
  }

  /**
   * Makes it.
   * @throws when the kernel lacks something: what the program said that couldn't do it.
   */
  constructor() {
    try {
      for (const place of PLACES) {
        run('ip', 'netns', 'add', this.#name(place));
        this.do(place, 'ip', 'link', 'set', 'lo', 'up');
      }
      this.#link(['hub', ORIGIN_ADDRESS], ['routerA', '203.0.113.2']);
      this.#link(['hub', ORIGIN_ADDRESS], ['routerB', '203.0.113.6']);
      this.#link(['routerA', '192.168.1.1'], ['hostA', '192.168.1.2']);
      this.#link(['routerB', '192.168.2.1'], ['hostB', '192.168.2.2']);
      for (const [router, host, inside] of [
        ['routerA', 'hostA', '192.168.1.1'],
        ['routerB', 'hostB', '192.168.2.1'],
      ] as const) {
        this.do(host, 'ip', 'route', 'add', 'default', 'via', inside);
        this.do(router, 'ip', 'route', 'add', 'default', 'via', ORIGIN_ADDRESS);
        this.do(router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
        this.do(router, 'nft', 'add', 'table', 'ip', 'nat');
        this.do(router, 'nft', 'add chain ip nat out { type nat hook postrouting priority 100 ; }');
        this.do(router, 'nft', `add rule ip nat out oifname "${router}-hub" masquerade`);
        this.do(router, 'nft', 'add', 'table', 'ip', 'guard');
        // Also of what is for the router itself: else it would remember who came, and give the port that he came for to nobody.
        for (const hook of ['forward', 'input']) {
          this.do(router, 'nft', `add chain ip guard ${hook} { type filter hook ${hook} priority 0 ; }`);
          this.do(router, 'nft', `add rule ip guard ${hook} iifname "${router}-hub" ct state new drop`);
        }
      }
      this.setRoute(true);
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** Whether the two routers reach each other; the origin both reach in any case. */
  setRoute(isThere: boolean): void {
    this.do('hub', 'sysctl', '-qw', `net.ipv4.ip_forward=${isThere ? 1 : 0}`);
  }

  /** What a program is run by to be there. */
  within(place: Place): readonly string[] {
    return ['ip', 'netns', 'exec', this.#name(place)];
  }

  /** Runs a program there. @throws when it fails: what it said. */
  do(place: Place, ...command: readonly string[]): void {
    run(...this.within(place), ...command);
  }

  remove(): void {
    // Those that were never made are no more than a word on its error output.
    for (const place of PLACES) spawnSync('ip', ['netns', 'del', this.#name(place)]);
  }

  #name(place: Place): string {
    return `${this.#prefix}-${place}`;
  }

  /** Two network interfaces joined by a wire, each named for its place and the other's. */
  #link([a, addressA]: readonly [Place, string], [b, addressB]: readonly [Place, string]): void {
    const ends = ['peer', 'name', `${b}-${a}`, 'netns', this.#name(b)];
    this.do(a, 'ip', 'link', 'add', `${a}-${b}`, 'type', 'veth', ...ends);
    for (const [place, other, own, far] of [
      [a, b, addressA, addressB],
      [b, a, addressB, addressA],
    ] as const) {
      this.do(place, 'ip', 'addr', 'add', own, 'peer', far, 'dev', `${place}-${other}`);
      this.do(place, 'ip', 'link', 'set', `${place}-${other}`, 'up');
    }
  }
}

function run(...command: readonly string[]): void {
  const [program = '', ...args] = command;
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
}
