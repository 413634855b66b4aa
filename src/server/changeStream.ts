// Tells players that the catalogue has changed, as server-sent events: each event's data is a version of the catalogue.
import type { ServerResponse } from 'node:http';
import type { MusicLibrary } from '../engine/origin/musicLibrary/musicLibrary';

/** A comment is sent this often, in milliseconds: proxies close what is silent for 30 s and more. */
const HEARTBEAT_MS = 25_000;

/** Sends the present version and every later one until the player is gone; `tag`: the present one. Returns a function that ends it. */
export function streamChanges(
  library: MusicLibrary,
  tag: () => string,
  response: ServerResponse,
): () => void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no', // nginx would keep the events back otherwise
  });
  const send = (): void => {
    response.write(`data: ${tag()}\n\n`);
  };
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS).unref();
  const stop = library.onChange(send);
  response.on('close', () => {
    clearInterval(heartbeat);
    stop();
  });
  response.on('error', () => undefined); // A player that went away is no error; `close` follows.
  send();
  return () => response.end();
}

/** The entity tag of the present catalogue, which says also whether there is a swarm. */
export function catalogueTag(library: MusicLibrary, hasSwarm: boolean): string {
  return `"${library.version}${hasSwarm ? '-swarm' : ''}"`;
}
