// A Starling origin over HTTP: the catalogue as JSON, the tracks as files with Range.
import * as v from 'valibot';
import type { Track } from '../../shared/track';
import { OriginError, type Origin, type OriginRead } from '../ports';

/** An answer that stands still for this long is given up, in milliseconds; the policy then asks again. */
const STALL_MS = 15_000;
/** The longest manifest taken, in bytes: 4,096 hashes of 32 bytes and a little. */
const LONGEST_MANIFEST_BYTES = 140_000;
/** The longest catalogue taken, in tracks. */
const MOST_TRACKS = 200_000;

const NAME = v.pipe(v.string(), v.maxLength(20_000));
const CATALOGUE = v.object({
  tracks: v.pipe(
    v.array(
      v.object({
        id: v.pipe(v.string(), v.minLength(1), v.maxLength(1_000)),
        title: NAME,
        artist: NAME,
        album: NAME,
        durationSeconds: v.nullable(v.pipe(v.number(), v.minValue(0))),
        sizeBytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
        revision: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
        contentId: v.nullable(v.pipe(v.string(), v.regex(/^b[a-z2-7]{20,100}$/))),
        mediaType: v.pipe(v.string(), v.maxLength(100)),
      }),
    ),
    v.maxLength(MOST_TRACKS),
  ),
});

/** The origin at `url`, for example `http://127.0.0.1:4533/`. */
export class HttpOrigin implements Origin {
  readonly name: string;
  readonly isLocal = false;
  readonly #base: URL | null;

  constructor(url: string) {
    const base = URL.canParse(url) ? new URL(url.endsWith('/') ? url : `${url}/`) : null;
    this.#base = base !== null && /^https?:$/.test(base.protocol) ? base : null;
    this.name = this.#base === null ? `“${url}”` : this.#base.host;
  }

  async catalogue(signal: AbortSignal): Promise<readonly Track[]> {
    const response = await this.#get('catalogue.json', { signal });
    if (response.status !== 200) throw refusal(response.status);
    const parsed = v.safeParse(CATALOGUE, await response.json().catch(() => null));
    if (!parsed.success)
      throw new OriginError('it answers, but not as a Starling origin does', { isFinal: true });
    return parsed.output.tracks;
  }

  async manifest(track: Track, signal: AbortSignal): Promise<Uint8Array> {
    const response = await this.#get(`manifests/${track.contentId ?? ''}`, { signal });
    if (response.status !== 200) throw refusal(response.status);
    return await limitedBody(response, LONGEST_MANIFEST_BYTES);
  }

  async read({ track, range, onBytes }: OriginRead, signal: AbortSignal): Promise<void> {
    const stall = new StallGuard(STALL_MS, signal);
    try {
      const headers = { range: `bytes=${range.start}-${range.end - 1}` };
      const response = await this.#get(
        `tracks/${encodeURIComponent(track.id)}?revision=${encodeURIComponent(track.revision)}`,
        {
          headers,
          signal: stall.signal,
        },
      );
      await checkRange(response, { start: range.start, sizeBytes: track.sizeBytes });
      for await (const bytes of (response.body ?? []) as AsyncIterable<Uint8Array>) {
        stall.moved();
        onBytes(bytes);
      }
    } catch (error) {
      throw error instanceof OriginError || signal.aborted ? error : unreachable(error);
    } finally {
      stall.stop();
    }
  }

  async #get(path: string, init: RequestInit): Promise<Response> {
    if (this.#base === null) throw new OriginError('that is no http or https address', { isFinal: true });
    try {
      return await fetch(new URL(path, this.#base), init);
    } catch (error) {
      throw unreachable(error);
    }
  }
}

/** Refuses an answer that isn't the bytes asked for: they would be played as if they were. */
async function checkRange(response: Response, asked: { start: number; sizeBytes: number }): Promise<void> {
  const given = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  if (response.status === 206 && Number(given?.[1]) === asked.start && Number(given?.[2]) === asked.sizeBytes)
    return;
  await response.body?.cancel();
  if (response.status === 200)
    throw new OriginError('the origin does not answer range requests', { isFinal: true });
  if (response.status === 206) throw new OriginError('the file has changed at the origin', { isFinal: true });
  throw refusal(response.status);
}

/** The whole body, refused as soon as it is longer than it may be. */
async function limitedBody(response: Response, mostBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const bytes of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    sizeBytes += bytes.length;
    if (sizeBytes > mostBytes) throw new OriginError('it sends more than it may', { isFinal: true });
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}

function refusal(status: number): OriginError {
  if (status === 404 || status === 410)
    return new OriginError('the origin no longer has it', { isFinal: true });
  if (status === 401 || status === 403)
    return new OriginError('the origin refuses access', { isFinal: true });
  if (status === 416) return new OriginError('the file has changed at the origin', { isFinal: true });
  return new OriginError(`the origin answers with HTTP status ${status}`, { isFinal: false });
}

function unreachable(error: unknown): OriginError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code =
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : '';
  return new OriginError(`the origin can't be reached${code}`, { isFinal: false, cause: error });
}

/** Aborts when nothing has moved for a while, or when the caller says so. */
class StallGuard {
  readonly #abort = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly signal: AbortSignal;

  constructor(limitMs: number, caller: AbortSignal) {
    this.#timer = setTimeout(() => {
      this.#abort.abort(new OriginError('the origin has stopped sending', { isFinal: false }));
    }, limitMs);
    this.signal = AbortSignal.any([this.#abort.signal, caller]);
  }

  moved(): void {
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
