// The origin over HTTP: `GET /catalogue.json` and `GET /tracks/ID` with Range.
import { setTimeout as pause } from 'node:timers/promises';
import { basename, dirname } from 'node:path';
import send from '@fastify/send';
import fastify, { type FastifyInstance } from 'fastify';
import type { Library } from './library';

/** How the origin answers. */
export interface OriginServerOptions {
  readonly library: Library;
  /** Added before each answer, in milliseconds: a distant origin, for trials. */
  readonly delayMs: number;
}

/** Makes the server; the caller listens and closes. */
export function createOriginServer({ library, delayMs }: OriginServerOptions): FastifyInstance {
  const server = fastify({ forceCloseConnections: true });
  const paths = new Map(library.tracks.map(({ track, path }) => [track.id, path]));
  if (delayMs > 0) server.addHook('onRequest', () => pause(delayMs).then(() => undefined));

  server.get('/catalogue.json', () => ({ version: 1, tracks: library.tracks.map(({ track }) => track) }));

  server.get<{ Params: { id: string } }>('/tracks/:id', async (request, reply) => {
    const path = paths.get(request.params.id);
    if (path === undefined)
      return reply.code(404).send({ error: 'No such track. Ask for /catalogue.json again.' });
    const { statusCode, headers, stream } = await send(request.raw, encodeURIComponent(basename(path)), {
      root: dirname(path),
      dotfiles: 'allow',
    });
    return reply.code(statusCode).headers(headers).send(stream);
  });

  return server;
}
