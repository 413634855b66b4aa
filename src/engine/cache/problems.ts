import { MOST_PROBLEMS } from './limits';

/** Tells problems as sentences for the log, each of them once. */
export class Problems {
  readonly #told = new Set<string>();
  readonly #onProblem: (text: string) => void;

  constructor(onProblem: (text: string) => void) {
    this.#onProblem = onProblem;
  }

  /** Tells a problem, unless one with this name was told before. */
  tell(name: string, text: string): void {
    if (this.#told.has(name) || this.#told.size >= MOST_PROBLEMS) return;
    this.#told.add(name);
    this.#onProblem(text);
  }
}

/** What went wrong, as a clause. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
