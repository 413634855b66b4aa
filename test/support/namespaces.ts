// Hosts of their own on this machine: network namespaces of Linux, joined by wires. What runs in one sees its interfaces only, whatever
// network the machine itself has.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

let made = 0;

/** The end of a wire: where, and its address there. */
export type End<Place> = readonly [place: Place, address: string];

/** Network namespaces, one a place; each has loopback. */
export class Namespaces<Place extends string> {
  readonly #prefix = `sl${process.pid}-${++made}`;
  readonly #places: readonly Place[];

  /** Why there can be none here, or none with these programs: a sentence; null where there can. */
  static lacking(programs: Readonly<Record<string, string>> = {}): string | null {
    if (process.platform !== 'linux') return 'only Linux has network namespaces';
    if (process.getuid?.() !== 0) return 'it takes root to make network namespaces';
    const folders = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];
    for (const [program, debian] of Object.entries({ ip: 'iproute2', ...programs }))
      if (!folders.some((folder) => existsSync(`${folder}/${program}`)))
        return `the program ${program} is missing (Debian: ${debian})`;
    return null;
  }

  /**
   * Makes them, and has `furnish` join them. When that throws, they are removed again.
   * @throws when the kernel lacks something: what the program said that couldn't do it.
   */
  constructor(places: readonly Place[], furnish: (namespaces: Namespaces<Place>) => void) {
    this.#places = places;
    try {
      for (const place of places) {
        run('ip', 'netns', 'add', this.#name(place));
        this.do(place, 'ip', 'link', 'set', 'lo', 'up');
      }
      furnish(this);
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** What a program is run by to be there. */
  within(place: Place): readonly string[] {
    return ['ip', 'netns', 'exec', this.#name(place)];
  }

  /** Runs a program there. @throws when it fails: what it said. */
  do(place: Place, ...command: readonly string[]): void {
    run(...this.within(place), ...command);
  }

  /** Two network interfaces joined by a wire, each named for its place and the other's (`a-b`); without addresses yet. */
  join(a: Place, b: Place): void {
    const ends = ['peer', 'name', `${b}-${a}`, 'netns', this.#name(b)];
    this.do(a, 'ip', 'link', 'add', `${a}-${b}`, 'type', 'veth', ...ends);
    this.do(a, 'ip', 'link', 'set', `${a}-${b}`, 'up');
    this.do(b, 'ip', 'link', 'set', `${b}-${a}`, 'up');
  }

  remove(): void {
    // Those that were never made are no more than a word on its error output.
    for (const place of this.#places) spawnSync('ip', ['netns', 'del', this.#name(place)]);
  }

  #name(place: Place): string {
    return `${this.#prefix}-${place}`;
  }
}

/** What there is, or why there can be none: a sentence. */
export function madeOrLacking<World>(lacking: string | null, make: () => World): World | string {
  if (lacking !== null) return lacking;
  try {
    return make();
  } catch (error) {
    return `this machine can't: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function run(...command: readonly string[]): void {
  const [program = '', ...args] = command;
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
}
