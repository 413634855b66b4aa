// The origin over HTTP:
//   GET /catalogue.json           every track, with content id and media info where they are known yet
//   GET /tracks/ID?revision=R     the bytes of a track, with Range; 410 when that revision is gone
//   GET /covers/ID?revision=R     the picture of a track, with Range; its entity tag is its SHA-256, so that an album's is sent once
//   GET /manifests/CID            the encoded manifest of a content
//   GET /changes                  server-sent events: the entity tag of the catalogue, now and whenever it changes
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { mediaTypeOf } from '../engine/origin/musicLibrary/audioFiles';
import { findCover } from '../engine/origin/musicLibrary/covers';
import { FileChangedError } from '../engine/origin/musicLibrary/fileBytes';
import type { MusicLibrary, TrackBytes } from '../engine/origin/musicLibrary/musicLibrary';
import { catalogueTag, streamChanges } from './changeStream';
import { parseRange } from './rangeHeader';

/** How the origin answers. */
export interface OriginServerOptions {
  readonly library: MusicLibrary;
  /** Added before each answer, in milliseconds: a distant origin, for trials. */
  readonly delayMs: number;
}

interface TrackRequest {
  Params: { id: string };
  Querystring: { revision?: string };
}

/** Players keep their connections warm for as long as this, in milliseconds. */
const KEEP_ALIVE_MS = 600_000;

/** Makes the server; the caller listens and closes. */
export function createOriginServer({ library, delayMs }: OriginServerOptions): FastifyInstance {
  const server = fastify({ forceCloseConnections: true, keepAliveTimeout: KEEP_ALIVE_MS });
  if (delayMs > 0) server.addHook('onRequest', () => pause(delayMs).then(() => undefined));

  server.get('/catalogue.json', (_, reply) => {
    void reply.header('etag', catalogueTag(library)).header('cache-control', 'no-cache');
    return { version: 1, tracks: library.tracks };
  });
  server.get<TrackRequest>('/tracks/:id', (request, reply) => sendTrack(library, request, reply));
  server.get<TrackRequest>('/covers/:id', (request, reply) => sendCover(library, request, reply));
  server.get<{ Params: { contentId: string } }>('/manifests/:contentId', async (request, reply) => {
    const encoded = await library.manifest(request.params.contentId);
    if (encoded === null) return reply.code(404).send({ error: 'There is no such manifest here.' });
    return reply
      .header('content-type', 'application/vnd.ipld.dag-cbor')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(encoded);
  });
  server.get('/changes', { exposeHeadRoute: false }, (_, reply) => {
    reply.hijack();
    streamChanges(library, reply.raw);
  });
  return server;
}

async function sendTrack(
  library: MusicLibrary,
  request: FastifyRequest<TrackRequest>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { id } = request.params;
  const file = library.fileOf(id);
  if (file === null) return reply.code(404).send({ error: 'No such track. Ask for /catalogue.json again.' });
  const { revision = file.revision } = request.query;
  const { sizeBytes } = file;
  if (revision !== file.revision) return sendGone(reply);
  const asked = parseRange(request.headers.range, sizeBytes);
  void reply.header('accept-ranges', 'bytes').header('etag', `"${revision}"`);
  if (asked === 'unsatisfiable')
    return reply
      .code(416)
      .header('content-range', `bytes */${sizeBytes}`)
      .send({ error: `This track ends after ${sizeBytes} bytes.` });
  const range = asked === 'whole' ? { start: 0, end: sizeBytes } : asked;
  try {
    const bytes = await beginReading(library, { trackId: id, revision, range });
    if (asked !== 'whole')
      void reply.code(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${sizeBytes}`);
    return await reply
      .header('content-type', mediaTypeOf(file.name))
      .header('content-length', range.end - range.start)
      .send(bytes);
  } catch (error) {
    if (error instanceof FileChangedError) return sendGone(reply);
    throw error;
  }
}

async function sendCover(
  library: MusicLibrary,
  request: FastifyRequest<TrackRequest>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const file = library.fileOf(request.params.id);
  if (file === null) return reply.code(404).send({ error: 'No such track. Ask for /catalogue.json again.' });
  const { revision = file.revision } = request.query;
  if (revision !== file.revision) return sendGone(reply);
  const cover = await findCover(file);
  if (cover === null) return reply.code(404).send({ error: 'This track has no cover.' });
  const { bytes, mediaType } = cover;
  const tag = `"${cover.id}"`;
  void reply.header('etag', tag).header('cache-control', 'no-cache').header('accept-ranges', 'bytes');
  const known = request.headers['if-none-match']?.split(',').map((each) => each.trim().replace(/^W\//, ''));
  if (known?.some((each) => each === tag || each === '*') === true) return reply.code(304).send();
  const ifRange = request.headers['if-range'] ?? tag;
  const asked = ifRange === tag ? parseRange(request.headers.range, bytes.length) : 'whole';
  if (asked === 'unsatisfiable')
    return reply
      .code(416)
      .header('content-range', `bytes */${bytes.length}`)
      .send({ error: `This cover ends after ${bytes.length} bytes.` });
  const { start, end } = asked === 'whole' ? { start: 0, end: bytes.length } : asked;
  if (asked !== 'whole')
    void reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${bytes.length}`);
  // A picture out of somebody's tags is never taken for anything else.
  void reply.header('x-content-type-options', 'nosniff');
  return reply.header('content-type', mediaType).send(Buffer.from(bytes.subarray(start, end)));
}

/**
 * Begins to read, so that what is wrong is known before the answer begins. If the file changes later, the answer ends early.
 * @throws {FileChangedError} when the file doesn't have these bytes.
 */
async function beginReading(library: MusicLibrary, wanted: TrackBytes): Promise<Readable> {
  const bytes = Readable.from(library.read(wanted, new AbortController().signal), { objectMode: false });
  await once(bytes, 'readable');
  return bytes;
}

function sendGone(reply: FastifyReply): FastifyReply {
  return reply
    .code(410)
    .send({ error: 'The file has changed. Ask for /catalogue.json again: it lists the new revision.' });
}
