// What can go wrong on a user's machine, told in sentences; stack traces are left to bugs.

/** Thrown when something outside of the project is missing, taken or refuses; its text is meant for the user. */
export class OperatingError extends Error {
  /**
   * @param {string} message what went wrong, a sentence
   * @param {{ whatToDo?: string, output?: string }} [details] the way out, and the last lines of a program that failed
   */
  constructor(message, { whatToDo = '', output = '' } = {}) {
    super(message);
    this.name = 'OperatingError';
    this.whatToDo = whatToDo;
    this.output = output;
  }
}

/**
 * The text to show for anything thrown: sentences for operating errors, the stack for bugs.
 * @param {unknown} error
 */
export function describeError(error) {
  if (!(error instanceof OperatingError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const output = error.output.trim() === '' ? '' : `\n${error.output.trimEnd().replace(/^/gm, '  | ')}`;
  return `${error.message}${output}${error.whatToDo === '' ? '' : `\n${error.whatToDo}`}`;
}
