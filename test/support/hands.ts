// Hands and ears for a suite that runs inside the extension host: over loopback HTTP it asks for real clicks and for what
// the tap heard. The same for code-server in Chromium and for a desktop VS Code.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the suite in VS Code can ask for, by name; arguments and answers are JSON. */
export type Hands = Readonly<Record<string, (argument: never) => Promise<unknown>>>;

/** A hands server that listens. */
export interface HandsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `hands` on loopback. */
export async function serveHands(hands: Hands): Promise<HandsServer> {
  const server = createServer((request, response) => {
    perform(hands, request).then(
      (answer) => response.end(JSON.stringify({ answer: answer ?? null })),
      (error: unknown) =>
        response.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) })),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}

async function perform(hands: Hands, request: IncomingMessage): Promise<unknown> {
  const name = (request.url ?? '').slice(1);
  const hand = hands[name];
  if (hand === undefined) throw new Error(`No hand is called ${name}.`);
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece as Uint8Array);
  return hand(JSON.parse(Buffer.concat(pieces).toString()) as never);
}
