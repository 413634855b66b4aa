// Methods about playlists: one's own, and the public ones of others, which can be looked at only.
import { randomUUID } from 'node:crypto';
import { cleanName } from '../../shared/names';
import { ANYBODY } from '../access';
import type { Account } from '../accounts/accounts';
import { ANONYMOUS } from '../accounts/userBook';
import { notFound, SubsonicError, type Answer } from './answer';
import type { Call, Desk, Method, Methods } from './call';
import { dateOf, songEntry } from './entries';
import {
  LONGEST_PLAYLIST_NAME,
  LONGEST_VALUE,
  MOST_PLAYLIST_SONGS,
  MOST_PLAYLISTS,
  MOST_SONGS_IN_PLAYLISTS,
} from './limits';
import type { MusicView, Song } from './musicView';
import type { Playlist, UserState } from './userState';

/** Methods about playlists. */
export const PLAYLIST_METHODS: Methods<Method> = {
  getPlaylists: async (call) => {
    const asked = call.parameters.text('username') ?? '';
    if (asked !== '' && asked.toLowerCase() !== call.account.name.toLowerCase())
      throw new SubsonicError('notAllowed', 'You may only ask for your own playlists.');
    const seen = await playlistsFor(call);
    return { playlists: { playlist: seen.map((each) => playlistEntry(each, call)) } };
  },
  getPlaylist: async (call) => wholePlaylist(await findPlaylist(call, 'id'), call),
  createPlaylist,
  updatePlaylist,
  deletePlaylist: async (call) => {
    const { playlist } = await findOwn(call, 'id');
    await changePlaylists(call, (playlists) => playlists.filter(({ id }) => id !== playlist.id));
    return {};
  },
};

/** A playlist, and whose it is. */
export interface OwnedPlaylist {
  readonly playlist: Playlist;
  readonly owner: Account;
}

/** The playlist that a parameter names, among those that the user may see. @throws {SubsonicError} when there is none. */
export async function findPlaylist(call: Call, parameter: string): Promise<OwnedPlaylist> {
  const id = call.parameters.required(parameter);
  const found = (await playlistsFor(call)).find(({ playlist }) => playlist.id === id);
  if (found === undefined) throw notFound('playlist');
  return found;
}

/** Those songs of a playlist that the library has. */
export function songsOf({ songIds }: Pick<Playlist, 'songIds'>, view: MusicView): readonly Song[] {
  return songIds.map((id) => view.songsById.get(id)).filter((song) => song !== undefined);
}

async function playlistsFor(call: Call): Promise<readonly OwnedPlaylist[]> {
  const own = call.state.playlists.map((playlist) => ({ playlist, owner: call.account }));
  const others = (await accountsOf(call.desk)).filter(({ id }) => id !== call.account.id);
  const theirs = await Promise.all(others.map((owner) => publicPlaylists(call.desk, owner)));
  return [...own, ...theirs.flat()];
}

async function publicPlaylists({ states }: Desk, owner: Account): Promise<readonly OwnedPlaylist[]> {
  const { playlists } = await states.of(owner);
  return playlists.filter(({ isPublic }) => isPublic).map((playlist) => ({ playlist, owner }));
}

async function accountsOf({ access }: Desk): Promise<readonly Account[]> {
  return access === ANONYMOUS ? [ANYBODY] : access.all();
}

async function findOwn(call: Call, parameter: string): Promise<OwnedPlaylist> {
  const found = await findPlaylist(call, parameter);
  if (found.owner.id !== call.account.id)
    throw new SubsonicError('notAllowed', 'This playlist is somebody else’s.');
  return found;
}

/** Makes a playlist, or puts other songs into one. */
async function createPlaylist(call: Call): Promise<Answer> {
  const { parameters, view, account } = call;
  const songIds = checkSongs(parameters.all('songId'), view);
  const changedMs = Date.now();
  if (parameters.text('playlistId') !== null) {
    const { playlist } = await findOwn(call, 'playlistId');
    const name = parameters.text('name') === null ? playlist.name : nameOf(parameters.required('name'));
    const changed = { ...playlist, name, songIds, changedMs };
    await replace(call, changed);
    return wholePlaylist({ playlist: changed, owner: account }, call);
  }
  const name = nameOf(parameters.required('name'));
  const made = {
    id: `pl-${randomUUID()}`,
    name,
    comment: '',
    isPublic: false,
    createdMs: changedMs,
    changedMs,
    songIds,
  };
  await changePlaylists(call, (playlists) => [...playlists, made]);
  return wholePlaylist({ playlist: made, owner: account }, call);
}

async function updatePlaylist(call: Call): Promise<Answer> {
  const { parameters, view } = call;
  const { playlist } = await findOwn(call, 'playlistId');
  const added = checkSongs(parameters.all('songIdToAdd'), view);
  const comment = parameters.text('comment');
  const name = parameters.text('name');
  const dropped = new Set(parameters.all('songIndexToRemove').map(Number));
  await changePlaylists(call, (playlists) =>
    playlists.map((each) => {
      if (each.id !== playlist.id) return each;
      return {
        ...each,
        name: name === null || name === '' ? each.name : nameOf(name),
        comment: comment === null ? each.comment : comment.slice(0, LONGEST_VALUE),
        isPublic: parameters.flag('public') ?? each.isPublic,
        songIds: [...withoutShown(each.songIds, { dropped, view }), ...added],
        changedMs: Date.now(),
      };
    }),
  );
  return {};
}

/** Places are counted among the songs that are shown: those that the library lacks just now aren't, and stay. */
function withoutShown(
  songIds: readonly string[],
  { dropped, view }: { readonly dropped: ReadonlySet<number>; readonly view: MusicView },
): readonly string[] {
  let shown = -1;
  return songIds.filter((id) => {
    if (!view.songsById.has(id)) return true;
    shown += 1;
    return !dropped.has(shown);
  });
}

function replace(call: Call, changed: Playlist): Promise<void> {
  return changePlaylists(call, (playlists) =>
    playlists.map((each) => (each.id === changed.id ? changed : each)),
  );
}

async function changePlaylists(
  { desk, account }: Call,
  make: (playlists: UserState['playlists']) => UserState['playlists'],
): Promise<void> {
  await desk.states.change(account, (state) => {
    const playlists = make(state.playlists);
    const songs = playlists.reduce((sum, { songIds }) => sum + songIds.length, 0);
    const isTooLong = playlists.some(({ songIds }) => songIds.length > MOST_PLAYLIST_SONGS);
    if (playlists.length > MOST_PLAYLISTS || isTooLong || songs > MOST_SONGS_IN_PLAYLISTS)
      throw new SubsonicError('generic', 'These are too many playlists, or too many songs in them.');
    return { ...state, playlists };
  });
}

function checkSongs(ids: readonly string[], view: MusicView): readonly string[] {
  if (ids.some((id) => !view.songsById.has(id))) throw notFound('song');
  return ids;
}

function nameOf(text: string): string {
  const name = cleanName(text).slice(0, LONGEST_PLAYLIST_NAME);
  if (name === '') throw new SubsonicError('generic', 'A playlist has a name.');
  return name;
}

function wholePlaylist(owned: OwnedPlaylist, call: Call): Answer {
  const entry = songsOf(owned.playlist, call.view).map((song) => songEntry(song, call.state));
  return { playlist: { ...playlistEntry(owned, call), entry } };
}

function playlistEntry({ playlist, owner }: OwnedPlaylist, { account, view }: Call): Answer {
  const { id, name, comment, isPublic, createdMs, changedMs } = playlist;
  const songs = songsOf(playlist, view);
  return {
    ...{ id, name, comment, owner: owner.name, public: isPublic, readonly: owner.id !== account.id },
    songCount: songs.length,
    duration: Math.round(songs.reduce((sum, { track }) => sum + (track.durationSeconds ?? 0), 0)),
    ...{ created: dateOf(createdMs), changed: dateOf(changedMs), coverArt: id },
  };
}
