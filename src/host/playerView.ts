// The player view: the one webview, which sounds. It relays messages between the page and the engine, and decides nothing.
import * as vscode from 'vscode';
import type { ReportWantedMessage } from '../shared/hostMessages';
import type { FromPageMessage, WordOfPage } from '../shared/pageMessages';
import type { SeveralMessage, ToPageMessage } from '../shared/toPageMessages';
import { pageHtml, pageRoot } from './pageHtml';

/** What the view needs. */
export interface PlayerViewOptions {
  readonly extensionUri: vscode.Uri;
  readonly onMessage: (message: WordOfPage) => void;
  /** The page has come (and wants to be told everything) or gone. */
  readonly onPage: (isHere: boolean) => void;
}

/** The id of the view, as in package.json. */
export const PLAYER_VIEW_ID = 'starling.player';

/** Provides the player view and keeps it while it is hidden. */
export class PlayerView implements vscode.WebviewViewProvider {
  readonly #options: PlayerViewOptions;
  #view: vscode.WebviewView | null = null;
  #isPageHere = false;

  constructor(options: PlayerViewOptions) {
    this.#options = options;
  }

  /** True while a page is there that takes messages. */
  get isPageHere(): boolean {
    return this.#isPageHere;
  }

  /** Called by VS Code when the view is first shown, and again after it was moved to another container. */
  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    const root = pageRoot(this.#options.extensionUri);
    view.webview.options = { enableScripts: true, localResourceRoots: [root] };
    view.webview.onDidReceiveMessage((message: FromPageMessage) => {
      if (message.type === 'ready') this.#setPage(true);
      else this.#options.onMessage(message);
    });
    view.onDidDispose(() => {
      if (this.#view !== view) return;
      this.#view = null;
      this.#setPage(false);
    });
    view.webview.html = pageHtml(view.webview, root, { element: 'starling-player', script: 'page.js' });
  }

  /** Sends to the page, if it is there. */
  post(message: ToPageMessage | ReportWantedMessage | SeveralMessage): void {
    if (this.#isPageHere) void this.#view?.webview.postMessage(message);
  }

  /** Brings the view to the front. */
  async reveal(): Promise<void> {
    if (this.#view === null) await vscode.commands.executeCommand(`${PLAYER_VIEW_ID}.focus`);
    else this.#view.show(true);
  }

  #setPage(isHere: boolean): void {
    // A page that says "ready" where one was already has replaced it (Developer: Reload Webviews).
    if (isHere && this.#isPageHere) this.#options.onPage(false);
    this.#isPageHere = isHere;
    this.#options.onPage(isHere);
  }
}
