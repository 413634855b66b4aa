// A listener on a host of its own who finds the swarm's node nowhere: plays the first track when multicast DNS has made another member
// known to it, and says what came from where. `index.cjs URL ADDRESS`, the API key in the environment.
import { HttpOrigin } from '../../../src/engine/origin/httpOrigin';
import type { Track } from '../../../src/shared/track';
import { swarmMachine } from '../../support/swarmMachine';
import { until } from '../../support/until';

const [, , url = '', address = ''] = process.argv;
const login = { kind: 'apiKey', apiKey: process.env['STARLING_API_KEY'] ?? '' } as const;

async function main(): Promise<void> {
  const about = { listen: [`/ip4/${address}/tcp/0`], isOnLan: true, login, open: () => [] };
  const tracks = await catalogue();
  const machine = await swarmMachine({ url, tracks }, about);
  machine.membership.allow({ isOn: true, uploadCapBytesPerSecond: null, isMetered: false });
  machine.membership.begin();
  await until(() => machine.membership.report.connected === 1);
  process.stdout.write('met\n');
  const [first] = tracks;
  if (first === undefined) throw new Error('The origin has no tracks.');
  const { bytes } = await machine.listener.play(first);
  process.stdout.write(`from peers ${bytes.peers}, from the origin ${bytes.origin}\n`);
  await machine.close();
}

/** All tracks, as soon as all are known by content. */
async function catalogue(): Promise<readonly Track[]> {
  const origin = new HttpOrigin(url);
  origin.logIn(login);
  for (;;) {
    const tracks = await origin.catalogue(AbortSignal.timeout(10_000)).catch(() => []);
    if (tracks.length > 0 && tracks.every(({ contentId }) => contentId !== null)) {
      origin.close();
      return tracks;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

void main();
