// The player as one window sees it: joins engine, view, status bar and commands, and shows what the engine says.
import * as vscode from 'vscode';
import type { EngineMessage, HostMessage, Intent } from '../shared/messages';
import { EMPTY_SNAPSHOT, type Snapshot } from '../shared/snapshot';
import { EngineClient } from './engineClient';
import { PlayerView } from './playerView';
import type { StatusBar } from './statusBar';

/** What the player is made of. */
export interface PlayerOptions {
  readonly extensionUri: vscode.Uri;
  readonly storageFolder: string;
  readonly enginePath: string;
  readonly log: vscode.LogOutputChannel;
  readonly statusBar: StatusBar;
  /** Reads the setting `starling.origin`. */
  readonly originUrl: () => string | null;
}

/** One window's player. */
export class Player {
  readonly view: PlayerView;
  readonly #options: PlayerOptions;
  readonly #engine: EngineClient;
  readonly #changed = new vscode.EventEmitter<Snapshot>();
  #snapshot: Snapshot = EMPTY_SNAPSHOT;
  /** A command asked for sound: should the page turn out to be locked, its button must be seen. */
  #isSoundAsked = false;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.view = new PlayerView({
      extensionUri: options.extensionUri,
      onMessage: (message) => {
        this.#engine.send(message);
      },
      onPage: (isHere) => {
        this.#greetPage(isHere);
      },
    });
    this.#engine = new EngineClient({
      storageFolder: options.storageFolder,
      enginePath: options.enginePath,
      onMessage: (message) => {
        this.#receive(message);
      },
      onConnected: () => {
        this.sendSettings();
        if (this.view.isPageHere) this.#engine.send({ type: 'pageHere', isHere: true });
      },
      onProblem: (message) => {
        options.log.error(message);
        this.#show({ ...this.#snapshot, problem: message });
      },
    });
  }

  /** What is shown now. */
  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /** Fires with every new snapshot. */
  get onDidChange(): vscode.Event<Snapshot> {
    return this.#changed.event;
  }

  /** Asks the engine for something, and brings the view to the front where no page is there to sound. */
  async command(intent: Intent): Promise<void> {
    this.#isSoundAsked = intent.kind !== 'pause';
    await this.#engine.start();
    this.#engine.send({ type: 'intent', intent });
    if (this.#isSoundAsked && (!this.view.isPageHere || this.#snapshot.sound === 'locked'))
      await this.view.reveal();
  }

  /** Hands the settings to the engine. */
  sendSettings(): void {
    const settings: HostMessage = { type: 'settings', originUrl: this.#options.originUrl() };
    this.#engine.send(settings);
  }

  /** Lets go of everything. */
  dispose(): void {
    this.#engine.dispose();
    this.#changed.dispose();
  }

  #receive(message: EngineMessage): void {
    switch (message.type) {
      case 'welcome':
        return;
      case 'log':
        this.#options.log[message.level](message.text);
        return;
      case 'bytes':
        this.view.post(message);
        return;
      case 'snapshot':
        this.#show(message.snapshot);
    }
  }

  #show(snapshot: Snapshot): void {
    this.#snapshot = snapshot;
    this.#options.statusBar.show(snapshot);
    this.view.post({ type: 'snapshot', snapshot });
    this.#changed.fire(snapshot);
    if (snapshot.sound === 'sounding') this.#isSoundAsked = false;
    if (snapshot.sound !== 'locked' || !this.#isSoundAsked) return;
    this.#isSoundAsked = false;
    void this.view.reveal();
  }

  #greetPage(isHere: boolean): void {
    this.#engine.send({ type: 'pageHere', isHere });
    if (isHere) this.view.post({ type: 'snapshot', snapshot: this.#snapshot });
  }
}
