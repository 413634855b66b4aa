// Two hosts on a network at home: private addresses, and a way out of it, without which no multicast is sent.
import { Namespaces } from './namespaces';

/** A host. */
export type LanHost = 'lanA' | 'lanB';

/** How each is known to the other. */
export const LAN_ADDRESSES: Readonly<Record<LanHost, string>> = {
  lanA: '192.168.7.1',
  lanB: '192.168.7.2',
};

/** The hosts. */
export class LanWorld extends Namespaces<LanHost> {
  /**
   * Makes them. `hasWayOut` false: the hosts reach each other and nobody else, multicast neither.
   * @throws when the kernel lacks something: what the program said that couldn't do it.
   */
  constructor({ hasWayOut = true } = {}) {
    super(['lanA', 'lanB'], (world) => {
      world.join('lanA', 'lanB');
      for (const [place, other] of [
        ['lanA', 'lanB'],
        ['lanB', 'lanA'],
      ] as const) {
        world.do(place, 'ip', 'addr', 'add', `${LAN_ADDRESSES[place]}/24`, 'dev', `${place}-${other}`);
        if (hasWayOut) world.do(place, 'ip', 'route', 'add', 'default', 'via', LAN_ADDRESSES[other]);
      }
    });
  }
}
