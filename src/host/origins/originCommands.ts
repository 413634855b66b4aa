// The commands that say where music is taken from. What they ask for they write into the settings, and the engine follows those.
import * as vscode from 'vscode';
import type { ProbedServer } from '../../shared/login';
import { LONGEST_ADDRESS, MOST_ORIGINS } from '../../shared/hostMessages';
import { clip, plain } from '../plainText';
import type { Logins } from '../logins';
import type { Questions } from '../questions';
import { readMusicFolders, readServers, writeMusicFolders, writeServers } from '../settings';
import { askLogin } from './askLogin';
import { askUntilRight } from './askUntilRight';
import { logInAgain, logInAt, type LoggingInParts } from './logInAt';
import { typedFolder, withFolders } from './musicFolders';
import { serverAddress } from './serverAddress';

/** Longest path or address that a list shows, in characters. */
const LONGEST_SHOWN = 200;

/** What the commands need. */
export interface OriginCommandsOptions {
  readonly extension: vscode.Extension<unknown>;
  readonly questions: Pick<Questions, 'probeServer'>;
  readonly logins: Logins;
}

/** Registers them, and keeps the context keys that tell VS Code whether there is anything to remove, and where to log in. */
export function registerOriginCommands(options: OriginCommandsOptions): vscode.Disposable {
  const { extension } = options;
  const tellOrigins = (): void => {
    const servers = readServers().length;
    const setContext = (key: string, isSo: boolean): void =>
      void vscode.commands.executeCommand('setContext', key, isSo);
    setContext('starling.hasOrigins', readMusicFolders().length + servers > 0);
    setContext('starling.hasServers', servers > 0);
  };
  tellOrigins();
  return vscode.Disposable.from(
    vscode.commands.registerCommand('starling.addMusicFolder', () => addMusicFolder(extension)),
    vscode.commands.registerCommand('starling.addServer', () => addServer(options)),
    vscode.commands.registerCommand('starling.logIn', (origin: unknown) => logIn(options, origin)),
    vscode.commands.registerCommand('starling.removeOrigin', () => removeOrigin(options)),
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

/** “Add Server…”: asks for an address, tries it, logs in where the server wants that, and takes it into the library. */
async function addServer(options: OriginCommandsOptions): Promise<void> {
  const server = await askForAddress(options);
  if (server === null) return;
  const servers = readServers();
  if (servers.some((known) => serverAddress(known) === server.url)) {
    await vscode.window.showInformationMessage('That server is in the library already.');
  } else if (hasRoom(servers.length + 1 + readMusicFolders().length)) {
    const url = server.kind === 'found' ? server.url : await logInAt(server, loggingIn(options));
    if (url === null) return;
    await writeServers([...readServers().filter((known) => serverAddress(known) !== url), url]);
  }
  await showLibrary();
}

/** “Log In to Server…”: asks which of them where there are several, and for another login there. */
async function logIn(options: OriginCommandsOptions, origin: unknown): Promise<void> {
  const servers = readServers();
  const named = servers.find((each) => each === origin);
  const items = servers.map((address) => ({ label: labelOf('server', address), address }));
  const chosen =
    named ??
    (items.length < 2
      ? items[0]?.address
      : (await vscode.window.showQuickPick(items, { title: 'Log In to Server' }))?.address);
  if (chosen === undefined) return;
  const server = await logInAgain(chosen, loggingIn(options));
  if (server.kind === 'wrong') await vscode.window.showErrorMessage(server.wrong);
  else if (server.kind === 'found')
    await vscode.window.showInformationMessage('That server asks for no login.');
}

function loggingIn({ questions, logins }: OriginCommandsOptions): LoggingInParts {
  return {
    probeServer: (address) => questions.probeServer(address, null),
    askLogin: (server) => askLogin(server, (address, login) => questions.probeServer(address, login)),
    logins,
    servers: { read: readServers, write: writeServers },
  };
}

/** “Remove Folder or Server…”: asks which of them, and takes it out of the library. The music itself isn't touched. */
async function removeOrigin({ logins }: OriginCommandsOptions): Promise<void> {
  const [folders, servers] = [readMusicFolders(), readServers()];
  const itemOf = (icon: string) => (address: string) => ({ label: labelOf(icon, address), address });
  const items = [...folders.map(itemOf('folder')), ...servers.map(itemOf('server'))];
  if (items.length === 0) {
    await vscode.window.showInformationMessage('There is no folder and no server in the library.');
    return;
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Remove Folder or Server',
    placeHolder: 'It goes out of the library, and a login there is forgotten. The music stays where it is.',
  });
  if (chosen === undefined) return;
  const isOther = (address: string): boolean => address !== chosen.address;
  if (folders.includes(chosen.address)) await writeMusicFolders(folders.filter(isOther));
  else {
    await writeServers(servers.filter(isOther));
    await logins.forget(chosen.address);
  }
}

function labelOf(icon: string, address: string): string {
  return `$(${icon}) ${clip(plain(address), LONGEST_SHOWN)}`;
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

/** A server that answers, or null where the listener has given up. */
function askForAddress({ questions }: OriginCommandsOptions): Promise<AnsweringServer | null> {
  return askUntilRight<AnsweringServer>(
    {
      title: 'Add Server',
      prompt: 'Address of a Starling server, or of one that speaks Subsonic (Navidrome, gonic and others)',
      placeholder: 'http://192.168.1.20:4533/',
    },
    async (address) => {
      if (address.length > LONGEST_ADDRESS) return { wrong: 'That is too long for an address.' };
      return await questions.probeServer(address, null);
    },
  );
}

type AnsweringServer = Exclude<ProbedServer, { kind: 'wrong' }>;
