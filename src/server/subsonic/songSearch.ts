// Finds artists, albums and songs by the beginnings of words, as the player's own search does.
import { readThrough, type Readable } from '../../engine/search/readThrough';
import { searchText } from '../../engine/search/searchText';
import { wordsOf } from '../../engine/search/words';
import { MOST_QUERY_WORDS } from './limits';
import type { Album, Artist, MusicView, Song } from './musicView';

/** Which of what was found is wanted. */
export interface Page {
  readonly offset: number;
  readonly count: number;
}

/** How many of each kind. */
export interface Pages {
  readonly artists: Page;
  readonly albums: Page;
  readonly songs: Page;
}

/** What fits a query, the best first. */
export interface Found {
  readonly artists: readonly Artist[];
  readonly albums: readonly Album[];
  readonly songs: readonly Song[];
}

interface Text<Item> extends Readable {
  readonly item: Item;
}

interface Texts {
  readonly view: MusicView;
  readonly artists: readonly Text<Artist>[];
  readonly albums: readonly Text<Album>[];
  readonly songs: readonly Text<Song>[];
}

/** Searches one library; the texts of a view are made at its first search. */
export class SongSearch {
  #texts: Texts | null = null;

  /** Everything, page by page, for an empty query. */
  find(view: MusicView, query: string, pages: Pages): Found {
    // Clients write `""` where they mean nothing at all, and `word*` where a beginning counts, as it does anyway.
    const words = [...new Set(wordsOf(query.replaceAll(/["*]/g, ' ')))].slice(0, MOST_QUERY_WORDS);
    if (words.length === 0)
      return {
        artists: pageOf(view.artists, pages.artists),
        albums: pageOf(view.albums, pages.albums),
        songs: pageOf(view.songs, pages.songs),
      };
    const texts = this.#textsOf(view);
    return {
      artists: found(texts.artists, words, pages.artists),
      albums: found(texts.albums, words, pages.albums),
      songs: found(texts.songs, words, pages.songs),
    };
  }

  #textsOf(view: MusicView): Texts {
    if (this.#texts?.view === view) return this.#texts;
    const titled = (id: string, title: string, artist: string): string =>
      searchText({ id, title, artist, album: '' });
    this.#texts = {
      view,
      artists: view.artists.map((item) => ({ item, text: titled(item.id, item.name, '') })),
      albums: view.albums.map((item) => ({ item, text: titled(item.id, item.name, item.artist) })),
      songs: view.songs.map((item) => ({ item, text: searchText(item.track) })),
    };
    return this.#texts;
  }
}

function found<Item>(
  texts: readonly Text<Item>[],
  words: readonly string[],
  { offset, count }: Page,
): readonly Item[] {
  if (count === 0) return [];
  return readThrough(texts, words, offset + count)
    .slice(offset)
    .map(({ item }) => item);
}

/** One page of a list. */
export function pageOf<Item>(items: readonly Item[], { offset, count }: Page): readonly Item[] {
  return items.slice(offset, offset + count);
}
