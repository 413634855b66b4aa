// What the server keeps of one user: playlists, stars, ratings, plays, and the play queue. Plain data; each change gives another one.
import * as v from 'valibot';
import {
  LONGEST_CLIENT_NAME,
  LONGEST_PLAYLIST_NAME,
  LONGEST_VALUE,
  MOST_MARKS,
  MOST_PLAYLIST_SONGS,
  MOST_PLAYLISTS,
} from './limits';

const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
const Ms = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15));
const SongIds = v.pipe(v.array(Id), v.maxLength(MOST_PLAYLIST_SONGS), v.readonly());
const marks = <Mark extends v.GenericSchema>(mark: Mark) =>
  v.pipe(
    v.array(v.tuple([Id, mark])),
    v.maxLength(MOST_MARKS),
    v.transform((pairs): ReadonlyMap<string, v.InferOutput<Mark>> => new Map(pairs)),
  );

const Playlist = v.object({
  id: Id,
  name: v.pipe(v.string(), v.maxLength(LONGEST_PLAYLIST_NAME)),
  comment: v.pipe(v.string(), v.maxLength(LONGEST_VALUE)),
  isPublic: v.boolean(),
  createdMs: Ms,
  changedMs: Ms,
  songIds: SongIds,
});

/** The state as it is kept: maps as lists of pairs. */
export const UserStateFormat = v.object({
  version: v.literal(1),
  playlists: v.pipe(v.array(Playlist), v.maxLength(MOST_PLAYLISTS), v.readonly()),
  /** When each song, album and artist was starred. */
  stars: marks(Ms),
  /** 1 to 5. */
  ratings: marks(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5))),
  /** How often each song was played, and when last. */
  plays: marks(v.object({ count: v.pipe(v.number(), v.integer(), v.minValue(1)), lastMs: Ms })),
  queue: v.nullable(
    v.object({
      songIds: SongIds,
      currentId: v.nullable(Id),
      positionMs: Ms,
      changedMs: Ms,
      changedBy: v.pipe(v.string(), v.maxLength(LONGEST_CLIENT_NAME)),
    }),
  ),
});

/** What is kept of one user. */
export type UserState = Readonly<Omit<v.InferOutput<typeof UserStateFormat>, 'version'>>;
/** A list of songs that somebody made. */
export type Playlist = Readonly<v.InferOutput<typeof Playlist>>;

/** Of somebody who has done nothing yet. */
export const EMPTY_STATE: UserState = {
  playlists: [],
  stars: new Map(),
  ratings: new Map(),
  plays: new Map(),
  queue: null,
};

/** As it is written. */
export function toJson({ playlists, stars, ratings, plays, queue }: UserState): string {
  const maps = { stars: [...stars], ratings: [...ratings], plays: [...plays] };
  return JSON.stringify({ version: 1, playlists, ...maps, queue });
}

/** A map with another value for some keys; undefined takes a key out. Whole where that would be too much. */
export function marked<Mark>(
  map: ReadonlyMap<string, Mark>,
  entries: Iterable<readonly [string, Mark | undefined]>,
): ReadonlyMap<string, Mark> {
  const changed = new Map(map);
  for (const [key, mark] of entries)
    if (mark === undefined) changed.delete(key);
    else if (changed.has(key) || changed.size < MOST_MARKS) changed.set(key, mark);
  return changed;
}
