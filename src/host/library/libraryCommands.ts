// What can be done with rows of the library: the commands of their buttons and menus.
import * as vscode from 'vscode';
import { MOST_PICKS, type LibraryPick } from '../../shared/library';
import type { LibraryIntent } from '../../shared/intents';
import type { Player } from '../player';
import { nodeOf, type LibraryPlace } from './libraryPlaces';

type IntentOf = (picks: readonly LibraryPick[]) => LibraryIntent;

const COMMANDS: Readonly<Record<string, IntentOf>> = {
  'starling.library.play': (picks) => ({ kind: 'playPicks', picks }),
  'starling.library.playNext': (picks) => ({ kind: 'addPicks', picks, place: 'next' }),
  'starling.library.addToQueue': (picks) => ({ kind: 'addPicks', picks, place: 'end' }),
};

/** Registers them. VS Code hands over the row of the button, and all that are selected where it is one of those. */
export function registerLibraryCommands(player: Player): vscode.Disposable {
  const commands = Object.entries(COMMANDS).map(([id, intentOf]) =>
    vscode.commands.registerCommand(id, async (place?: LibraryPlace, selected?: readonly LibraryPlace[]) => {
      const places = selected ?? (place === undefined ? [] : [place]);
      const picks = places.flatMap(picksOf).slice(0, MOST_PICKS);
      if (picks.length > 0) await player.commandLibrary(intentOf(picks));
    }),
  );
  return vscode.Disposable.from(...commands);
}

function picksOf(place: LibraryPlace): readonly LibraryPick[] {
  switch (place.kind) {
    case 'root':
    case 'group':
      return [{ kind: 'node', node: nodeOf(place) }];
    case 'track':
      return [{ kind: 'track', trackId: place.row.trackId }];
    case 'more':
      return [];
  }
}
