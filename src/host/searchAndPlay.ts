// The command “Search and Play…”: a list that follows what is typed, from which one track is played.
import * as vscode from 'vscode';
import type { Track } from '../shared/track';
import { clip, plain } from './plainText';
import type { Player } from './player';

/** Longest name in the list, in characters. */
const LONGEST_NAME = 200;

interface TrackItem extends vscode.QuickPickItem {
  /** Null for the line that says that nothing was found. */
  readonly track: Track | null;
}

/** Opens the list. It closes when a track is chosen, or when it loses the focus. */
export function searchAndPlay(player: Player): void {
  const pick = vscode.window.createQuickPick<TrackItem>();
  pick.title = 'Search and Play';
  pick.placeholder = 'Title, artist or album';
  // Not in the API's types: without it, what is found is sorted by the letters of the titles.
  if ('sortByLabel' in pick) pick.sortByLabel = false;
  let isOpen = true;
  const show = async (): Promise<void> => {
    pick.busy = true;
    const tracks = await player.search(pick.value);
    if (tracks === null || !isOpen) return; // a later one is under way, or nobody looks
    pick.busy = false;
    pick.items = tracks.length === 0 && pick.value.trim() !== '' ? [NOTHING] : tracks.map(itemOf);
  };
  let { queue } = player.snapshot;
  const parts = [
    pick,
    pick.onDidChangeValue(() => void show()),
    player.onDidChange((snapshot) => {
      if (snapshot.queue === queue) return;
      queue = snapshot.queue;
      void show();
    }),
    pick.onDidAccept(() => {
      const track = pick.activeItems[0]?.track ?? null;
      if (track === null) return;
      pick.hide();
      void player.playTrack(track.id);
    }),
    pick.onDidHide(() => {
      isOpen = false;
      for (const part of parts) part.dispose();
    }),
  ];
  pick.show();
  void show();
}

/** Shown whatever is typed: the engine has sifted already. */
const NOTHING: TrackItem = { label: 'Nothing found', alwaysShow: true, track: null };

function itemOf(track: Track): TrackItem {
  const [title, artist, album] = [track.title, track.artist, track.album].map((name) =>
    clip(plain(name.slice(0, 10 * LONGEST_NAME)), LONGEST_NAME),
  );
  const description = [artist, album].filter((name) => name !== undefined && name.trim() !== '').join(' — ');
  return { label: title ?? '', description, alwaysShow: true, track };
}
