// All songs of a Subsonic server: by an empty search, in pages, where it answers that (OpenSubsonic asks it to), else album by album,
// else folder by folder.
import * as v from 'valibot';
import { MOST_QUEUED } from '../../../shared/intents';
import { OriginError } from '../../ports';
import type { Parameters, SubsonicClient } from './client';
import { eachAtOnce } from './eachAtOnce';
import { nothingIfGone } from './failures';
import { topFolders, walkFolders, type Call } from './folderWalk';
import { MOST_ALBUMS, PAGE_SIZE } from './limits';
import { songOf, type ListedSong } from './songFormat';

const List = v.fallback(v.optional(v.array(v.unknown()), []), []);
const SongsFormat = v.object({ searchResult3: v.fallback(v.object({ song: List }), { song: [] }) });
const AlbumsFormat = v.object({ albumList2: v.fallback(v.object({ album: List }), { album: [] }) });
/** In XML it is a list of one: elsewhere there are several of that name. */
const OneAlbum = v.pipe(
  v.unknown(),
  v.transform((album): unknown => (Array.isArray(album) ? album[0] : album)),
  v.object({ song: List }),
);
const AlbumFormat = v.object({ album: v.fallback(OneAlbum, { song: [] }) });
const IdFormat = v.object({
  id: v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.minLength(1), v.maxLength(500)),
});

/** What a server lists. */
export interface SongList {
  readonly songs: readonly ListedSong[];
  /** How many songs say too little of themselves to be played. */
  readonly leftOut: number;
}

/** Lists them all. @throws {OriginError} when that can't be done. */
export async function listSongs(client: SubsonicClient, signal: AbortSignal): Promise<SongList> {
  const found = new Found();
  await eachPage(async (offset) => {
    const parameters = { query: '', songCount: PAGE_SIZE, songOffset: offset, albumCount: 0, artistCount: 0 };
    const { song } = (await ask('search3', SongsFormat, parameters)).searchResult3;
    return { asMany: song.length, news: found.take(song) };
  }).catch((error: unknown) => {
    // Servers from before OpenSubsonic want a word to search for. Who can't be reached or refuses us says so below once more.
    if (!(error instanceof OriginError) || error.isLoginRefused || found.songs.size > 0) throw error;
  });
  if (!found.hasAny()) {
    const refusal = await takeAlbums().then(
      () => null,
      (error: unknown) => (error instanceof OriginError ? error : Promise.reject(error as Error)),
    );
    if (!found.hasAny() && (refusal === null || isOfTheMethod(refusal))) await takeFolders(refusal);
    else if (refusal !== null) throw refusal;
  }
  return { songs: [...found.songs.values()], leftOut: found.leftOut };

  async function ask<Schema extends v.GenericSchema>(
    method: string,
    format: Schema,
    parameters: Parameters,
  ): Promise<v.InferOutput<Schema>> {
    const parsed = v.safeParse(format, { ...NOTHING, ...(await client.call(method, parameters, signal)) });
    if (!parsed.success)
      throw new OriginError('it answers, but not as a Subsonic server does', { isFinal: true });
    return parsed.output;
  }

  /** Where that isn't answered either, what was said first says more. Once it is, half of the folders isn't taken for all. */
  async function takeFolders(refusal: OriginError | null): Promise<void> {
    const call: Call = (method, parameters) => client.call(method, parameters, signal);
    const top = await topFolders(call).catch((error: unknown) => {
      if (!isOfTheMethod(error)) throw error;
      if (refusal !== null) throw refusal;
      // A server without music may do without folders too.
      return [];
    });
    await walkFolders(call, top, (listed) => found.take(listed));
  }

  async function takeAlbums(): Promise<void> {
    const ids = new Set<string>();
    await eachPage(async (offset) => {
      const parameters = { type: 'alphabeticalByName', size: PAGE_SIZE, offset };
      const { album } = (await ask('getAlbumList2', AlbumsFormat, parameters)).albumList2;
      const before = ids.size;
      for (const each of album) {
        const parsed = v.safeParse(IdFormat, each);
        if (parsed.success && ids.size < MOST_ALBUMS) ids.add(parsed.output.id);
      }
      return { asMany: album.length, news: ids.size - before };
    });
    await eachAtOnce([...ids], async (id) => {
      const { album } = await ask('getAlbum', AlbumFormat, { id }).catch(noAlbumIfGone);
      found.take(album.song);
    });
  }
}

/** Whether another method may do better. */
function isOfTheMethod(error: unknown): boolean {
  return error instanceof OriginError && error.isFinal && !error.isLoginRefused;
}

/** One that is gone by its turn has no songs. */
function noAlbumIfGone(error: unknown): v.InferOutput<typeof AlbumFormat> {
  return v.parse(AlbumFormat, { ...NOTHING, ...nothingIfGone(error) });
}

/** Of a server without music even the element is missing. */
const NOTHING = { searchResult3: {}, albumList2: {}, album: {} };

/** What was listed so far, each song once. */
class Found {
  readonly songs = new Map<string, ListedSong>();
  readonly #seen = new Set<string>();
  leftOut = 0;

  hasAny(): boolean {
    return this.songs.size > 0;
  }

  /** How many of these are new, whether they can be played or not. @throws {OriginError} when they are more than can be listed. */
  take(listed: readonly unknown[]): number {
    const before = this.#seen.size;
    for (const each of listed) {
      const song = songOf(each);
      const named = v.safeParse(IdFormat, each);
      if (named.success) this.#seen.add(named.output.id);
      if (song === null) this.leftOut += 1;
      else this.songs.set(song.track.id, song);
    }
    if (this.#seen.size > MOST_QUEUED)
      throw new OriginError(`it lists more than ${MOST_QUEUED} songs, which is more than Starling takes`, {
        isFinal: true,
      });
    return this.#seen.size - before;
  }
}

/** Page after page, until one is empty. One that has nothing new is the last, too: the server doesn't count from where it is told. */
async function eachPage(
  take: (offset: number) => Promise<{ readonly asMany: number; readonly news: number }>,
): Promise<void> {
  for (let offset = 0; ;) {
    const { asMany, news } = await take(offset);
    if (asMany === 0 || news === 0) return;
    offset += asMany;
  }
}
