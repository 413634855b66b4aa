// A box that stays open until what is typed there is right, or the listener has given up: what is wrong is said below it.
import * as vscode from 'vscode';

/** What the box shows. */
export interface Asked {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  /** Whether what is typed is shown as dots. */
  readonly password?: boolean;
}

/** What is wrong with what was typed, as a sentence that says what to do. */
export interface Wrong {
  readonly wrong: string;
}

/** Tries what is typed each time that Enter is pressed. Null where the listener has given up. */
export function askUntilRight<Right extends object>(
  asked: Asked,
  attempt: (typed: string) => Promise<Right | Wrong>,
): Promise<Right | null> {
  const input = vscode.window.createInputBox();
  Object.assign(input, asked, { ignoreFocusOut: true });
  let isClosed = false;
  return new Promise((resolve) => {
    const tryIt = async (): Promise<void> => {
      if (input.busy) return;
      input.busy = true;
      input.validationMessage = undefined;
      const outcome = await attempt(input.value);
      if (isClosed) return;
      input.busy = false;
      if ('wrong' in outcome) {
        input.validationMessage = outcome.wrong;
        return;
      }
      resolve(outcome);
      input.hide();
    };
    input.onDidAccept(() => void tryIt());
    input.onDidChangeValue(() => (input.validationMessage = undefined));
    input.onDidHide(() => {
      isClosed = true;
      input.dispose();
      resolve(null);
    });
    input.show();
  });
}
