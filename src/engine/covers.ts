// The pictures that windows want, of what plays there and what comes next: had one after the other, and only while a play
// misses nothing and its first note has sounded. Those of a folder on this machine are read where they lie. Those of another
// origin are kept; what is kept is shown at once, and asked about once in an engine's life, as the picture beside a track may
// be another one by now. A picture that can't be had is none, without a word: the music is what counts.
import type { Snapshot } from '../shared/snapshot';
import type { Track } from '../shared/track';
import { isUncached, keyOf } from './cacheEntry';
import type { Client } from './clients';
import type { CoverStore } from './coverStore';
import type { Cover, Origin } from './ports';

/** The most tracks that are remembered to have been asked about. */
const MOST_ASKED = 10_000;

/** A picture, or that there is none. */
type Found = Pick<Cover, 'bytes'> | null;
/** An origin's answer: a picture, which one of those held, or that there is none. */
type Asked = Cover | Pick<Cover, 'id'> | null;

/** The pictures of all windows. */
export class Covers {
  readonly #store: CoverStore;
  /** What each window lacks, what it needs first in front. */
  readonly #wanted = new Map<Client, readonly Track[]>();
  /** Tracks that the origin has been asked about. */
  readonly #asked = new Set<string>();
  #origin: Origin | null = null;
  #closing = new AbortController();
  #snapshot: Snapshot;
  #isPlayInNeed = false;
  #goOn: () => void = () => undefined;
  #isWorking = false;

  constructor(store: CoverStore, snapshot: Snapshot) {
    this.#store = store;
    this.#snapshot = snapshot;
  }

  /** Uses another origin from now on, or none. */
  useOrigin(origin: Origin | null): void {
    this.#closing.abort();
    this.#closing = new AbortController();
    this.#origin = origin;
    this.#asked.clear();
    this.#wanted.clear();
  }

  /** A window lacks the pictures of these tracks, and no others. */
  want(client: Client, trackIds: readonly string[]): void {
    const { queue } = this.#snapshot;
    const tracks = trackIds.map((id) => queue.find((track) => track.id === id));
    this.#wanted.set(
      client,
      tracks.filter((track) => track !== undefined),
    );
    void this.#work();
  }

  /** Nobody waits there any more. */
  forget(client: Client): void {
    this.#wanted.delete(client);
  }

  /** The state is another one: nothing is had in front of a first note. */
  follow(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#goOn();
  }

  /** Nothing is had while a play misses anything. */
  makeWay(isPlayInNeed: boolean): void {
    this.#isPlayInNeed = isPlayInNeed;
    this.#goOn();
  }

  /** One after the other, until nobody lacks any. */
  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    for (let next = this.#next(); next !== null; next = this.#next()) await this.#bring(next);
    this.#isWorking = false;
  }

  #next(): { readonly client: Client; readonly track: Track } | null {
    for (const [client, [track]] of this.#wanted) if (track !== undefined) return { client, track };
    return null;
  }

  async #bring({ client, track }: { client: Client; track: Track }): Promise<void> {
    const origin = this.#origin;
    const { signal } = this.#closing;
    const give = (found: Found): void => {
      if (signal.aborted) return;
      const { bytes } = found ?? {};
      client.send({ type: 'cover', trackId: track.id, ...(bytes === undefined ? {} : { bytes }) });
    };
    await this.#turn();
    if (!this.#isWanted(client, track)) return;
    try {
      if (origin !== null && isUncached(track, origin)) {
        const found = await this.#ask(origin, track, []);
        give(found !== null && 'bytes' in found ? found : null);
      } else await this.#bringKept(origin, track, give);
    } catch {
      give(null); // The origin is away, or has none: the page shows that there is no picture.
    }
    this.#done(client, track);
  }

  /** What is kept at once, then what the origin says, if that is another one. */
  async #bringKept(origin: Origin | null, track: Track, give: (found: Found) => void): Promise<void> {
    const key = keyOf(track, origin);
    const keptId = await this.#store.find(key);
    const kept = typeof keptId === 'string' ? await this.#store.read(keptId) : null;
    const isKnown = kept !== null || keptId === null;
    if (kept !== null) give({ bytes: kept });
    if (origin === null || (isKnown && this.#asked.has(key))) {
      if (kept === null) give(null);
      return;
    }
    const found = await this.#ask(origin, track, await this.#store.held()).catch((error: unknown) => {
      if (kept === null) throw error;
      return 'away' as const; // What is kept stands.
    });
    if (found === 'away' || this.#origin !== origin) return;
    if (this.#asked.size < MOST_ASKED) this.#asked.add(key);
    await this.#store.keep(key, found);
    if (kept !== null && found?.id === keptId) return;
    const bytes = found === null ? null : 'bytes' in found ? found.bytes : await this.#store.read(found.id);
    give(bytes === null ? null : { bytes });
  }

  async #ask(origin: Origin, track: Track, held: readonly string[]): Promise<Asked> {
    const turn = (): Promise<void> => this.#turn();
    return (await origin.cover?.({ track, held, turn }, this.#closing.signal)) ?? null;
  }

  #isWanted(client: Client, track: Track): boolean {
    return this.#wanted.get(client)?.includes(track) === true;
  }

  #done(client: Client, track: Track): void {
    const left = this.#wanted.get(client)?.filter((each) => each !== track) ?? [];
    if (left.length === 0) this.#wanted.delete(client);
    else this.#wanted.set(client, left);
  }

  /** Waits until pictures may be had. */
  async #turn(): Promise<void> {
    while (this.#isPlayInNeed || isBeforeFirstNote(this.#snapshot))
      await new Promise<void>((resolve) => (this.#goOn = resolve));
  }
}

function isBeforeFirstNote({ current, wanted, sound }: Snapshot): boolean {
  return current !== null && wanted === 'playing' && sound === 'loading';
}
