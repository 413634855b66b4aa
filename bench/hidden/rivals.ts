// What ours is held against, in a page of its own beside the VS Code that is silent then: the same file in an <audio> element,
// and the least that Web Audio can do, which is to repeat ten seconds of samples for ever, with nothing to decode.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

/** Who plays. */
export type Rival = 'audio' | 'webAudio';

const SCRIPTS: Readonly<Record<Rival, string>> = {
  audio: "const audio = new Audio('/track'); play = () => audio.play();",
  webAudio: `play = () => {
    const context = new AudioContext({ sampleRate: 44100, latencyHint: 'interactive' });
    const buffer = new AudioBuffer({ length: 441000, numberOfChannels: 2, sampleRate: 44100 });
    for (const channel of [0, 1]) buffer.getChannelData(channel).forEach((_, frame, plane) => {
      plane[frame] = 0.2 * Math.sin(frame / 20) + 0.1 * (Math.random() - 0.5);
    });
    const node = new AudioBufferSourceNode(context, { buffer, loop: true });
    node.connect(context.destination);
    node.start();
  };`,
};

/** Lets a rival play in the same browser while `during` runs. */
export async function withRival<T>(
  page: Page,
  { rival, file }: { rival: Rival; file: Uint8Array },
  during: () => Promise<T>,
): Promise<T> {
  const html = `<button onclick="play()">Play</button><script>let play;${SCRIPTS[rival]}</script>`;
  const server = createServer((request, response) => {
    const isPage = request.url === '/';
    response.setHeader('content-type', isPage ? 'text/html' : 'audio/ogg');
    response.end(isPage ? html : file);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const beside = await page.context().newPage();
  try {
    await beside.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await beside.getByRole('button').click();
    return await during();
  } finally {
    await beside.close();
    server.closeAllConnections();
    server.close();
  }
}
