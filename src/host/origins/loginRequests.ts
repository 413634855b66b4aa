// Says that servers want a login: once each, in the window that has the focus, with a button to log in. “Log In to Server…” is there
// whenever somebody has closed it.
import * as vscode from 'vscode';
import type { WantedLogin } from '../../shared/login';

const LOG_IN = 'Log In…';

/** What this window says of servers that want a login. */
export class LoginRequests {
  readonly #listening: vscode.Disposable;
  #wanted: readonly WantedLogin[] = [];
  /** Said already, until they no longer want one. */
  readonly #said = new Set<string>();

  constructor() {
    this.#listening = vscode.window.onDidChangeWindowState(() => this.#say());
  }

  /** These want a login now, and no others. */
  follow(wanted: readonly WantedLogin[]): void {
    this.#wanted = wanted;
    for (const origin of this.#said)
      if (!wanted.some((each) => each.origin === origin)) this.#said.delete(origin);
    this.#say();
  }

  /** See `vscode.Disposable`. */
  dispose(): void {
    this.#listening.dispose();
  }

  #say(): void {
    if (!vscode.window.state.focused) return;
    for (const { origin, name, isRefused } of this.#wanted) {
      if (this.#said.has(origin)) continue;
      this.#said.add(origin);
      const what = isRefused ? 'no longer takes the login that Starling has for it' : 'asks for a login';
      void vscode.window.showWarningMessage(`${name} ${what}.`, LOG_IN).then((answer) => {
        if (answer === LOG_IN) void vscode.commands.executeCommand('starling.logIn', origin);
      });
    }
  }
}
