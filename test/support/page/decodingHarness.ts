// The product's demuxer and decoder in a real Chromium, under the page's own policy, from the test's side: bytes in, samples
// out, and how many bytes were asked for.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import type { MediaInfo } from '../../../src/shared/mediaInfo';
import type { DecodingRequest, DecodingResult } from './decodingPage';

const NONCE = 'starlingHarness';

/** What a file sounded like, and what it cost. */
export interface Decoded extends Omit<DecodingResult, 'planes'> {
  readonly planes: readonly Float32Array[];
}

/** What to decode. */
export interface DecodeOptions {
  readonly file: Uint8Array;
  readonly mediaType: string;
  readonly mediaInfo?: MediaInfo | null;
  readonly fromSeconds?: number;
  /** Stop after so many frames. */
  readonly mostFrames?: number;
}

/** A page that decodes. */
export interface DecodingHarness {
  decode(options: DecodeOptions): Promise<Decoded>;
  close(): Promise<void>;
}

/** Opens a page in which the codecs named are missing natively. */
export async function openDecoding(
  browser: Browser,
  missingCodecs: readonly string[] = [],
): Promise<DecodingHarness> {
  const { outputFiles } = await build({
    entryPoints: [resolve('test/support/page/decodingPage.ts')],
    ...{
      bundle: true,
      write: false,
      platform: 'browser',
      target: 'chrome132',
      format: 'iife',
      logLevel: 'error',
    },
    tsconfig: resolve('tsconfig/page.json'),
  });
  const script = outputFiles[0]?.text ?? '';
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; script-src 'nonce-${NONCE}' 'wasm-unsafe-eval'`,
    );
    response.end(isScript ? script : `<!doctype html><script nonce="${NONCE}" src="/page.js"></script>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const page = await browser.newPage();
  await page.addInitScript(`globalThis.starlingMissingCodecs = ${JSON.stringify(missingCodecs)}`);
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return {
    decode: async ({ file, mediaType, mediaInfo = null, fromSeconds = 0, mostFrames }) => {
      const request = {
        ...{ file: Buffer.from(file).toString('base64'), mediaType, mediaInfo, fromSeconds },
        mostFrames: mostFrames ?? null,
      };
      const result = await page.evaluate((asked) => {
        const { decodeFile } = globalThis as unknown as {
          decodeFile: (asked: DecodingRequest) => Promise<DecodingResult>;
        };
        return decodeFile(asked);
      }, request);
      return { ...result, planes: result.planes.map(floatsOf) };
    },
    close: async () => {
      await page.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function floatsOf(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
