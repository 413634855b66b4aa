// The page as the host makes it, served on loopback: the same skeleton, the same policy (but for the harness's own wire).
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pagePolicy, policyText } from '../../../src/host/pagePolicy';
import { TAP_WORKLET } from '../tap';

const NONCE = 'starlingHarness';
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

/** Where the tap's worklet lies: the one script that the harness adds to the page's policy. */
export const TAP_PATH = '/tap.js';

/** A server of the page. */
export interface PageServer {
  readonly server: Server;
  readonly url: string;
}

/** The page of the player: its one element, and its script. */
const PLAYER_PAGE = { element: 'starling-player', script: 'page.js' };

/** Serves the built page with `theme` (a style sheet's text) as VS Code's variables and `bridge` as `acquireVsCodeApi`. */
export async function servePage(bridge: string, theme: string, parts = PLAYER_PAGE): Promise<PageServer> {
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://x').pathname;
    if (name === '/') {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.setHeader('content-security-policy', policy(request.headers.host ?? ''));
      response.end(skeleton(bridge, theme, parts));
      return;
    }
    if (name === TAP_PATH) {
      response.setHeader('content-type', 'text/javascript');
      response.end(TAP_WORKLET);
      return;
    }
    response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream');
    readFile(resolve('dist/webview', `.${name}`)).then(
      (file) => response.end(file),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** The product's own policy, and what the harness adds to it: its theme, its tap and its wire. */
function policy(host: string): string {
  const product = pagePolicy({ nonce: NONCE, source: `http://${host}` });
  const added: Readonly<Record<string, string>> = {
    'script-src': `http://${host}${TAP_PATH}`,
    'style-src': `'nonce-${NONCE}'`,
    'img-src': 'data:',
    'connect-src': `ws://${host}`,
  };
  const names = [...new Set([...Object.keys(product), ...Object.keys(added)])];
  return policyText(
    Object.fromEntries(names.map((name) => [name, `${product[name] ?? ''} ${added[name] ?? ''}`.trim()])),
  );
}

function skeleton(bridge: string, theme: string, { element, script }: typeof PLAYER_PAGE): string {
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Starling</title>
    <link rel="icon" href="data:," />
    <style nonce="${NONCE}">${theme}</style>
    <link rel="stylesheet" href="codicon.css" />
    <script nonce="${NONCE}">${bridge}</script>
  </head>
  <body>
    <${element} role="main"></${element}>
    <script nonce="${NONCE}" src="${script}"></script>
  </body>
</html>`;
}
