// The pictures of songs, albums, artists, folders and playlists: that of the first song that has one, of the first few. They are sent
// as they lie there, in whatever size: nothing here can make smaller ones.
import { LRUCache } from 'lru-cache';
import { findCover } from '../../engine/origin/musicLibrary/covers';
import type { Picture } from '../coverAnswer';
import { COVER_CACHE_BYTES, COVER_FRESH_MS, NO_COVER_BYTES, SONGS_TRIED_FOR_COVER } from './limits';
import type { Song } from './musicView';

/** Finds pictures, and has the latest ones at hand. */
export class Artwork {
  readonly #pictures = new LRUCache<string, { readonly picture: Picture | null }>({
    maxSize: COVER_CACHE_BYTES,
    ttl: COVER_FRESH_MS,
    sizeCalculation: ({ picture }) => (picture?.bytes.length ?? 0) + NO_COVER_BYTES,
  });

  /** The picture of these songs, or null. */
  async of(songs: Iterable<Song>): Promise<Picture | null> {
    let tried = 0;
    for (const song of songs) {
      if (tried++ === SONGS_TRIED_FOR_COVER) break;
      const picture = await this.#pictureOf(song);
      if (picture !== null) return picture;
    }
    return null;
  }

  async #pictureOf({ id, file }: Song): Promise<Picture | null> {
    const key = `${id}\n${file.revision}`;
    const known = this.#pictures.get(key);
    if (known !== undefined) return known.picture;
    const picture = await findCover(file);
    this.#pictures.set(key, { picture });
    return picture;
  }
}
