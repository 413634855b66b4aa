// The commands that say where music is taken from. What they ask for they write into the settings, and the engine follows those.
import * as vscode from 'vscode';
import { MOST_ORIGINS } from '../../shared/messages';
import { clip, plain } from '../plainText';
import { readMusicFolders, readServers, writeMusicFolders, writeServers } from '../settings';
import { typedFolder, withFolders } from './musicFolders';
import { probeServer } from './probeServer';

/** Longest path or address that a list shows, in characters. */
const LONGEST_SHOWN = 200;

/** Registers them, and keeps the context key that tells VS Code whether there is anything to remove. */
export function registerOriginCommands(extension: vscode.Extension<unknown>): vscode.Disposable {
  const tellOrigins = (): void => {
    const hasOrigins = readMusicFolders().length + readServers().length > 0;
    void vscode.commands.executeCommand('setContext', 'starling.hasOrigins', hasOrigins);
  };
  tellOrigins();
  return vscode.Disposable.from(
    vscode.commands.registerCommand('starling.addMusicFolder', () => addMusicFolder(extension)),
    vscode.commands.registerCommand('starling.addServer', addServer),
    vscode.commands.registerCommand('starling.removeOrigin', removeOrigin),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('starling')) tellOrigins();
    }),
  );
}

/** “Add Music Folder…”: asks for folders and takes them into the library. */
async function addMusicFolder(extension: vscode.Extension<unknown>): Promise<void> {
  const folders = isBesideRemote(extension) ? await typeFolder() : await chooseFolders();
  if (folders.length === 0) return;
  await takeFolders(folders);
  await showLibrary();
}

/** Takes folders into the library, those that aren't there yet. */
export async function takeFolders(folders: readonly string[]): Promise<void> {
  const known = readMusicFolders();
  const all = withFolders(known, folders);
  if (all === known) await vscode.window.showInformationMessage('That folder is in the library already.');
  else if (hasRoom(all.length + readServers().length)) await writeMusicFolders(all);
}

/** “Add Server…”: asks for an address, tries it, and takes it into the library. */
async function addServer(): Promise<void> {
  const url = await askForAddress();
  if (url === null) return;
  const servers = readServers();
  const isKnown = servers.some((server) => withSlash(server) === url);
  if (isKnown) await vscode.window.showInformationMessage('That server is in the library already.');
  else if (hasRoom(servers.length + 1 + readMusicFolders().length)) await writeServers([...servers, url]);
  await showLibrary();
}

/** “Remove Folder or Server…”: asks which of them, and takes it out of the library. The music itself isn't touched. */
async function removeOrigin(): Promise<void> {
  const [folders, servers] = [readMusicFolders(), readServers()];
  const itemOf = (icon: string) => (address: string) => ({
    label: `$(${icon}) ${clip(plain(address), LONGEST_SHOWN)}`,
    address,
  });
  const items = [...folders.map(itemOf('folder')), ...servers.map(itemOf('server'))];
  if (items.length === 0) {
    await vscode.window.showInformationMessage('There is no folder and no server in the library.');
    return;
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Remove Folder or Server',
    placeHolder: 'It goes out of the library. The music stays where it is.',
  });
  if (chosen === undefined) return;
  const isOther = (address: string): boolean => address !== chosen.address;
  if (folders.includes(chosen.address)) await writeMusicFolders(folders.filter(isOther));
  else await writeServers(servers.filter(isOther));
}

/** Brings the library to the front. */
async function showLibrary(): Promise<void> {
  await vscode.commands.executeCommand('starling.library.focus');
}

function hasRoom(origins: number): boolean {
  if (origins <= MOST_ORIGINS) return true;
  void vscode.window.showErrorMessage(
    `Starling takes at most ${MOST_ORIGINS} folders and servers. Remove one by “Starling: Remove Folder or Server…” first.`,
  );
  return false;
}

/** In a remote window VS Code's dialog shows the remote's folders, and the music plays here (microsoft/vscode#131138). */
function isBesideRemote({ extensionKind }: vscode.Extension<unknown>): boolean {
  return vscode.env.remoteName !== undefined && extensionKind === vscode.ExtensionKind.UI;
}

async function chooseFolders(): Promise<readonly string[]> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: true,
    openLabel: 'Add',
    title: 'Folders with Music',
  });
  const folders = chosen ?? [];
  const foreign = folders.find(({ scheme }) => scheme !== 'file');
  if (foreign !== undefined)
    await vscode.window.showErrorMessage(
      'That folder is not on the computer that Starling plays on. Choose one that is.',
    );
  return foreign === undefined ? folders.map(({ fsPath }) => fsPath) : [];
}

async function typeFolder(): Promise<readonly string[]> {
  const typed = await vscode.window.showInputBox({
    title: 'Folder with Music',
    prompt: 'Starling plays on this computer, not on the remote one: type the path of a folder here.',
    placeHolder: '~/Music',
    ignoreFocusOut: true,
    validateInput: async (text) => {
      const folder = await typedFolder(text);
      return 'wrong' in folder ? folder.wrong : undefined;
    },
  });
  if (typed === undefined) return [];
  const folder = await typedFolder(typed);
  return 'path' in folder ? [folder.path] : [];
}

/** The address of a server that answers, or null where the listener has given up. */
function askForAddress(): Promise<string | null> {
  const input = vscode.window.createInputBox();
  input.title = 'Add Server';
  input.prompt = 'Address of a Starling server';
  input.placeholder = 'http://192.168.1.20:4533/';
  input.ignoreFocusOut = true;
  const closing = new AbortController();
  return new Promise((resolve) => {
    const tryIt = async (): Promise<void> => {
      if (input.busy) return;
      input.busy = true;
      input.validationMessage = undefined;
      const probed = await probeServer(input.value, closing.signal);
      if (closing.signal.aborted) return;
      input.busy = false;
      if ('wrong' in probed) {
        input.validationMessage = probed.wrong;
        return;
      }
      resolve(probed.url);
      input.hide();
    };
    input.onDidAccept(() => void tryIt());
    input.onDidChangeValue(() => (input.validationMessage = undefined));
    input.onDidHide(() => {
      closing.abort();
      input.dispose();
      resolve(null);
    });
    input.show();
  });
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
