// What a method answers: a tree of plain values, the same for JSON and XML. Source: OpenSubsonic API reference.

/** A value of an answer; what is undefined is left out. */
export type Value = string | number | boolean | undefined | Answer | readonly Value[];

/** Named values. One called `value` is the text of its element in XML. */
export interface Answer {
  readonly [name: string]: Value;
}

/** The version of Subsonic's API that is spoken. */
export const API_VERSION = '1.16.1';

/** The codes of errors. Source: OpenSubsonic, responses/error. */
export const CODES = {
  generic: 0,
  missingParameter: 10,
  clientTooOld: 20,
  serverTooOld: 30,
  wrongLogin: 40,
  conflictingLogins: 43,
  wrongApiKey: 44,
  notAllowed: 50,
  notFound: 70,
} as const;

/** Thrown when a method can't do what it is asked for. The message is a sentence for the user. */
export class SubsonicError extends Error {
  override readonly name = 'SubsonicError';
  readonly code: number;
  /** HTTP's status: 200 as Subsonic has it, but for what HTTP itself has to say. */
  readonly status: number;

  constructor(code: keyof typeof CODES, message: string, status = 200) {
    super(message);
    this.code = CODES[code];
    this.status = status;
  }
}

/** The error for an id of nothing. */
export function notFound(what: string): SubsonicError {
  return new SubsonicError('notFound', `There is no such ${what}.`);
}
