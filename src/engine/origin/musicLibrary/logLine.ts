// A line of the log of contents: the beginning of the hash of what follows, a space, and JSON.
import { hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import * as v from 'valibot';
import { MediaInfoFormat } from '../mediaInfoFormat';
import { LOG_CHUNK_BYTES, LONGEST_LOG_LINE_BYTES } from './limits';
import type { Study } from './study';

/** A content id, here and in the rows of the index. */
export const ContentId = v.pipe(v.string(), v.regex(/^b[a-z2-7]{20,100}$/));
const LineFormat = v.object({
  contentId: ContentId,
  mediaInfo: v.nullable(MediaInfoFormat),
  problems: v.pipe(v.array(v.string()), v.maxLength(100)),
  /** Encoded, in base 64. */
  manifest: v.string(),
});
const LINE_BREAK = 10;
const HASH_DIGITS = 16;

/** What a line says of a content. */
export type LogLine = v.InferOutput<typeof LineFormat>;

/** Where a line lies in its file, without its line break, in bytes. */
export interface LinePlace {
  readonly start: number;
  readonly length: number;
}

/** A line as bytes, without its line break. */
export function encodeLine(line: Study & Pick<LogLine, 'manifest'>): Buffer {
  const json = Buffer.from(JSON.stringify(line));
  return Buffer.concat([Buffer.from(`${hashOf(json)} `), json]);
}

/** What a line says, or null where it isn't as it was written. */
export function decodeLine(bytes: Buffer): LogLine | null {
  const json = bytes.subarray(HASH_DIGITS + 1);
  if (hashOf(json) !== bytes.toString('latin1', 0, HASH_DIGITS)) return null;
  try {
    const parsed = v.safeParse(LineFormat, JSON.parse(json.toString()));
    return parsed.success ? parsed.output : null;
  } catch {
    return null; // No JSON, though its hash is right: nobody but another program writes such a line.
  }
}

/** The lines of a file from front to back, without empty ones. Throws what the file system throws. */
export async function* readLines(path: string): AsyncGenerator<LinePlace & { readonly bytes: Buffer }> {
  let rest = Buffer.alloc(0);
  let start = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: LOG_CHUNK_BYTES })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    let at = 0;
    for (let end = bytes.indexOf(LINE_BREAK); end >= 0; end = bytes.indexOf(LINE_BREAK, at)) {
      if (end > at) yield { start: start + at, length: end - at, bytes: bytes.subarray(at, end) };
      at = end + 1;
    }
    if (bytes.length - at > LONGEST_LOG_LINE_BYTES) at = bytes.length; // No line of ours: what follows of it is none either.
    rest = bytes.subarray(at);
    start += at;
  }
  if (rest.length > 0) yield { start, length: rest.length, bytes: rest };
}

function hashOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex').slice(0, HASH_DIGITS);
}
