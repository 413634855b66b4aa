// Composition root of the extension: builds, wires and disposes. It decides nothing.
import * as vscode from 'vscode';
import { Player } from './host/player';
import { PLAYER_VIEW_ID } from './host/playerView';
import { StatusBar } from './host/statusBar';
import type { Intent, ReplayGainMode, SoundSettings } from './shared/messages';
import type { Snapshot } from './shared/snapshot';

/** What other extensions and tests get from `vscode.extensions.getExtension('starling.starling').exports`. */
export interface StarlingApi {
  /** The whole state of the player. */
  readonly state: Snapshot;
  readonly onDidChangeState: vscode.Event<Snapshot>;
  /** How long `activate` took, in milliseconds. */
  readonly activationMs: number;
}

/** The commands, each with what it asks for. */
const COMMANDS: Readonly<Record<string, Intent>> = {
  'starling.togglePlay': { kind: 'togglePlay' },
  'starling.next': { kind: 'next' },
  'starling.previous': { kind: 'previous' },
};

/** Called by VS Code when the view is shown or a command runs. */
export function activate(context: vscode.ExtensionContext): StarlingApi {
  const startedMs = performance.now();
  const statusBar = new StatusBar();
  const log = vscode.window.createOutputChannel('Starling', { log: true });
  const player = new Player({
    extensionUri: context.extensionUri,
    storageFolder: context.globalStorageUri.fsPath,
    enginePath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'engine', 'engine.cjs').fsPath,
    version: (context.extension.packageJSON as { version: string }).version,
    log,
    statusBar,
    originUrl: readOriginUrl,
    soundSettings: readSoundSettings,
  });
  context.subscriptions.push(
    statusBar,
    log,
    player,
    vscode.window.registerWebviewViewProvider(PLAYER_VIEW_ID, player.view, {
      webviewOptions: { retainContextWhenHidden: true },
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('starling.origin')) player.sendSettings();
      if (SOUND_SETTINGS.some((name) => change.affectsConfiguration(name))) player.showSettings();
    }),
    ...Object.entries(COMMANDS).map(([id, intent]) =>
      vscode.commands.registerCommand(id, () => player.command(intent)),
    ),
  );
  const activationMs = performance.now() - startedMs;
  log.info(`Activated in ${activationMs.toFixed(1)} ms.`);
  return {
    activationMs,
    onDidChangeState: player.onDidChange,
    get state() {
      return player.snapshot;
    },
  };
}

function readOriginUrl(): string | null {
  const url = vscode.workspace.getConfiguration('starling').get<string>('origin', '').trim();
  return url === '' ? null : url;
}

const SOUND_SETTINGS = ['starling.crossfadeSeconds', 'starling.replayGain'];

/** What settings hold that no longer fits is as good as the default: VS Code marks it where it is written. */
function readSoundSettings(): SoundSettings {
  const configuration = vscode.workspace.getConfiguration('starling');
  const crossfadeSeconds = configuration.get<number>('crossfadeSeconds', 0);
  const replayGain = configuration.get<ReplayGainMode>('replayGain', 'album');
  return { crossfadeSeconds: Number.isFinite(crossfadeSeconds) ? crossfadeSeconds : 0, replayGain };
}
