// Two hosts on one network, each a network namespace with what is built: they find each other without the swarm's node, by multicast DNS.
import assert from 'node:assert/strict';
import { GUESTS } from '../support/guests';
import { LAN_ADDRESSES, LanWorld, type LanHost } from '../support/lanWorld';
import { longWave } from '../support/longWave';
import { madeOrLacking } from '../support/namespaces';
import { originProcess, peerProcess, TalkingProcess, type OriginProcess } from '../support/processes';

describe('Two hosts on one network', function () {
  this.timeout(120_000);
  const url = `http://${LAN_ADDRESSES.lanA}:4533/`;
  let world: LanWorld | null;
  let origin: OriginProcess | null;
  let running: TalkingProcess[];

  beforeEach(() => {
    [world, origin, running] = [null, null, []];
  });
  afterEach(async () => {
    for (const each of running.reverse()) await each.end();
    await origin?.close();
    world?.remove();
  });

  /** The network, with an origin on the first host; or the test is skipped. */
  async function begin(test: Mocha.Context, about: { readonly hasWayOut: boolean }): Promise<string> {
    const made = madeOrLacking(LanWorld.lacking(), () => new LanWorld(about));
    if (typeof made === 'string') {
      console.log(`      skipped: ${made}`);
      return test.skip();
    }
    world = made;
    const args = ['--host', '0.0.0.0', '--port', '4533'];
    origin = await originProcess({ 'First.wav': longWave(60, 'first') }, { within: within('lanA'), args });
    return origin.apiKey;
  }
  const within = (place: LanHost): readonly string[] => world?.within(place) ?? [];
  const started = (process: TalkingProcess): TalkingProcess => {
    running.push(process);
    return process;
  };
  const peerAt = (place: LanHost, apiKey: string): TalkingProcess => {
    const args = ['--play', 'all', '--join', 'after', '--ways', 'tcp,lan', '--host', LAN_ADDRESSES[place]];
    return started(peerProcess(url, { within: within(place), args, env: { STARLING_API_KEY: apiKey } }));
  };

  it('find each other by multicast DNS where one has no tracker, and it gets the track from the other', async function () {
    const apiKey = await begin(this, { hasWayOut: true });
    await peerAt('lanA', apiKey).line(/^The peer is ready/);
    const listener = [process.execPath, 'out/test/peer/lanPeer/index.cjs', url, LAN_ADDRESSES.lanB];
    const gets = started(new TalkingProcess([...within('lanB'), ...listener], { STARLING_API_KEY: apiKey }));
    const [line, peers, fromOrigin] = await gets.line(/^from peers (\d+), from the origin (\d+)/);
    assert.ok(Number(peers) > Number(fromOrigin), line);
  });

  it('let go of whom they find so who is no member', async function () {
    await begin(this, { hasWayOut: true });
    const program = [process.execPath, 'out/test/peer/lanGuests/index.cjs', LAN_ADDRESSES.lanA];
    const member = started(new TalkingProcess([...within('lanA'), ...program]));
    await member.line(/^the member stays$/);
    const letGo = member.said.filter((line) => line.startsWith('let go: '));
    assert.equal(letGo.length, Object.keys(GUESTS).length, member.said.join('\n'));
  });

  it('are told in the log that they can’t where nothing can be sent to all of the network', async function () {
    const apiKey = await begin(this, { hasWayOut: false });
    await peerAt('lanB', apiKey).line(/Members on the same network aren't found .*ENETUNREACH/);
  });
});
