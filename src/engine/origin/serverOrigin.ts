// A server in the settings: Starling's own, or any that speaks Subsonic's protocol. Which of them it is, is found out before its catalogue is
// asked for first; a track says it by its revision, so that one that the session remembers plays without waiting for that.
import type { Login } from '../../shared/login';
import type { Track } from '../../shared/track';
import {
  OriginError,
  type Cover,
  type CoverRequest,
  type Origin,
  type OriginRead,
  type SwarmInvitation,
} from '../ports';
import { HttpConnections } from './httpConnections';
import { HttpOrigin, toBase } from './httpOrigin';
import { sentElsewhere } from './httpRefusal';
import { kindOfServer } from './serverKind';
import { REVISION_PREFIX } from './subsonic/songFormat';
import { SubsonicOrigin } from './subsonic/subsonicOrigin';
import { unreachable } from './unreachable';

/** How long a server may take to say what it is, in milliseconds. */
const ANSWER_LIMIT_MS = 15_000;

/** The server at `url`. */
export class ServerOrigin implements Origin {
  readonly name: string;
  readonly isLocal = false;
  readonly #base: URL | null;
  readonly #connections: HttpConnections;
  readonly #starling: HttpOrigin;
  /** Null where the address is none. */
  readonly #subsonic: SubsonicOrigin | null;
  #kind: 'starling' | 'subsonic' | null = null;
  #hasLogin = false;

  constructor(url: string, { onProblem }: { readonly onProblem: (sentence: string) => void }) {
    this.#base = toBase(url);
    this.#connections = new HttpConnections(this.#base?.protocol === 'https:' ? 'https:' : 'http:');
    const connections = this.#connections;
    this.#starling = new HttpOrigin(url, { connections });
    this.#subsonic = this.#base === null ? null : new SubsonicOrigin(this.#base, { connections, onProblem });
    this.name = this.#starling.name;
  }

  logIn(login: Login | null): void {
    this.#hasLogin = login !== null;
    this.#starling.logIn(login);
    this.#subsonic?.logIn(login);
  }

  onLoginRefused(listener: () => void): () => void {
    const ends = [this.#starling.onLoginRefused(listener), this.#subsonic?.onLoginRefused(listener)];
    return () => {
      for (const end of ends) end?.();
    };
  }

  onChange(listener: (tracks: readonly Track[]) => void): () => void {
    const ends = [this.#starling.onChange(listener), this.#subsonic?.onChange(listener)];
    return () => {
      for (const end of ends) end?.();
    };
  }

  async catalogue(signal: AbortSignal): Promise<readonly Track[]> {
    if (this.#kind === null) await this.#findKind(signal);
    if (this.#kind === 'subsonic' && this.#subsonic !== null) return await this.#subsonic.catalogue(signal);
    return await this.#starling.catalogue(signal);
  }

  async manifest(track: Track, signal: AbortSignal): Promise<Uint8Array> {
    return await this.#of(track).manifest(track, signal);
  }

  async read(request: OriginRead, signal: AbortSignal): Promise<void> {
    await this.#of(request.track).read(request, signal);
  }

  async cover(request: CoverRequest, signal: AbortSignal): Promise<Cover | Pick<Cover, 'id'> | null> {
    return await this.#of(request.track).cover(request, signal);
  }

  get hasSwarm(): boolean {
    return this.#kind !== 'subsonic' && this.#starling.hasSwarm;
  }

  async invite(peerId: string, signal: AbortSignal): Promise<SwarmInvitation | null> {
    return this.#kind === 'subsonic' ? null : await this.#starling.invite(peerId, signal);
  }

  reconnect(): void {
    this.#subsonic?.reconnect();
    this.#starling.reconnect();
  }

  close(): void {
    this.#subsonic?.close();
    this.#starling.close();
  }

  #of({ revision }: Track): HttpOrigin | SubsonicOrigin {
    const isSubsonic = revision.startsWith(REVISION_PREFIX);
    return isSubsonic && this.#subsonic !== null ? this.#subsonic : this.#starling;
  }

  /** Leaves it open where it is neither: a hotel's page may be in front of it, and is told no login. */
  async #findKind(signal: AbortSignal): Promise<void> {
    if (this.#base === null) return; // whose catalogue says what is wrong with the address
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]);
    try {
      const found = await kindOfServer(this.#connections, this.#base, limit);
      if (found.kind === 'redirected') throw sentElsewhere(this.#base, found.base);
      if (found.kind !== 'other') this.#kind = found.kind;
      else if (this.#hasLogin)
        throw new OriginError('it answers, but not as a Starling origin or a Subsonic server does', {
          isFinal: true,
        });
    } catch (error) {
      if (error instanceof OriginError || signal.aborted) throw error;
      if (limit.aborted) throw new OriginError('the origin does not answer', { isFinal: false });
      throw await unreachable(error, this.#base);
    }
  }
}
