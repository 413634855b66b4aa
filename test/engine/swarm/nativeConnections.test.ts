// Channels of WebRTC that node-datachannel never tells to be closed: each would stay in memory, and keep the process from ending.
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { queryObjects } from 'node:v8';
import * as native from 'node-datachannel';
import { connectionClass } from '../../../src/engine/swarm/nativeConnections';
import { until } from '../../support/until';

const Connection = connectionClass(native);
const connection = (): native.PeerConnection =>
  new Connection('', { iceServers: [], bindAddress: '127.0.0.1' });

describe('A native connection', () => {
  it('that never came about closes its channel with it', async () => {
    const dialler = connection();
    const channel = dialler.createDataChannel('init');
    const closed = new Promise<void>((resolve) => channel.onClosed(resolve));
    dialler.close();
    await closed;
  });

  it('holds no channel that its peer has closed while our thread was busy', async () => {
    const before = channelsInMemory();
    const [dialler, dialled] = [connection(), connection()];
    const ended = new Promise<void>((resolve) => {
      dialled.onStateChange((state) => {
        if (state === 'closed') resolve();
      });
    });
    // As libp2p does: who listens to a channel holds it.
    dialled.onDataChannel((channel) => {
      channel.onClosed(() => {
        assert.ok(!channel.isOpen());
      });
    });
    await openAndClose(dialler, dialled);
    // Now it hears of it.
    await setImmediate();
    await setImmediate();
    dialler.close();
    await ended;
    dialled.close();
    await until(() => channelsInMemory() <= before);
  });
});

/** Those that aren't garbage. */
function channelsInMemory(): number {
  return Number(queryObjects(native.DataChannel as () => unknown));
}

/** Opens a channel and closes it. It takes this thread, which hears of nothing meanwhile: by then the other side mostly knows it too. */
async function openAndClose(dialler: native.PeerConnection, dialled: native.PeerConnection): Promise<void> {
  const channel = dialler.createDataChannel('init');
  channel.onClosed(() => undefined);
  dialled.setRemoteDescription(await described(dialler), 'offer');
  dialler.setRemoteDescription(await described(dialled), 'answer');
  while (!channel.isOpen() && dialler.state() !== 'failed');
  channel.close();
  const closedMs = performance.now();
  while (performance.now() - closedMs < 300);
}

/** What a connection says of itself, with all its candidates: an SDP. */
async function described(connected: native.PeerConnection): Promise<string> {
  await until(() => connected.gatheringState() === 'complete');
  return connected.localDescription()!.sdp;
}
