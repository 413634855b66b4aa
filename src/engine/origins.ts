// The origins that are used now, and what they have together. One that is away or slow keeps nothing from the others: of it, the
// tracks that the session remembers stay.
import type { LibraryState } from '../shared/library';
import type { Login, OriginLogin, WantedLogin } from '../shared/login';
import type { MediaInfo } from '../shared/mediaInfo';
import type { OriginReport } from '../shared/report';
import { UNFILED, type Track } from '../shared/track';
import { isIdOf, mergedId, MergedOrigin } from './mergedOrigin';
import { OriginLink } from './originLink';
import type { Clock, Origin, SwarmOrigin } from './ports';

/** What the origins are made of. */
export interface OriginsParts {
  readonly clock: Clock;
  /** Makes the origin at an address. */
  readonly openOrigin: (url: string) => Origin;
  /** Names the origin at an address in the ids of its tracks: short, without `:`. An empty name is for one origin alone. */
  readonly originKey: (url: string) => string;
  /** What the last session left, or the present one has. */
  readonly remembered: () => readonly Track[];
  /** There are origins from now on, or none. */
  readonly onOrigin: (origin: Origin | null) => void;
  /** Music is no longer taken from somewhere: only the tracks that `has` knows are still of an origin that is used. Before the catalogue that follows. */
  readonly onLeft: (has: (trackId: string) => boolean) => void;
  /** All catalogues, without media info and filings. */
  readonly onCatalogue: (tracks: readonly Track[]) => void;
  /** The same of those that could be had, with filings, and how things stand. */
  readonly onLibrary: (tracks: readonly Track[], state: Omit<LibraryState, 'tracks'>) => void;
  /** What is used now, and what each has, in its own words. */
  readonly onUsed: (used: readonly SwarmOrigin[]) => void;
  /** These want a login from now on, and no others. */
  readonly onLoginsWanted: (wanted: readonly WantedLogin[]) => void;
  /** The catalogue of one can't be had; `text` is a sentence that says what to do. */
  readonly onProblem: (text: string) => void;
  readonly info: (text: string) => void;
}

interface Used {
  readonly key: string;
  readonly link: OriginLink;
  /** What was made of its catalogue, and of which. */
  merged: { readonly of: readonly Track[]; readonly tracks: readonly Track[] };
}

/** The origins that are used. */
export class Origins {
  readonly #parts: OriginsParts;
  readonly #used = new Map<string, Used>();
  readonly #merged = new MergedOrigin(
    () => new Map(Array.from(this.#used.values(), ({ key, link }) => [key, link.origin])),
  );
  #toldWanted = '[]';
  readonly #mediaInfo = new Map<string, { readonly revision: string; readonly mediaInfo: MediaInfo }>();

  constructor(parts: OriginsParts) {
    this.#parts = parts;
  }

  /** What there is to say of them. */
  get report(): readonly OriginReport[] {
    return Array.from(this.#used.values(), ({ link: { origin, tracks } }) => ({
      kind: origin.isLocal ? 'folder' : 'http',
      name: origin.name,
      tracks: tracks?.length ?? null,
    }));
  }

  /** Those that can't be used before somebody logs in. */
  get wantedLogins(): readonly WantedLogin[] {
    return Array.from(this.#used, ([origin, { link }]) => ({
      origin,
      name: link.origin.name,
      wants: link.wantsLogin,
    }))
      .filter((each) => each.wants !== null)
      .map(({ origin, name, wants }) => ({ origin, name, isRefused: wants?.isRefused === true }));
  }

  /** The server at this address has just taken this login. */
  tryAgain(url: string, login: Login): void {
    for (const [origin, { link }] of this.#used) if (withSlash(origin) === url) link.tryAgain(login);
  }

  /**
   * Uses the origins at these addresses from now on, with these logins. Those that were used before go on as they are, and keep the
   * login that they have where there is no other.
   */
  use(urls: readonly string[], logins: readonly OriginLogin[] = []): void {
    const before = [...this.#used.keys()];
    const wanted = new Set(urls);
    const gone = before.filter((url) => !wanted.has(url));
    for (const url of gone) this.#used.get(url)?.link.close();
    for (const url of gone) this.#used.delete(url);
    if (before.length > 0 && gone.length === before.length) this.#parts.onOrigin(null);
    const news = [...wanted].filter((url) => !this.#used.has(url));
    if (this.#used.size === 0 && news.length > 0) this.#parts.onOrigin(this.#merged);
    const loginOf = new Map(logins.map(({ origin, login }) => [origin, login]));
    for (const [url, login] of loginOf) this.#used.get(url)?.link.logIn(login);
    for (const url of news) this.#open(url, loginOf.get(url) ?? null);
    this.#tellWanted();
    // What the last session left stands until the first catalogue is there; the music of an origin that is left goes at once.
    const isAnyLeft = gone.length > 0 || this.#parts.remembered().some(({ id }) => !this.#has(id));
    if (isAnyLeft) this.#parts.onLeft((id) => this.#has(id));
    if (isAnyLeft || wanted.size === 0) this.#publish();
    else if (news.length > 0) this.#tellLibrary();
  }

  /** Whether a track is of an origin that is used. */
  #has(trackId: string): boolean {
    return [...this.#used.values()].some(({ key }) => key === '' || isIdOf(key, trackId));
  }

  /** The track with what its catalogue says of its sound. */
  withMediaInfo(track: Track): Track {
    const known = this.#mediaInfo.get(track.id);
    return known?.revision === track.revision ? { ...track, mediaInfo: known.mediaInfo } : track;
  }

  #open(url: string, login: Login | null): void {
    const { clock, openOrigin, originKey, onProblem, info } = this.#parts;
    const link = new OriginLink({
      ...{ clock, url, info, login },
      origin: openOrigin(url),
      onLoginWanted: () => this.#tellWanted(),
      onCatalogue: () => this.#publish(),
      onProblem: (text) => {
        this.#tellLibrary();
        onProblem(text);
      },
    });
    this.#used.set(url, { key: originKey(url), link, merged: { of: [], tracks: [] } });
  }

  /** Media info stays out of the session, and so do filings: they would go with every snapshot to every window, 4 KB a track. */
  #publish(): void {
    this.#mediaInfo.clear();
    const tracks: Track[] = [];
    for (const used of this.#used.values()) {
      for (const track of tracksOf(used) ?? this.#rememberedOf(used)) {
        const { id, revision, mediaInfo } = track;
        if (mediaInfo !== null) this.#mediaInfo.set(id, { revision, mediaInfo });
        const bare: Track & { filing?: unknown } = { ...track, mediaInfo: null };
        delete bare.filing;
        tracks.push(bare);
      }
    }
    this.#tellLibrary();
    this.#parts.onCatalogue(tracks);
  }

  #tellWanted(): void {
    const wanted = this.wantedLogins;
    const told = JSON.stringify(wanted);
    if (told === this.#toldWanted) return;
    this.#toldWanted = told;
    this.#parts.onLoginsWanted(wanted);
  }

  #rememberedOf({ key }: Used): readonly Track[] {
    return this.#parts.remembered().filter(({ id }) => isIdOf(key, id));
  }

  #tellLibrary(): void {
    const used = [...this.#used.values()];
    const labels = labelsOf(used.map(({ link }) => link.origin));
    const tracks = used.flatMap((each, at) => filedUnder(labels[at] ?? '', tracksOf(each) ?? []));
    const isLoading = used.some(({ link }) => link.isLoading);
    this.#parts.onUsed(used.map(({ link: { origin, tracks: own } }) => ({ origin, tracks: own })));
    this.#parts.onLibrary(tracks, { origins: used.length, isLoading });
  }
}

/** The tracks of an origin under the ids that they have among those of all; null until they are known. */
function tracksOf(used: Used): readonly Track[] | null {
  const { key, link } = used;
  if (link.tracks === null) return null;
  if (used.merged.of !== link.tracks) {
    const tracks = link.tracks.map((track) => ({ ...track, id: mergedId(key, track.id) }));
    used.merged = { of: link.tracks, tracks };
  }
  return used.merged.tracks;
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

/** What the origins' folders are called where there are several: the last part of a path, the host of a server; numbered where alike. */
function labelsOf(origins: readonly Origin[]): readonly string[] {
  if (origins.length < 2) return [];
  const counts = new Map<string, number>();
  return origins.map(({ name }) => {
    const label = name.split(/[/\\]/).findLast((part) => part !== '') ?? name;
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    return count === 1 ? label : `${label} (${count})`;
  });
}

function filedUnder(label: string, tracks: readonly Track[]): readonly Track[] {
  if (label === '') return tracks;
  return tracks.map((track) => {
    const { folder, ...filing } = track.filing ?? UNFILED;
    return { ...track, filing: { ...filing, folder: folder === '' ? label : `${label}/${folder}` } };
  });
}
