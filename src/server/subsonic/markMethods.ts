// Methods that mark songs, albums and artists: stars, ratings, plays; and the play queue, which goes from one client to another.
import { notFound, SubsonicError, type Answer } from './answer';
import type { Call, Method, Methods } from './call';
import { dateOf, songEntry } from './entries';
import { LONGEST_CLIENT_NAME, MOST_PLAYLIST_SONGS } from './limits';
import type { MusicView } from './musicView';
import { marked, type UserState } from './userState';

/** Methods that mark. */
export const MARK_METHODS: Methods<Method> = {
  star: (call) => setStars(call, Date.now()),
  unstar: (call) => setStars(call, undefined),
  setRating: async (call) => {
    const id = knownId(call.view, call.parameters.required('id'));
    call.parameters.required('rating');
    const rating = call.parameters.whole('rating', { least: -1, most: 6, fallback: 0 });
    if (rating < 0 || rating > 5) throw new SubsonicError('generic', 'A rating is a number from 0 to 5.');
    const mark = rating === 0 ? undefined : rating;
    return change(call, (state) => ({ ...state, ratings: marked(state.ratings, [[id, mark]]) }));
  },
  scrobble,
  savePlayQueue,
  getPlayQueue: ({ state, view, account }) => ({
    playQueue: playQueue(state, { view, username: account.name }),
  }),
};

async function change(call: Call, make: (state: UserState) => UserState): Promise<Answer> {
  await call.desk.states.change(call.account, make);
  return {};
}

async function setStars(call: Call, starredMs: number | undefined): Promise<Answer> {
  const { parameters, view } = call;
  const ids = ['id', 'albumId', 'artistId'].flatMap((name) => parameters.all(name));
  if (ids.length === 0) throw new SubsonicError('missingParameter', 'Required parameter “id” is missing.');
  // What is gone from the library can still lose its star.
  if (starredMs !== undefined) for (const id of ids) knownId(view, id);
  return change(call, (state) => ({
    ...state,
    stars: marked(
      state.stars,
      ids.map((id) => [id, starredMs] as const),
    ),
  }));
}

function knownId(view: MusicView, id: string): string {
  if (view.songsById.has(id) || view.albumsById.has(id) || view.artistsById.has(id)) return id;
  throw notFound('song, album or artist');
}

/** Counts plays; what has only begun to play (`submission=false`) isn't one. */
async function scrobble(call: Call): Promise<Answer> {
  const { parameters, view } = call;
  parameters.required('id');
  const ids = parameters.all('id');
  if (ids.some((id) => !view.songsById.has(id))) throw notFound('song');
  if (parameters.flag('submission') === false) return {};
  const times = parameters.all('time').map((text) => timeOf(text));
  return change(call, (state) => {
    const plays = new Map<string, { readonly count: number; readonly lastMs: number }>();
    for (const [at, id] of ids.entries()) {
      const before = plays.get(id) ?? state.plays.get(id) ?? { count: 0, lastMs: 0 };
      plays.set(id, { count: before.count + 1, lastMs: Math.max(before.lastMs, times[at] ?? Date.now()) });
    }
    return { ...state, plays: marked(state.plays, plays) };
  });
}

/** When it was played, in milliseconds of Unix time; now, where that makes no sense. */
function timeOf(text: string): number {
  const nowMs = Date.now();
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : nowMs;
  return Math.min(ms, nowMs);
}

async function savePlayQueue(call: Call): Promise<Answer> {
  const { parameters, view } = call;
  const songIds = parameters.all('id');
  const currentId = parameters.text('current');
  if (songIds.length > MOST_PLAYLIST_SONGS) throw new SubsonicError('generic', 'This queue is too long.');
  if (songIds.some((id) => !view.songsById.has(id))) throw notFound('song');
  if (songIds.length === 0) return change(call, (state) => ({ ...state, queue: null }));
  if (currentId !== null && !songIds.includes(currentId))
    throw new SubsonicError('generic', 'The current song isn’t in the queue.');
  const positionMs = parameters.whole('position', { least: 0, most: 8.64e15, fallback: 0 });
  const changedBy = (parameters.text('c') ?? '').slice(0, LONGEST_CLIENT_NAME);
  const queue = { songIds, currentId, positionMs, changedMs: Date.now(), changedBy };
  return change(call, (state) => ({ ...state, queue }));
}

function playQueue(
  state: UserState,
  { view, username }: { readonly view: MusicView; readonly username: string },
): Answer {
  const { queue } = state;
  if (queue === null) return { username, changed: dateOf(0), changedBy: '', entry: [] };
  const { songIds, currentId, positionMs, changedMs, changedBy } = queue;
  const songs = songIds.map((id) => view.songsById.get(id)).filter((song) => song !== undefined);
  const isCurrentHere = songs.some(({ id }) => id === currentId);
  return {
    current: isCurrentHere ? (currentId ?? undefined) : undefined,
    position: isCurrentHere ? positionMs : undefined,
    ...{ username, changed: dateOf(changedMs), changedBy },
    entry: songs.map((song) => songEntry(song, state)),
  };
}
