// Errors on their way from one thread to another: structured cloning drops classes and codes.
import { FileChangedError } from './fileBytes';
import { NotAudioError } from './tags';

/** What is left of an error. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  /** Of the file system, or null. */
  readonly code: string | null;
}

/** Takes an error apart. */
export function toFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), code: null };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return { name: error.name, message: error.message, code };
}

/** Puts an error together again. */
export function fromFailure({ name, message, code }: Failure): Error {
  if (name === 'NotAudioError') return new NotAudioError(message);
  if (name === 'FileChangedError') return new FileChangedError(message);
  return code === null ? new Error(message) : Object.assign(new Error(message), { code });
}
