// Any server that speaks Subsonic's protocol (Navidrome, gonic and others) as an origin. Files come as they lie there, not converted:
// `download`, or `stream` with `format=raw` where this user may not download. There are no manifests: the server is trusted to send what it
// lists, and peers aren't asked for any of it.
import type { Login } from '../../../shared/login';
import type { ByteRange, Track } from '../../../shared/track';
import { OriginError, type Cover, type CoverRequest, type Origin, type OriginRead } from '../../ports';
import type { HttpAnswer } from '../httpAnswer';
import type { HttpConnections } from '../httpConnections';
import { receiveCover } from '../httpCover';
import { SubsonicClient } from './client';
import { CODES, SubsonicFailure } from './failures';
import { COVER_PIXELS, MOST_RANGE_BYTES, MOST_WHOLE_FILES } from './limits';
import { listSongs } from './songList';
import { ScanWatch } from './scanWatch';
import { WholeFile, wrongLength } from './wholeFile';

/** What can be set of a Subsonic origin. */
export interface SubsonicOriginOptions {
  readonly connections: HttpConnections;
  /** Takes what is wrong with single songs, as a sentence. */
  readonly onProblem: (sentence: string) => void;
  /** Between two looks whether the catalogue has changed, in milliseconds. Default: ten minutes. */
  readonly lookAgainMs?: number;
}

interface FileRequest {
  readonly track: Track;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The server at an address, which ends with a slash. */
export class SubsonicOrigin implements Origin {
  readonly name: string;
  readonly isLocal = false;
  readonly #client: SubsonicClient;
  readonly #options: SubsonicOriginOptions;
  /** The id of each track's picture, once the tracks are listed. */
  readonly #covers = new Map<string, string>();
  #isListed = false;
  readonly #files = new Map<string, WholeFile>();
  readonly #listeners = new Set<(tracks: readonly Track[]) => void>();
  readonly #refusedListeners = new Set<() => void>();
  readonly #watch: ScanWatch;
  /** Where it isn't known yet that ranges are answered, what asks for a file first; others wait for the beginning of that answer. */
  readonly #opening = new Map<string, Promise<unknown>>();
  #hasRanges = false;
  /** Whether this user may not download: then files are streamed. */
  #isStreaming = false;

  constructor(base: URL, options: SubsonicOriginOptions) {
    this.name = base.host;
    this.#client = new SubsonicClient(base, options.connections);
    this.#options = options;
    this.#watch = new ScanWatch({
      client: this.#client,
      lookAgainMs: options.lookAgainMs,
      onChange: async (signal) => {
        const tracks = await this.#list(signal);
        for (const listener of this.#listeners) listener(tracks);
      },
    });
  }

  logIn(login: Login | null): void {
    this.#client.logIn(login);
    this.#isStreaming = false;
  }

  onLoginRefused(listener: () => void): () => void {
    this.#refusedListeners.add(listener);
    return () => this.#refusedListeners.delete(listener);
  }

  onChange(listener: (tracks: readonly Track[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async catalogue(signal: AbortSignal): Promise<readonly Track[]> {
    return await this.#telling(async () => {
      const tracks = await this.#list(signal);
      this.#watch.begin();
      return tracks;
    });
  }

  manifest(): Promise<Uint8Array> {
    return Promise.reject(new OriginError('a Subsonic server has no manifests', { isFinal: true }));
  }

  async read({ track, range, onBytes }: OriginRead, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#telling(async () => {
      for (let at = range.start; at < range.end;) {
        const onPiece = (bytes: Uint8Array): void => {
          at += bytes.length;
          onBytes(bytes);
        };
        const end = Math.min(at + MOST_RANGE_BYTES, range.end);
        await this.#readSome({ track, range: { start: at, end }, onBytes: onPiece }, signal);
      }
    });
  }

  async cover(
    { track, held, turn }: CoverRequest,
    signal: AbortSignal,
  ): Promise<Cover | Pick<Cover, 'id'> | null> {
    // What is remembered of the last session isn't known to have none.
    if (!this.#isListed) throw new OriginError('its catalogue has not come yet', { isFinal: false });
    const parameters = { id: this.#covers.get(track.id) ?? track.id, size: COVER_PIXELS };
    try {
      return await receiveCover({
        held,
        refusal: (answer) => this.#client.refusal(answer),
        ask: async (headers, onAnswer) => {
          await turn();
          return await this.#client.bytes('getCoverArt', { parameters, headers, signal }, onAnswer);
        },
      });
    } catch (error) {
      if (error instanceof SubsonicFailure && error.code === CODES.notFound) return null;
      throw error;
    }
  }

  reconnect(): void {
    this.#closeFiles();
    this.#options.connections.close();
  }

  close(): void {
    this.#watch.stop();
    this.#listeners.clear();
    this.#refusedListeners.clear();
    this.#closeFiles();
    this.#options.connections.close();
  }

  async #list(signal: AbortSignal): Promise<readonly Track[]> {
    const { songs, leftOut } = await listSongs(this.#client, signal);
    this.#covers.clear();
    this.#isListed = true;
    for (const { track, coverArt } of songs) if (coverArt !== null) this.#covers.set(track.id, coverArt);
    if (leftOut > 0)
      this.#options.onProblem(
        `${leftOut} entries of ${this.name} are left out: films, folders, or songs whose size the server doesn't say.`,
      );
    return songs.map(({ track }) => track);
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
    const whole = await this.#open({ track, headers, signal }, async (answer, onMoved) => {
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
    { track: { id }, headers, signal }: FileRequest,
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

  #closeFiles(): void {
    for (const file of [...this.#files.values()]) file.close();
  }

  async #telling<Result>(action: () => Promise<Result>): Promise<Result> {
    try {
      return await action();
    } catch (error) {
      if (error instanceof OriginError && error.isLoginRefused)
        for (const listener of this.#refusedListeners) listener();
      throw error;
    }
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
