// A picture as an answer, with Range; its entity tag is its SHA-256, so that whoever has it isn't sent it again.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseRange } from './rangeHeader';

/** A picture. */
export interface Picture {
  /** SHA-256 of its bytes, hexadecimal. */
  readonly id: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Sends what the request asks for of a picture. */
export function sendCover(cover: Picture, request: FastifyRequest, reply: FastifyReply): FastifyReply {
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
