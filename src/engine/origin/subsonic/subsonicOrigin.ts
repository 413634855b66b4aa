// Any server that speaks Subsonic's protocol (Navidrome, gonic and others) as an origin. There are no manifests: the server is trusted to send what it
// lists, and peers aren't asked for any of it.
import type { Login } from '../../../shared/login';
import type { Track } from '../../../shared/track';
import { OriginError, type Cover, type CoverRequest, type Origin, type OriginRead } from '../../ports';
import type { HttpConnections } from '../httpConnections';
import { receiveCover } from '../httpCover';
import { SubsonicClient } from './client';
import { CODES, SubsonicFailure } from './failures';
import { COVER_PIXELS } from './limits';
import { ScanWatch } from './scanWatch';
import { ServerFiles } from './serverFiles';
import { listSongs, type SongList } from './songList';
import { SongSizes } from './songSizes';

/** What can be set of a Subsonic origin. */
export interface SubsonicOriginOptions {
  readonly connections: HttpConnections;
  /** Takes what is wrong with single songs, as a sentence. */
  readonly onProblem: (sentence: string) => void;
  /** Between two looks whether the catalogue has changed, in milliseconds. Default: ten minutes. */
  readonly lookAgainMs?: number;
  /** How long a listing waits for sizes that it has to ask for, in milliseconds. Default: 3 s. */
  readonly sizesWaitMs?: number;
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
  #listed: SongList = { songs: [], unsized: [], leftOut: 0 };
  readonly #sizes: SongSizes;
  readonly #files: ServerFiles;
  readonly #listeners = new Set<(tracks: readonly Track[]) => void>();
  readonly #refusedListeners = new Set<() => void>();
  readonly #watch: ScanWatch;

  constructor(base: URL, options: SubsonicOriginOptions) {
    this.name = base.host;
    this.#client = new SubsonicClient(base, options.connections);
    this.#files = new ServerFiles(this.#client);
    this.#options = options;
    this.#sizes = new SongSizes({
      waitMs: options.sizesWaitMs,
      sizeOf: (id, signal) => this.#files.size(id, signal),
      onMore: () => this.#tell(this.#tracks()),
      onEnd: ({ count, reason }) =>
        options.onProblem(
          `${count === 1 ? 'One song' : `${count} songs`} of ${this.name} can't be played: the server doesn't list the size, and asked for it: ${reason}.`,
        ),
    });
    this.#watch = new ScanWatch({
      client: this.#client,
      lookAgainMs: options.lookAgainMs,
      isListingAgain: () => this.#sizes.isBrokenOff,
      onChange: async (signal) => this.#tell(await this.#list(signal)),
    });
  }

  logIn(login: Login | null): void {
    this.#client.logIn(login);
    this.#files.forgetUser();
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

  async read(read: OriginRead, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#telling(() => this.#files.read(read, signal));
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
    this.#files.close();
    this.#options.connections.close();
  }

  close(): void {
    this.#watch.stop();
    this.#sizes.stop();
    this.#listeners.clear();
    this.#refusedListeners.clear();
    this.#files.close();
    this.#options.connections.close();
  }

  async #list(signal: AbortSignal): Promise<readonly Track[]> {
    this.#listed = await listSongs(this.#client, signal);
    await this.#sizes.ask(this.#listed.unsized);
    this.#isListed = true;
    if (this.#listed.leftOut > 0)
      this.#options.onProblem(
        `${this.#listed.leftOut} entries of ${this.name} are left out: they are films or folders, or make no sense.`,
      );
    return this.#tracks();
  }

  /** What is listed, as far as its size is known. */
  #tracks(): readonly Track[] {
    const { songs, unsized } = this.#listed;
    const all = [...songs, ...unsized.flatMap((song) => this.#sizes.sized(song) ?? [])];
    this.#covers.clear();
    for (const { track, coverArt } of all) if (coverArt !== null) this.#covers.set(track.id, coverArt);
    return all.map(({ track }) => track);
  }

  #tell(tracks: readonly Track[]): void {
    for (const listener of this.#listeners) listener(tracks);
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
