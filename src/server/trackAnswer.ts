// The bytes of a track as an answer, with Range.
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mediaTypeOf, type AudioFile } from '../engine/origin/musicLibrary/audioFiles';
import { FileChangedError } from '../engine/origin/musicLibrary/fileBytes';
import type { MusicLibrary, TrackBytes } from '../engine/origin/musicLibrary/musicLibrary';
import { parseRange } from './rangeHeader';

/** What is to be sent. */
export interface TrackToSend {
  readonly library: MusicLibrary;
  readonly trackId: string;
  readonly file: AudioFile;
}

/** Sends what the request's Range asks for of a track, as it lies there. */
export async function sendTrack(
  { library, trackId, file }: TrackToSend,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { sizeBytes, revision } = file;
  const asked = parseRange(rangeOf(request, `"${revision}"`), sizeBytes);
  void reply.header('accept-ranges', 'bytes').header('etag', `"${revision}"`);
  if (asked === 'unsatisfiable')
    return reply
      .code(416)
      .header('content-range', `bytes */${sizeBytes}`)
      .send({ error: `This track ends after ${sizeBytes} bytes.` });
  const range = asked === 'whole' ? { start: 0, end: sizeBytes } : asked;
  try {
    const bytes = await beginReading(library, { trackId, revision, range });
    if (asked !== 'whole')
      void reply.code(206).header('content-range', `bytes ${range.start}-${range.end - 1}/${sizeBytes}`);
    return await reply
      .header('content-type', mediaTypeOf(file.name))
      .header('content-length', range.end - range.start)
      .header('x-content-type-options', 'nosniff')
      .send(bytes);
  } catch (error) {
    if (error instanceof FileChangedError) return sendGone(reply);
    throw error;
  }
}

/** Says that the bytes that were asked for are no more. */
export function sendGone(reply: FastifyReply): FastifyReply {
  return reply
    .code(410)
    .send({ error: 'The file has changed. Ask for /catalogue.json again: it lists the new revision.' });
}

/** The Range that counts: none where the request wants it only for other bytes (RFC 9110, 13.1.5). */
function rangeOf({ headers }: FastifyRequest, tag: string): string | undefined {
  return (headers['if-range'] ?? tag) === tag ? headers.range : undefined;
}

/**
 * Begins to read, so that what is wrong is known before the answer begins. What comes as one piece is sent as such, which costs less
 * than a stream. If the file changes later, the answer ends early.
 * @throws {FileChangedError} when the file doesn't have these bytes.
 */
async function beginReading(library: MusicLibrary, wanted: TrackBytes): Promise<Readable | Uint8Array> {
  const pieces = library.read(wanted, new AbortController().signal);
  const begun = await pieces.next();
  const first = begun.done === true ? new Uint8Array(0) : begun.value;
  const { start, end } = wanted.range;
  if (first.length === end - start) {
    await pieces.return(undefined);
    return first;
  }
  const stream = Readable.from(withRest(first, pieces), { objectMode: false });
  // Also where nobody waited for the first piece. The answer is over, whether the file can be closed or not.
  stream.once('close', () => {
    pieces.return(undefined).catch(() => undefined);
  });
  return stream;
}

async function* withRest(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield first;
  yield* rest;
}
