// The files of a Subsonic server: by ranges, or out of one answer where it gives none. They are asked for as they lie there, not converted:
// `download`, or `stream` with `format=raw` where this user may not download.
import type { ByteRange, Track } from '../../../shared/track';
import { OriginError, type OriginRead } from '../../ports';
import type { HttpAnswer } from '../httpAnswer';
import type { SubsonicClient } from './client';
import { CODES, SubsonicFailure } from './failures';
import { MOST_RANGE_BYTES, MOST_WHOLE_FILES } from './limits';
import { WholeFile, wrongLength } from './wholeFile';

interface FileRequest {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The files of a server. */
export class ServerFiles {
  readonly #client: SubsonicClient;
  readonly #files = new Map<string, WholeFile>();
  /** Where it isn't known yet that ranges are answered, what asks for a file first; others wait for the beginning of that answer. */
  readonly #opening = new Map<string, Promise<unknown>>();
  #hasRanges = false;
  /** Whether this user may not download: then files are streamed. */
  #isStreaming = false;

  constructor(client: SubsonicClient) {
    this.#client = client;
  }

  /** Somebody else reads from now on, who may download perhaps. */
  forgetUser(): void {
    this.#isStreaming = false;
  }

  /** Reads a range. @throws {OriginError} when that can't be had. */
  async read({ track, range, onBytes }: OriginRead, signal: AbortSignal): Promise<void> {
    for (let at = range.start; at < range.end;) {
      const onPiece = (bytes: Uint8Array): void => {
        at += bytes.length;
        onBytes(bytes);
      };
      const end = Math.min(at + MOST_RANGE_BYTES, range.end);
      await this.#readSome({ track, range: { start: at, end }, onBytes: onPiece }, signal);
    }
  }

  /**
   * How long a file is, in bytes: its first byte is asked for, and the answer says of how many it is. Null where it doesn't.
   * @throws {OriginError} when the file can't be had.
   */
  async size(id: string, signal: AbortSignal): Promise<number | null> {
    const headers = { range: 'bytes=0-0' };
    return await this.#open({ id, headers, signal }, (answer) => {
      if (answer.status !== 200 && answer.status !== 206) throw this.#client.refusal(answer);
      answer.drop();
      const size = answer.status === 206 ? (partOf(answer)?.sizeBytes ?? null) : lengthOf(answer);
      return size !== null && Number.isSafeInteger(size) && size > 0 ? size : null;
    });
  }

  /** Lets go of what is read. */
  close(): void {
    for (const file of [...this.#files.values()]) file.close();
  }

  /** Reads a stretch: out of a file that comes as a whole, or by its range. */
  async #readSome(read: OriginRead, signal: AbortSignal): Promise<void> {
    const { track, range } = read;
    const key = keyOf(track);
    // Else a server that doesn't answer ranges would send the file once for each who asks at a time.
    while (this.#opening.has(key)) await this.#opening.get(key)?.catch(() => undefined);
    signal.throwIfAborted();
    const file = this.#files.get(key);
    if (file?.has(range.start) === true) {
      await file.read(read, signal);
      return;
    }
    file?.close();
    let isOpen: () => void = () => undefined;
    if (!this.#hasRanges) this.#opening.set(key, new Promise<void>((resolve) => (isOpen = resolve)));
    try {
      await this.#ask(read, signal, () => {
        this.#opening.delete(key);
        isOpen();
      });
    } finally {
      this.#opening.delete(key);
      isOpen();
    }
  }

  /** `onBegun`: it is known by now how the file comes. */
  async #ask(read: OriginRead, signal: AbortSignal, onBegun: () => void): Promise<void> {
    const { track, range } = read;
    const headers = { range: `bytes=${range.start}-${range.end - 1}` };
    const whole = await this.#open({ id: track.id, headers, signal }, async (answer, onMoved) => {
      if (answer.status === 200) return this.#keep(track, answer);
      this.#hasRanges ||= answer.status === 206;
      onBegun();
      await receiveRange(answer, { read, onMoved, refusal: () => this.#client.refusal(answer) });
      return null;
    });
    onBegun();
    await whole?.read(read, signal);
  }

  /** Asks for a file, in the way in which this user may. */
  async #open<Result>(
    { id, headers, signal }: FileRequest,
    onAnswer: (answer: HttpAnswer, onMoved: () => void) => Promise<Result> | Result,
  ): Promise<Result> {
    const take = async (answer: HttpAnswer, onMoved: () => void): Promise<Result> =>
      await onAnswer(answer, onMoved);
    if (!this.#isStreaming) {
      try {
        return await this.#client.bytes('download', { parameters: { id }, headers, signal }, take);
      } catch (error) {
        if (!(error instanceof SubsonicFailure) || error.code !== CODES.notAllowed) throw error;
        this.#isStreaming = true;
      }
    }
    return await this.#client.bytes('stream', { parameters: { id, format: 'raw' }, headers, signal }, take);
  }

  #keep(track: Track, answer: HttpAnswer): WholeFile {
    const { 'content-length': length, 'content-encoding': encoding = 'identity' } = answer.headers;
    if (length !== undefined && Number(length) !== track.sizeBytes) {
      answer.drop();
      throw wrongLength(track.sizeBytes, length);
    }
    if (encoding !== 'identity') {
      answer.drop();
      throw new OriginError('the server packs what it sends, unasked', { isFinal: true });
    }
    for (const [key, file] of this.#files)
      if (this.#files.size >= MOST_WHOLE_FILES && file.isIdle) this.#files.get(key)?.close();
    const key = keyOf(track);
    const file: WholeFile = new WholeFile(answer, track.sizeBytes, () => {
      if (this.#files.get(key) === file) this.#files.delete(key);
    });
    this.#files.set(key, file);
    return file;
  }
}

function keyOf({ id, revision }: Track): string {
  return `${revision}/${id}`;
}

/** Hands over the part of a file that an answer is, as far as it is what was asked for; the rest is asked for next. */
async function receiveRange(
  answer: HttpAnswer,
  about: { readonly read: OriginRead; readonly onMoved: () => void; readonly refusal: () => OriginError },
): Promise<void> {
  const { track, range, onBytes } = about.read;
  const part = answer.status === 206 ? partOf(answer) : null;
  if (part === null) throw about.refusal();
  if (part.sizeBytes !== null && part.sizeBytes !== track.sizeBytes) {
    answer.drop();
    throw wrongLength(track.sizeBytes, String(part.sizeBytes));
  }
  if (part.start !== range.start || part.end > range.end) {
    answer.drop();
    throw new OriginError('the server sends another part of the file than was asked for', { isFinal: true });
  }
  let leftBytes = part.end - part.start;
  await answer.receive((bytes) => {
    about.onMoved();
    leftBytes -= bytes.length;
    if (leftBytes < 0) throw new OriginError('it sends more than it may', { isFinal: true });
    onBytes(bytes);
  });
  if (leftBytes > 0) throw new OriginError('the server sends less than it says', { isFinal: false });
}

function partOf(answer: HttpAnswer): (ByteRange & { readonly sizeBytes: number | null }) | null {
  const given = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(answer.headers['content-range'] ?? '');
  if (given === null) return null;
  const [, first, last, size] = given;
  const [start, end] = [Number(first), Number(last) + 1];
  return start < end ? { start, end, sizeBytes: size === '*' ? null : Number(size) } : null;
}

/** The length that an answer names of a whole file that comes as it is, in bytes. */
function lengthOf({ headers }: HttpAnswer): number | null {
  const { 'content-length': length, 'content-encoding': encoding = 'identity' } = headers;
  return length === undefined || encoding !== 'identity' ? null : Number(length);
}
