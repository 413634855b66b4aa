/** Names each problem once, however often it is met. */
export class ProblemList {
  readonly #onProblem: (sentence: string) => void;
  readonly #named = new Set<string>();

  constructor(onProblem: (sentence: string) => void) {
    this.#onProblem = onProblem;
  }

  /** Names a problem, unless it was named before. */
  name(sentence: string): void {
    if (this.#named.has(sentence)) return;
    this.#named.add(sentence);
    this.#onProblem(sentence);
  }

  /** Forgets what was named of a file that has other bytes now: what is wrong with those is news. */
  forget(name: string): void {
    const quoted = quote(name);
    for (const sentence of this.#named) if (sentence.startsWith(quoted)) this.#named.delete(sentence);
  }
}

/** A file's name as part of a sentence: a name may hold anything, also what would begin a new line of a log. */
export function quote(name: string): string {
  return `“${name.replaceAll(/[\p{Cc}\u2028\u2029]/gu, '\uFFFD')}”`;
}

const CLAUSES: Readonly<Record<string, string>> = {
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ENOENT: 'it is gone, or a link that leads nowhere',
  ELOOP: 'it is a link that leads back to itself',
  ENAMETOOLONG: 'its path is too long',
};

/** What an error says of a file, as a clause. */
export function explainFileError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return code === null ? error.message : (CLAUSES[code] ?? `it can't be read (${code})`);
}
