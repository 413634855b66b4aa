// Streams of libp2p without anything of ours on them.
import { once } from 'node:events';
import type { Libp2p, Stream } from '@libp2p/interface';
import { SERVING_PROFILES } from '../../src/engine/policy/servingLimits';
import type { Progress } from './measured';

/** As large as a block. */
const MESSAGE_BYTES = 16 * 1024;
const REQUEST_BYTES = 8;
/** Requests that may wait at a time: as many as a peer of ours may have waiting. */
export const OUTSTANDING = SERVING_PROFILES.modern.requestsOfPeer;

/** A stream between two nodes: the end of who opens it, and the other as it is handed over there. */
export type RawStream = readonly [Stream, Stream];

/** Opens a stream to `listener`. */
export async function rawStream(
  listener: Libp2p,
  { protocol, open }: { readonly protocol: string; readonly open: (protocol: string) => Promise<Stream> },
): Promise<RawStream> {
  const incoming = new Promise<Stream>((resolve) => void listener.handle(protocol, resolve));
  const stream = await open(protocol);
  return [stream, await incoming];
}

/** Sends messages in one direction. */
export async function pour([to, from]: RawStream, bytes: number, onProgress: Progress): Promise<void> {
  const message = new Uint8Array(MESSAGE_BYTES).fill(7);
  const arrived = new Promise<void>((resolve) => {
    let left = bytes;
    from.addEventListener('message', function count({ data }) {
      onProgress();
      left -= data.byteLength;
      if (left > 0) return;
      from.removeEventListener('message', count);
      resolve();
    });
  });
  for (let sent = 0; sent < bytes; sent += MESSAGE_BYTES)
    if (!to.send(message)) await once(to as never, 'drain');
  await arrived;
}

/** Asks for messages one by one, so many at a time. */
export async function askAndAnswer([asking]: RawStream, bytes: number, onProgress: Progress): Promise<void> {
  const request = new Uint8Array(REQUEST_BYTES);
  await new Promise<void>((resolve) => {
    let [asked, arrived, answered] = [0, 0, 0];
    asking.addEventListener('message', function take({ data }) {
      onProgress();
      arrived += data.byteLength;
      for (; answered < Math.floor(arrived / MESSAGE_BYTES); answered++)
        if (asked * MESSAGE_BYTES < bytes) {
          asked += 1;
          asking.send(request);
        }
      if (arrived < bytes) return;
      asking.removeEventListener('message', take);
      resolve();
    });
    for (; asked < OUTSTANDING; asked++) asking.send(request);
  });
}

/** Answers each request with a message. */
export function answer(stream: Stream): void {
  const message = new Uint8Array(MESSAGE_BYTES).fill(7);
  let waiting = 0;
  stream.addEventListener('message', ({ data }) => {
    for (waiting += data.byteLength; waiting >= REQUEST_BYTES; waiting -= REQUEST_BYTES) stream.send(message);
  });
}

/** What both ends of a stream have waiting, for an error: what is written to it, and what hasn't been read. */
export function stateOf(name: string, ends: RawStream): string {
  const waiting = ends.map(({ status, writeBufferLength, writableNeedsDrain, readBufferLength }) =>
    [
      status,
      `${writeBufferLength} bytes to write${writableNeedsDrain ? ', full' : ''}`,
      `${readBufferLength} unread`,
    ].join(', '),
  );
  return `${name}: ${waiting.join(' / ')}.`;
}
