// The player view: the one webview, which sounds. It relays messages between the page and the engine, and decides nothing.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type {
  FromPageMessage,
  ReportWantedMessage,
  SeveralMessage,
  ToPageMessage,
  WordOfPage,
} from '../shared/messages';
import { pagePolicy, policyText } from './pagePolicy';

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
    const root = vscode.Uri.joinPath(this.#options.extensionUri, 'dist', 'webview');
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
    view.webview.html = pageHtml(view.webview, root);
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

/** The page's skeleton. */
function pageHtml(webview: vscode.Webview, root: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const csp = policyText(pagePolicy({ nonce, source: webview.cspSource }));
  const uri = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(root, name)).toString();
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${uri('codicon.css')}">
<title>Starling</title>
</head>
<body>
<starling-player role="main"></starling-player>
<script nonce="${nonce}" src="${uri('page.js')}"></script>
</body>
</html>`;
}
