// The player as one window sees it: joins engine, view, status bar and commands, and shows what the engine says.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Intent, LibraryIntent } from '../shared/intents';
import type { WantedLogin } from '../shared/login';
import type { EngineMessage } from '../shared/engineMessages';
import type { LibraryIntentMessage, SettingsMessage } from '../shared/hostMessages';
import type {
  CoverWantedMessage,
  IntentMessage,
  PageMessage,
  SearchMessage,
  WordOfPage,
} from '../shared/pageMessages';
import type { SoundSettings } from '../shared/toPageMessages';
import { EMPTY_SNAPSHOT, type Snapshot } from '../shared/snapshot';
import type { PeersChoice } from '../shared/peerSettings';
import type { Statistics } from '../shared/statistics';
import type { Track } from '../shared/track';
import { Consent } from './consent';
import { showContextKeys } from './contextKeys';
import { EngineClient } from './engineClient';
import { engineEnvironment, type NetworkSettings } from './engineEnvironment';
import { LastWords } from './lastWords';
import { LibraryLink } from './library/libraryLink';
import type { Logins } from './logins';
import { PageOutbox } from './pageOutbox';
import { PlayerView } from './playerView';
import { Questions } from './questions';
import { Searches } from './searches';
import { StatisticsView } from './statisticsView';
import type { StatusBar } from './statusBar';

/** What the player is made of. */
export interface PlayerOptions {
  readonly extensionUri: vscode.Uri;
  readonly storageFolder: string;
  readonly enginePath: string;
  /** The version of the extension. */
  readonly version: string;
  readonly log: vscode.LogOutputChannel;
  readonly statusBar: StatusBar;
  /** Reads VS Code's settings of the network. */
  readonly network: () => NetworkSettings;
  /** Reads the settings that the engine needs. */
  readonly settings: () => SettingsMessage;
  /** The logins at the servers of the settings. */
  readonly logins: Logins;
  /** Somebody has to log in at these servers, and at no others. */
  readonly onLoginsWanted: (wanted: readonly WantedLogin[]) => void;
  /** Reads and writes what the listener has decided about peers. */
  readonly peersChoice: () => PeersChoice;
  readonly decidePeers: (choice: PeersChoice) => Thenable<void>;
  /** Reads the settings of sound. */
  readonly soundSettings: () => SoundSettings;
}

/** What is asked for by whoever wants to hear something now. */
const ASKING_FOR_SOUND: ReadonlySet<(Intent | LibraryIntent)['kind']> = new Set([
  'playTrack',
  'play',
  'togglePlay',
  'next',
  'previous',
  'playPicks',
  'playTracks',
]);

/** One window's player. */
export class Player {
  readonly view: PlayerView;
  readonly #options: PlayerOptions;
  readonly #engine: EngineClient;
  readonly #page: PageOutbox;
  readonly #windowId = randomUUID();
  readonly #changed = new vscode.EventEmitter<Snapshot>();
  readonly #searches = new Searches((message) => {
    this.#engine.send(message);
  }, randomUUID);
  readonly questions = new Questions({
    tellEngine: (message) => this.#engine.send(message),
    tellPage: (message) => {
      this.view.post(message);
      return this.view.isPageHere;
    },
  });
  readonly library = new LibraryLink({
    send: (message) => this.#engine.send(message),
    start: () => void this.#engine.start(),
    newId: randomUUID,
  });
  readonly statisticsView: StatisticsView;
  readonly #consent: Consent;
  #snapshot: Snapshot = EMPTY_SNAPSHOT;
  #statistics: Statistics | null = null;
  /** A command asked for sound: should the page turn out to be locked, its button must be seen. */
  #isSoundAsked = false;
  readonly #lastWords = new LastWords();
  /** The queue that the page was told last. */
  #postedQueue: readonly Track[] | null = null;
  /** A new engine has been told what the lost one knew, and hasn't said yet that it goes on from there. */
  #isRestoring = false;
  /** Resolves when the engine has been told where the music is. */
  #told = Promise.resolve();
  #tellFirst: () => void = () => undefined;
  /** Resolves when there is something to show: before that nobody knows which window sounds. */
  readonly #first = new Promise<void>((resolve) => (this.#tellFirst = resolve));

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.view = new PlayerView({
      extensionUri: options.extensionUri,
      onMessage: (message) => {
        this.#relay(message);
      },
      onPage: (isHere) => {
        this.#greetPage(isHere);
      },
    });
    this.statisticsView = new StatisticsView({
      extensionUri: options.extensionUri,
      snapshot: () => this.#snapshot,
      statistics: () => this.#statistics,
      onSeen: (isOn) => this.#engine.send({ type: 'blocksWatched', isOn }),
    });
    this.#consent = new Consent({
      choice: options.peersChoice,
      decide: options.decidePeers,
      tellPage: (message) => {
        if (this.view.isPageHere) this.#page.send(message);
      },
      onProblem: (message) => {
        options.log.error(message);
        void vscode.window.showErrorMessage(message);
      },
    });
    this.#page = new PageOutbox(([first, ...others]) => {
      if (first === undefined) return;
      this.view.post(others.length === 0 ? first : { type: 'several', messages: [first, ...others] });
    });
    this.#engine = new EngineClient({
      storageFolder: options.storageFolder,
      enginePath: options.enginePath,
      version: options.version,
      environment: () => engineEnvironment(process.env, options.network()),
      onMessage: (message) => {
        this.#receive(message);
      },
      windowId: this.#windowId,
      onConnected: () => {
        this.#introduce();
      },
      onSent: (message) => {
        this.#lastWords.hear(message);
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

  /** What was counted so far, or null where the engine hasn't been heard yet. */
  get statistics(): Statistics | null {
    return this.#statistics;
  }

  /** Fires with every new snapshot. */
  get onDidChange(): vscode.Event<Snapshot> {
    return this.#changed.event;
  }

  /** Asks the engine for something, and brings the view to the front where this window is to sound and can't yet. */
  command(intent: Intent): Promise<void> {
    return this.#ask({ type: 'intent', intent });
  }

  /** The same of something in the library. */
  async commandLibrary(intent: LibraryIntent): Promise<void> {
    // What nobody has just asked for changes nothing of what somebody has.
    if (intent.kind === 'completePicks') this.#engine.send({ type: 'libraryIntent', intent });
    else await this.#ask({ type: 'libraryIntent', intent });
  }

  async #ask(message: IntentMessage | LibraryIntentMessage): Promise<void> {
    const { intent } = message;
    this.#isSoundAsked = ASKING_FOR_SOUND.has(intent.kind);
    await this.#engine.start();
    await this.#told;
    await this.#first;
    this.#engine.send(message);
    const isOtherSounding = this.#snapshot.soundingWindow !== null && !this.#isSoundingHere;
    if (!this.#isSoundAsked || isOtherSounding) return;
    if (!this.view.isPageHere || this.#snapshot.sound === 'locked') await this.view.reveal();
  }

  /** Plays a track of the catalogue from its beginning, as this window's page has prepared it if it has. */
  playTrack(trackId: string): Promise<void> {
    const isFresh = (playId: string): boolean => playId !== this.#snapshot.current?.playId;
    const known = this.#lastWords.prepared.find((play) => play.trackId === trackId && isFresh(play.playId));
    return this.command({ kind: 'playTrack', trackId, playId: known?.playId ?? randomUUID() });
  }

  /** The tracks of the catalogue that fit what is typed, the best first; null where a later search has come in between. */
  search(query: string): Promise<readonly Track[] | null> {
    return this.#searches.ask(query);
  }

  /** Hands the settings to the engine, with the logins: without those, servers would refuse it. */
  sendSettings(): void {
    const { settings, logins } = this.#options;
    const message = settings();
    const known = logins.at(message.origins);
    if (known === null) this.#told = logins.load(message.origins).then(() => this.sendSettings());
    else this.#engine.send({ ...message, logins: known });
    this.#consent.tell();
  }

  /** Lets go of everything. */
  dispose(): void {
    this.#searches.stop();
    this.library.stop();
    this.#engine.dispose();
    this.#page.clear();
    this.#changed.dispose();
  }

  get #isSoundingHere(): boolean {
    return this.#snapshot.soundingWindow === this.#windowId;
  }

  #relay(message: WordOfPage): void {
    if (message.type === 'search') void this.#searchForPage(message);
    else if (message.type === 'pageReport') this.questions.give(message);
    else if (message.type === 'sharingAnswer') void this.#consent.answer(message);
    else this.#relayToEngine(message);
  }

  #relayToEngine(message: PageMessage | CoverWantedMessage): void {
    if (message.type === 'intent' && message.intent.kind === 'playTrack')
      this.#page.clicked(message.intent.playId);
    this.#engine.send(message);
  }

  async #searchForPage({ searchId, query }: SearchMessage): Promise<void> {
    const tracks = await this.#searches.ask(query);
    if (tracks !== null) this.#page.send({ type: 'found', searchId, tracks });
  }

  /** Tells an engine what it can't know yet. One that replaces a lost engine learns where the page has got to. */
  #introduce(): void {
    this.sendSettings();
    this.#searches.askAgain();
    this.library.askAgain();
    if (this.statisticsView.isSeen) this.#engine.send({ type: 'blocksWatched', isOn: true });
    for (const message of this.#lastWords.again(this.#snapshot, this.#windowId)) {
      if (message.type === 'restore') this.#isRestoring = true;
      this.#engine.send(message);
    }
  }

  #receive(message: EngineMessage): void {
    switch (message.type) {
      case 'log':
        this.#options.log[message.level](message.text);
        return;
      case 'engineReport':
      case 'serverProbed':
        this.questions.give(message);
        return;
      case 'loginsWanted':
        this.#options.onLoginsWanted(message.wanted);
        return;
      case 'found':
        this.#searches.give(message);
        return;
      case 'dataDeleted':
        this.#forget();
        this.questions.give(message);
        return;
      case 'library':
      case 'rows':
        this.library.take(message);
        return;
      case 'statistics':
        this.#statistics = message.statistics;
        this.statisticsView.take(message);
        return;
      case 'blockNotes':
        this.statisticsView.take(message);
        return;
      case 'sharing':
        this.#consent.take(message);
        return;
      case 'mediaInfo':
      case 'bytes':
      case 'cover':
        this.#page.send(message);
        return;
      case 'snapshot':
        // What a new engine says before it has heard of the old one would stop the page.
        if (this.#isRestoring && message.snapshot.soundingWindow === null) return;
        this.#isRestoring = false;
        this.#show(message.snapshot);
    }
  }

  /** What the engine knew is over: the next one must not be told to go on from there. */
  #forget(): void {
    this.#lastWords.forget();
    this.#consent.forget();
    this.#statistics = null;
    this.#show(EMPTY_SNAPSHOT);
  }

  #show(snapshot: Snapshot): void {
    showContextKeys(this.#snapshot, snapshot);
    this.#snapshot = snapshot;
    this.#tellFirst();
    this.#options.statusBar.show(snapshot);
    this.statisticsView.show(snapshot);
    this.#postSnapshot();
    this.#changed.fire(snapshot);
    if (snapshot.sound === 'sounding') this.#isSoundAsked = false;
    if (snapshot.sound !== 'locked' || !this.#isSoundAsked || !this.#isSoundingHere) return;
    this.#isSoundAsked = false;
    void this.view.reveal();
  }

  /** Tells the page everything again: the settings of sound have changed. */
  showSettings(): void {
    this.#postSnapshot();
  }

  #postSnapshot(): void {
    if (!this.view.isPageHere) return;
    const { queue } = this.#snapshot;
    const isKept = queue === this.#postedQueue;
    this.#postedQueue = queue;
    this.#page.send({
      type: 'snapshot',
      snapshot: isKept ? { ...this.#snapshot, queue: [] } : this.#snapshot,
      ...(isKept ? { isQueueKept: true } : {}),
      isSoundingHere: this.#isSoundingHere,
      soundSettings: this.#options.soundSettings(),
    });
  }

  #greetPage(isHere: boolean): void {
    this.#engine.send({ type: 'pageHere', isHere });
    this.#postedQueue = null;
    this.#page.clear();
    if (!isHere) return;
    this.#postSnapshot();
    this.#consent.tell();
  }
}
