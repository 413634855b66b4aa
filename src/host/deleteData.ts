// The command “Delete All Starling Data…”.
import * as vscode from 'vscode';
import type { Logins } from './logins';
import type { DemoAlbum } from './playDemo';
import type { Player } from './player';
import { readMusicFolders, writeMusicFolders } from './settings';

/** What the command needs. */
export interface DeleteDataOptions {
  readonly player: Player;
  readonly demo: DemoAlbum;
  readonly logins: Logins;
  /** Where the demo album lies. */
  readonly demoFolder: string;
}

const DELETE = 'Delete';

/** Deletes what Starling keeps, once the listener has agreed. Music and settings stay as they are. */
export async function deleteData({ player, demo, demoFolder, logins }: DeleteDataOptions): Promise<void> {
  const answer = await vscode.window.showWarningMessage(
    'Delete all data of Starling?',
    {
      modal: true,
      detail:
        'Gone for good: the cache of tracks, what is known of your folders, queue and position, the statistics, the logins at servers, and the demo album. Music stops. ' +
        'Your music files, your servers and your settings stay as they are.',
    },
    DELETE,
  );
  if (answer !== DELETE) return;
  demo.stop();
  const folders = readMusicFolders();
  if (folders.includes(demoFolder))
    await writeMusicFolders(folders.filter((folder) => folder !== demoFolder));
  await logins.forgetAll();
  const problem = await player.questions.deleteData();
  if (problem === null) await vscode.window.showInformationMessage('All data of Starling is deleted.');
  else await vscode.window.showErrorMessage(problem);
}
