// A Starling origin over HTTP: the catalogue as JSON, the tracks as files with Range, changes as a stream of events.
import type { Login } from '../../shared/login';
import { showableAddress } from '../../shared/redact';
import type { Track } from '../../shared/track';
import {
  OriginError,
  type Cover,
  type CoverRequest,
  type Origin,
  type OriginRead,
  type SwarmInvitation,
} from '../ports';
import { parseCatalogue } from './catalogueFormat';
import { followChanges } from './changeFeed';
import type { HttpAnswer } from './httpAnswer';
import { HttpConnections, type HttpRequest } from './httpConnections';
import { receiveCover } from './httpCover';
import { isRange, refusalOf, stayAtHost } from './httpRefusal';
import { parseInvitation } from './invitationFormat';
import { StallGuard } from './stallGuard';
import { unreachable } from './unreachable';

/** An answer that stands still for this long is given up, in milliseconds; the policy then asks again. */
const STALL_MS = 15_000;
/** The longest manifest taken, in bytes: 4,096 hashes of 32 bytes and a little. */
const LONGEST_MANIFEST_BYTES = 140_000;
/** The longest catalogue taken, in bytes: 50,000 tracks with media info. */
const LONGEST_CATALOGUE_BYTES = 2 ** 28;
/** The longest invitation to a swarm, in bytes: keys, a credential, eight addresses. */
const LONGEST_INVITATION_BYTES = 16 * 1024;
/** The most that is asked for at once, in bytes: a cancelled request wastes no more than this. */
const MOST_RANGE_BYTES = 128 * 1024;

/** What can be set of an HTTP origin. */
export interface HttpOriginOptions {
  /** Used with others. Default: its own. */
  readonly connections?: HttpConnections;
  /** The shortest time before a stream of changes that was cut is listened to again, in milliseconds. Default: 1 s. */
  readonly retryMs?: number;
}

/** The origin at `url`, for example `http://127.0.0.1:4533/`. */
export class HttpOrigin implements Origin {
  readonly name: string;
  readonly isLocal = false;
  readonly #base: URL | null;
  readonly #connections: HttpConnections;
  readonly #options: HttpOriginOptions;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<(tracks: readonly Track[]) => void>();
  readonly #refusedListeners = new Set<() => void>();
  #authorization: string | null = null;
  /** The version of the catalogue that was had last; undefined where the origin doesn't name versions. */
  #version: string | undefined;
  #isFollowing = false;
  #hasSwarm = false;

  constructor(url: string, options: HttpOriginOptions = {}) {
    this.#base = toBase(url);
    this.name = this.#base === null ? `“${showableAddress(url)}”` : this.#base.host;
    this.#connections =
      options.connections ?? new HttpConnections(this.#base?.protocol === 'https:' ? 'https:' : 'http:');
    this.#options = options;
  }

  get hasSwarm(): boolean {
    return this.#hasSwarm;
  }

  async catalogue(signal: AbortSignal): Promise<readonly Track[]> {
    const warm = this.#base === null ? null : this.#connections.warmUp(this.#base, signal);
    const [tracks] = await Promise.all([this.#catalogue(signal), warm]);
    this.#follow();
    return tracks;
  }

  onChange(listener: (tracks: readonly Track[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  logIn(login: Login | null): void {
    this.#authorization = login === null ? null : authorizationOf(login);
  }

  onLoginRefused(listener: () => void): () => void {
    this.#refusedListeners.add(listener);
    return () => this.#refusedListeners.delete(listener);
  }

  async manifest(track: Track, signal: AbortSignal): Promise<Uint8Array> {
    return await this.#whole(`manifests/${track.contentId ?? ''}`, {
      mostBytes: LONGEST_MANIFEST_BYTES,
      signal,
    }).then(({ body }) => body);
  }

  async read({ track, range, onBytes }: OriginRead, signal: AbortSignal): Promise<void> {
    for (let start = range.start; start < range.end; start += MOST_RANGE_BYTES) {
      const end = Math.min(start + MOST_RANGE_BYTES, range.end);
      await this.#readRange({ track, range: { start, end }, onBytes }, signal);
    }
  }

  async cover(
    { track, held, turn }: CoverRequest,
    signal: AbortSignal,
  ): Promise<Cover | Pick<Cover, 'id'> | null> {
    const path = `covers/${encodeURIComponent(track.id)}?revision=${encodeURIComponent(track.revision)}`;
    return await receiveCover({
      held,
      refusal: (answer) => this.#refusal(answer),
      ask: async (headers, onAnswer) => {
        await turn();
        return await this.#guarded(signal, async (stall) => {
          const answer = await this.#ask(path, { headers, signal: stall.signal });
          return await onAnswer(answer, () => stall.moved());
        });
      },
    });
  }

  async invite(peerId: string, signal: AbortSignal): Promise<SwarmInvitation | null> {
    const path = `swarm/invitation?peer=${encodeURIComponent(peerId)}`;
    const { body } = await this.#whole(path, { mostBytes: LONGEST_INVITATION_BYTES, signal });
    const invitation = this.#base === null ? null : parseInvitation(parseJson(body), this.#base);
    if (invitation === 'malformed')
      throw new OriginError('its invitation to the swarm makes no sense', { isFinal: true });
    return invitation;
  }

  reconnect(): void {
    this.#connections.close();
  }

  close(): void {
    this.#closing.abort();
    this.#listeners.clear();
    this.#refusedListeners.clear();
    this.#connections.close();
  }

  async #readRange({ track, range, onBytes }: OriginRead, signal: AbortSignal): Promise<void> {
    const path = `tracks/${encodeURIComponent(track.id)}?revision=${encodeURIComponent(track.revision)}`;
    const headers = { range: `bytes=${range.start}-${range.end - 1}` };
    const expectedBytes = range.end - range.start;
    await this.#guarded(signal, async (stall) => {
      const answer = await this.#ask(path, { headers, expectedBytes, signal: stall.signal });
      if (!isRange(answer, { range, sizeBytes: track.sizeBytes })) throw this.#refusal(answer);
      let leftBytes = expectedBytes;
      await answer.receive((bytes) => {
        stall.moved();
        leftBytes -= bytes.length;
        if (leftBytes < 0) throw new OriginError('it sends more than it may', { isFinal: true });
        onBytes(bytes);
      });
    });
  }

  async #catalogue(signal: AbortSignal): Promise<readonly Track[]> {
    const mostBytes = LONGEST_CATALOGUE_BYTES;
    const { answer, body } = await this.#whole('catalogue.json', { mostBytes, signal });
    const catalogue = parseCatalogue(parseJson(body));
    if (catalogue === null)
      throw new OriginError('it answers, but not as a Starling origin or a Subsonic server does', {
        isFinal: true,
      });
    this.#version = answer.headers.etag;
    this.#hasSwarm = catalogue.hasSwarm;
    return catalogue.tracks;
  }

  /** Listens to changes from the first catalogue on: the stream begins with the present version, so nothing is missed. */
  #follow(): void {
    if (this.#base === null || this.#isFollowing || this.#version === undefined) return;
    this.#isFollowing = true;
    void followChanges({
      ...this.#options,
      connections: this.#connections,
      url: new URL('changes', this.#base),
      headers: () => this.#headers,
      onVersion: (version) => this.#catchUp(version),
      onLoginRefused: () => {
        this.#isFollowing = false; // with another login it is listened to again
        this.#tellRefused();
      },
      signal: this.#closing.signal,
    });
  }

  async #catchUp(version: string): Promise<void> {
    if (version === this.#version || this.#listeners.size === 0) return;
    const tracks = await this.#catalogue(this.#closing.signal);
    for (const listener of this.#listeners) listener(tracks);
  }

  async #whole(
    path: string,
    { mostBytes, signal }: { mostBytes: number; signal: AbortSignal },
  ): Promise<{ readonly answer: HttpAnswer; readonly body: Uint8Array }> {
    return await this.#guarded(signal, async (stall) => {
      const answer = await this.#ask(path, { signal: stall.signal });
      if (answer.status !== 200) throw this.#refusal(answer);
      const pieces: Uint8Array[] = [];
      let sizeBytes = 0;
      await answer.receive((bytes) => {
        stall.moved();
        sizeBytes += bytes.length;
        if (sizeBytes > mostBytes) throw new OriginError('it sends more than it may', { isFinal: true });
        pieces.push(bytes);
      });
      return { answer, body: Buffer.concat(pieces) };
    });
  }

  /** Does what may stand still, and says of whatever goes wrong what it means. */
  async #guarded<Result>(
    signal: AbortSignal,
    action: (stall: StallGuard) => Promise<Result>,
  ): Promise<Result> {
    const stall = new StallGuard(STALL_MS, signal);
    try {
      return await action(stall);
    } catch (error) {
      if (error instanceof OriginError || signal.aborted || this.#base === null) throw error;
      throw await unreachable(error, this.#base);
    } finally {
      stall.stop();
    }
  }

  async #ask(path: string, request: Omit<HttpRequest, 'url'>): Promise<HttpAnswer> {
    if (this.#base === null) throw new OriginError('that is no http or https address', { isFinal: true });
    const headers = { ...request.headers, ...this.#headers };
    const answer = await this.#connections.ask({ ...request, headers, url: new URL(path, this.#base) });
    stayAtHost(answer, this.#base);
    return answer;
  }

  get #headers(): Readonly<Record<string, string>> {
    return this.#authorization === null ? {} : { authorization: this.#authorization };
  }

  #refusal(answer: HttpAnswer): OriginError {
    const error = refusalOf(answer, this.#authorization !== null);
    if (error.isLoginRefused) this.#tellRefused();
    return error;
  }

  #tellRefused(): void {
    for (const listener of this.#refusedListeners) listener();
  }
}

/** The header that says who asks (RFC 7617, RFC 6750). */
export function authorizationOf(login: Login): string {
  if (login.kind === 'apiKey') return `Bearer ${login.apiKey}`;
  return `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
}

/** The address of a server, with a slash behind it; null where it is none. */
export function toBase(url: string): URL | null {
  const base = URL.canParse(url) ? new URL(url.endsWith('/') ? url : `${url}/`) : null;
  return base !== null && /^https?:$/.test(base.protocol) ? base : null;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null; // What is no JSON is no catalogue either: the caller says so.
  }
}
