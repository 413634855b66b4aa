// The library as windows browse it. It is made anew when somebody next asks after the catalogue has changed; windows are told
// of changes that can be seen in it, not of what is found out about the sound of tracks.
import { MOST_QUEUED, type Intent, type LibraryIntent } from '../shared/intents';
import { type BrowseMessage } from '../shared/hostMessages';
import type { LibraryNode, LibraryPick, LibraryState } from '../shared/library';
import type { Filing, Track } from '../shared/track';
import type { Client, Clients } from './clients';
import { Library } from './library/library';
import { isIdOf } from './mergedOrigin';

/** Who browses what. */
export class Browses {
  readonly #clients: Clients;
  readonly #originKey: (address: string) => string;
  #tracks: readonly Track[] = [];
  #library: Library | null = null;
  #state: LibraryState = { origins: 0, tracks: 0, isLoading: false };

  /** `originKey`: as `OriginsParts` has it. */
  constructor(clients: Clients, originKey: (address: string) => string) {
    this.#clients = clients;
    this.#originKey = originKey;
  }

  /** Another catalogue, or another state of it. Its tracks have their filings. */
  follow(tracks: readonly Track[], { origins, isLoading }: Omit<LibraryState, 'tracks'>): void {
    const isSameLibrary = isSeenAlike(tracks, this.#tracks);
    const before = this.#state;
    this.#tracks = tracks;
    if (!isSameLibrary) this.#library = null;
    this.#state = { origins, tracks: tracks.length, isLoading };
    const isSameState = before.origins === origins && before.isLoading === isLoading;
    if (!isSameLibrary || !isSameState) this.#clients.tellAll({ type: 'library', state: this.#state });
  }

  /** Tells a new window how it stands. */
  greet(client: Client): void {
    client.send({ type: 'library', state: this.#state });
  }

  /** Answers with the rows that are asked for. */
  answer(client: Client, { browseId, node, offset }: BrowseMessage): void {
    client.send({ type: 'rows', browseId, page: this.#libraryOf(node).browse(rootOf(node), offset) });
  }

  /** What is asked for of the queue, where something is asked for in the library; null where that comes to nothing. */
  intentOf(intent: LibraryIntent, queue: readonly Track[]): Intent | null {
    const trackIds = this.#trackIdsOf(intent.picks);
    if (trackIds.length === 0) return null;
    switch (intent.kind) {
      case 'playPicks':
        return { kind: 'playTracks', trackIds, startIndex: null };
      case 'addPicks':
        return { kind: 'addToQueue', trackIds, place: intent.place };
      case 'completePicks': {
        const queued = new Set(queue.map(({ id }) => id));
        const missing = trackIds.filter((id) => !queued.has(id));
        const isSense = missing.length > 0 && missing.length < trackIds.length;
        return isSense ? { kind: 'addToQueue', trackIds: missing, place: 'end' } : null;
      }
    }
  }

  /** The tracks that are picked, in the order in which they are played. */
  #trackIdsOf(picks: readonly LibraryPick[]): readonly string[] {
    return picks
      .flatMap((pick) =>
        pick.kind === 'track'
          ? [pick.trackId]
          : this.#libraryOf(pick.node)
              .tracksOf(rootOf(pick.node))
              .map(({ id }) => id),
      )
      .slice(0, MOST_QUEUED);
  }

  /** That of all tracks, or of one origin's. */
  #libraryOf({ kind, key }: LibraryNode): Library {
    if (kind !== 'origin') return (this.#library ??= new Library(this.#tracks));
    const originKey = this.#originKey(key);
    return new Library(this.#tracks.filter(({ id }) => isIdOf(originKey, id)));
  }
}

function rootOf(node: LibraryNode): LibraryNode {
  return node.kind === 'origin' ? { kind: 'folders', key: '' } : node;
}

function isSeenAlike(some: readonly Track[], others: readonly Track[]): boolean {
  return (
    some.length === others.length &&
    some.every((track, at) => {
      const other = others[at];
      return other !== undefined && (track === other || isAlike(track, other));
    })
  );
}

function isAlike(one: Track, other: Track): boolean {
  return (
    one.id === other.id &&
    one.title === other.title &&
    one.artist === other.artist &&
    one.album === other.album &&
    one.durationSeconds === other.durationSeconds &&
    isFiledAlike(one.filing, other.filing)
  );
}

function isFiledAlike(one: Filing | undefined, other: Filing | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.albumArtist === other.albumArtist &&
    one.disc === other.disc &&
    one.number === other.number &&
    one.folder === other.folder &&
    one.addedMs === other.addedMs
  );
}
