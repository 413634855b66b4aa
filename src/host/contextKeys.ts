// What `when` and `enablement` in package.json ask for: commands that can't do anything now are shown as such, instead of failing.
import * as vscode from 'vscode';
import type { Snapshot } from '../shared/snapshot';

/** The context keys that follow the player's state. */
const KEYS: Readonly<Record<string, (snapshot: Snapshot) => boolean>> = {
  'starling.hasTrack': ({ current }) => current !== null,
  'starling.hasMoreTracks': ({ queue, current }) => queue.length > (current === null ? 0 : 1),
  'starling.canUndoQueue': ({ canUndo }) => canUndo,
};

/** Tells VS Code those that have changed from one state to the next. */
export function showContextKeys(before: Snapshot, after: Snapshot): void {
  for (const [key, valueOf] of Object.entries(KEYS))
    if (valueOf(before) !== valueOf(after))
      void vscode.commands.executeCommand('setContext', key, valueOf(after));
}
