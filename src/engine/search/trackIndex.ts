// The index over title, artist and album of the catalogue's tracks. It does its work in small steps, so that whoever drives it can
// let other things happen in between:
//   reading    each track's words are taken, or kept where its names are as before; then it can be read through
//   indexing   what is gone is taken out of the index for typos, what is new is put in
//   complete   until other tracks are to be taken
// A search reads through the texts, and looks for typos only where too little was found as typed: what is typed right always
// comes first, and common words, which would be half of all tracks to score, cost no more than rare ones.
import { COMMON_IN_TRACKS, MOST_FOUND, MOST_QUERY_WORDS } from './limits';
import { isInMoreThan, readThrough } from './readThrough';
import { hasWord, searchText, type Named } from './searchText';
import { TypoIndex } from './typoIndex';
import { wordsOf } from './words';

interface Entry extends Named {
  readonly text: string;
  /** The last catalogue that it was in. */
  catalogue: number;
  isIndexed: boolean;
}

/** What the index is at. */
export type IndexState = 'reading' | 'indexing' | 'complete';

/** A search index over tracks. */
export class TrackIndex {
  #state: IndexState = 'complete';
  #tracks: readonly Named[] = [];
  #catalogue = 0;
  /** The place that the work has got to: in `#tracks` or in `#readable`. */
  #at = 0;
  readonly #entries = new Map<string, Entry>();
  /** Those of the present catalogue, as far as it has been read. */
  #coming: Entry[] = [];
  /** Those of the last catalogue that was read, in its order; null before the first. */
  #readable: readonly Entry[] | null = null;
  #stale: Iterator<Entry> | null = null;
  #typos = new TypoIndex();

  /** What it is at. */
  get state(): IndexState {
    return this.#state;
  }

  /** Takes other tracks from now on. Of two with the same id the first counts. */
  take(tracks: readonly Named[]): void {
    this.#tracks = tracks;
    this.#catalogue += 1;
    this.#at = 0;
    this.#coming = [];
    this.#stale = null;
    this.#state = 'reading';
    if (tracks.length > 0) return;
    this.#entries.clear();
    this.#typos = new TypoIndex();
  }

  /** Does the work of about one track. */
  step(): void {
    if (this.#state === 'reading') this.#readNext();
    else if (this.#state === 'indexing') this.#indexNext();
  }

  /**
   * The ids of the tracks that fit a query, the best first, at most `MOST_FOUND`: for an empty one the first tracks. Null where
   * the index hasn't got so far yet: to be asked again when its state has changed.
   */
  find(query: string): readonly string[] | null {
    const items = this.#readable;
    if (items === null) return null;
    const words = [...new Set(wordsOf(query))].slice(0, MOST_QUERY_WORDS);
    const asTyped = words.length === 0 ? items.slice(0, MOST_FOUND) : readThrough(items, words, MOST_FOUND);
    const ids = asTyped.map(({ id }) => id);
    if (words.length === 0 || ids.length === MOST_FOUND) return ids;
    if (this.#state !== 'complete') return null;
    return [...new Set([...ids, ...this.#findMistyped(items, words)])].slice(0, MOST_FOUND);
  }

  #findMistyped(items: readonly Entry[], words: readonly string[]): string[] {
    const common = words.filter((word) => isInMoreThan(COMMON_IN_TRACKS, items, word));
    const rare = words.filter((word) => !common.includes(word));
    if (rare.length === 0) return [];
    return this.#typos.find(rare, (id) => {
      const text = this.#entries.get(id)?.text ?? '';
      return common.every((word) => hasWord(text, word));
    });
  }

  #readNext(): void {
    const track = this.#tracks[this.#at++];
    if (track !== undefined) {
      this.#read(track);
      return;
    }
    this.#readable = this.#coming;
    this.#coming = [];
    this.#tracks = [];
    this.#stale = this.#entries.values();
    this.#at = 0;
    this.#state = 'indexing';
  }

  #read(track: Named): void {
    const known = this.#entries.get(track.id);
    if (known?.catalogue === this.#catalogue) return;
    const entry = known !== undefined && isNamedAlike(known, track) ? known : this.#replace(known, track);
    entry.catalogue = this.#catalogue;
    this.#coming.push(entry);
  }

  #replace(known: Entry | undefined, track: Named): Entry {
    if (known?.isIndexed === true) this.#typos.remove(known);
    const { id, title, artist, album } = track;
    const text = searchText(track);
    const entry = { id, title, artist, album, text, catalogue: this.#catalogue, isIndexed: false };
    this.#entries.set(id, entry);
    return entry;
  }

  #indexNext(): void {
    if (this.#stale !== null) {
      this.#sweepNext(this.#stale);
      return;
    }
    const entry = this.#readable?.[this.#at++];
    if (entry === undefined) this.#state = 'complete';
    else if (!entry.isIndexed) {
      this.#typos.add(entry);
      entry.isIndexed = true;
    }
  }

  #sweepNext(entries: Iterator<Entry>): void {
    const next = entries.next();
    if (next.done === true) this.#stale = null;
    else if (next.value.catalogue !== this.#catalogue) {
      if (next.value.isIndexed) this.#typos.remove(next.value);
      this.#entries.delete(next.value.id);
    }
  }
}

function isNamedAlike(one: Named, other: Named): boolean {
  return one.title === other.title && one.artist === other.artist && one.album === other.album;
}
