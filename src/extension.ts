// Composition root of the extension: builds, wires and disposes. It decides nothing.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { StarlingApi } from './host/api';
import { deleteData } from './host/deleteData';
import { Doctor } from './host/doctor';
import { registerLibraryCommands } from './host/library/libraryCommands';
import { LibraryTree } from './host/library/libraryTree';
import { Logins } from './host/logins';
import { LoginRequests } from './host/origins/loginRequests';
import { registerOriginCommands } from './host/origins/originCommands';
import { DemoAlbum } from './host/playDemo';
import { Player } from './host/player';
import { PLAYER_VIEW_ID } from './host/playerView';
import {
  ENGINE_SETTINGS,
  readEngineSettings,
  readNetworkSettings,
  readPeersChoice,
  readSoundSettings,
  SOUND_SETTINGS,
  writePeersChoice,
} from './host/settings';
import { searchAndPlay } from './host/searchAndPlay';
import { STATISTICS_VIEW_ID } from './host/statisticsView';
import { StatusBar } from './host/statusBar';
import { DEMO_FOLDER } from './shared/demoAlbum';
import type { Intent } from './shared/intents';

export type { StarlingApi } from './host/api';

/** How far one command turns the volume, of 1, and moves within a track, in seconds. Source: what players do (Spotify, VLC). */
const VOLUME_STEP = 0.05;
const SEEK_STEP_SECONDS = 10;

/** The commands, each with what it asks for. */
const COMMANDS: Readonly<Record<string, () => Intent>> = {
  'starling.togglePlay': () => ({ kind: 'togglePlay' }),
  'starling.next': () => ({ kind: 'next' }),
  'starling.previous': () => ({ kind: 'previous' }),
  'starling.stop': () => ({ kind: 'stop' }),
  'starling.clearQueue': () => ({ kind: 'clearQueue' }),
  'starling.undoQueue': () => ({ kind: 'undoQueue' }),
  'starling.volumeUp': () => ({ kind: 'changeVolume', by: VOLUME_STEP }),
  'starling.volumeDown': () => ({ kind: 'changeVolume', by: -VOLUME_STEP }),
  'starling.toggleMute': () => ({ kind: 'toggleMute' }),
  'starling.toggleShuffle': () => ({ kind: 'toggleShuffle' }),
  'starling.cycleRepeat': () => ({ kind: 'cycleRepeat' }),
  'starling.seekForward': () => ({ kind: 'seekBy', seconds: SEEK_STEP_SECONDS, seekId: randomUUID() }),
  'starling.seekBackward': () => ({ kind: 'seekBy', seconds: -SEEK_STEP_SECONDS, seekId: randomUUID() }),
};

/** Called by VS Code when the view is shown or a command runs. */
export function activate(context: vscode.ExtensionContext): StarlingApi {
  const startedMs = performance.now();
  const statusBar = new StatusBar();
  const log = vscode.window.createOutputChannel('Starling', { log: true });
  const logins = new Logins({
    secrets: context.secrets,
    onChange: () => player.sendSettings(),
    onProblem: (sentence) => {
      log.warn(sentence);
      void vscode.window.showWarningMessage(sentence);
    },
  });
  const loginRequests = new LoginRequests();
  const player: Player = new Player({
    extensionUri: context.extensionUri,
    storageFolder: context.globalStorageUri.fsPath,
    enginePath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'engine', 'engine.cjs').fsPath,
    version: (context.extension.packageJSON as { version: string }).version,
    log,
    statusBar,
    settings: readEngineSettings,
    logins,
    onLoginsWanted: (wanted) => {
      loginRequests.follow(wanted);
    },
    soundSettings: readSoundSettings,
    peersChoice: readPeersChoice,
    decidePeers: writePeersChoice,
    network: readNetworkSettings,
  });
  const demoFolder = join(context.globalStorageUri.fsPath, DEMO_FOLDER);
  const demo = new DemoAlbum({
    player,
    folder: demoFolder,
    rendererPath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'demo', 'demo.cjs').fsPath,
  });
  const doctor = new Doctor({
    extensionVersion: (context.extension.packageJSON as { version: string }).version,
    storageFolder: context.globalStorageUri.fsPath,
    questions: player.questions,
    peersChoice: readPeersChoice,
  });
  context.subscriptions.push(
    doctor,
    vscode.commands.registerCommand('starling.doctor', () => doctor.run()),
    vscode.commands.registerCommand('starling.search', () => {
      searchAndPlay(player);
    }),
    statusBar,
    log,
    player,
    logins,
    loginRequests,
    demo,
    new LibraryTree(player),
    registerLibraryCommands(player),
    registerOriginCommands({ extension: context.extension, questions: player.questions, logins }),
    vscode.commands.registerCommand('starling.playDemo', () => demo.play()),
    vscode.commands.registerCommand('starling.deleteData', () =>
      deleteData({ player, demo, demoFolder, logins }),
    ),
    vscode.commands.registerCommand('starling.getStarted', () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`),
    ),
    vscode.window.registerWebviewViewProvider(PLAYER_VIEW_ID, player.view, {
      webviewOptions: { retainContextWhenHidden: true },
    }),
    vscode.window.registerWebviewViewProvider(STATISTICS_VIEW_ID, player.statisticsView),
    vscode.commands.registerCommand('starling.showStatistics', () =>
      vscode.commands.executeCommand(`${STATISTICS_VIEW_ID}.focus`),
    ),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (ENGINE_SETTINGS.some((name) => change.affectsConfiguration(name))) player.sendSettings();
      if (SOUND_SETTINGS.some((name) => change.affectsConfiguration(name))) player.showSettings();
    }),
    ...Object.entries(COMMANDS).map(([id, intent]) =>
      vscode.commands.registerCommand(id, () => player.command(intent())),
    ),
    vscode.commands.registerCommand('starling.showPlayer', () => player.view.reveal()),
  );
  // Walkthroughs without a condition open by themselves when the extension is installed; this one is there once it is used.
  void vscode.commands.executeCommand('setContext', 'starling.isActive', true);
  const activationMs = performance.now() - startedMs;
  log.info(`Activated in ${activationMs.toFixed(1)} ms.`);
  return apiOf(player, activationMs);
}

function apiOf(player: Player, activationMs: number): StarlingApi {
  return {
    activationMs,
    onDidChangeState: player.onDidChange,
    get state() {
      return player.snapshot;
    },
    get statistics() {
      return player.statistics;
    },
    play: () => player.command({ kind: 'play' }),
    pause: () => player.command({ kind: 'pause' }),
    next: () => player.command({ kind: 'next' }),
    previous: () => player.command({ kind: 'previous' }),
    seek: async (positionSeconds) => {
      if (!Number.isFinite(positionSeconds))
        throw new RangeError(`A position is a number of seconds, not ${String(positionSeconds)}.`);
      await player.command({
        kind: 'seek',
        positionSeconds: Math.max(0, positionSeconds),
        seekId: randomUUID(),
      });
    },
  };
}
