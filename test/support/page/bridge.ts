// The wire between the page and the test: `acquireVsCodeApi` over a WebSocket. Text frames are messages; bytes come in
// binary frames with their message as JSON in front.
import type { WebSocket as PageSocket } from 'ws';
import type { ReportWantedMessage } from '../../../src/shared/hostMessages';
import type { FromPageMessage } from '../../../src/shared/pageMessages';
import type { ToPageMessage } from '../../../src/shared/toPageMessages';

/** What a page sends. */
export type FromPage = FromPageMessage;

/** The script that stands in for VS Code in the page. */
export const BRIDGE_SCRIPT = `(${bridgeInPage.toString()})()`;

/** Sends a message to the page. */
export function sendToPage(socket: PageSocket, message: ToPageMessage | ReportWantedMessage): void {
  if (!('bytes' in message)) {
    socket.send(JSON.stringify(message));
    return;
  }
  const { bytes, ...rest } = message;
  const head = Buffer.from(JSON.stringify(rest));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  socket.send(Buffer.concat([length, head, bytes]));
}

/** Runs in the page. It must stand alone: its text is what is sent. */
function bridgeInPage(): void {
  const waiting: string[] = [];
  const socket = new WebSocket(location.href.replace('http', 'ws'));
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => {
    for (const text of waiting.splice(0)) socket.send(text);
  };
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    window.postMessage(data instanceof ArrayBuffer ? withBytes(data) : JSON.parse(String(data)), '*');
  };
  const withBytes = (data: ArrayBuffer): unknown => {
    const length = new DataView(data).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length))) as object;
    return { ...head, bytes: new Uint8Array(data, 4 + length) };
  };
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => {
        const text = JSON.stringify(message);
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
        else waiting.push(text);
      },
    }),
  });
}
