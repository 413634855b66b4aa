// Lets a few do their work at a time and some wait; turns the others away.

/** How many. */
export interface TurnsOptions {
  readonly atOnce: number;
  readonly mostWaiting: number;
}

/** Takes turns. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #waiting: (() => void)[] = [];
  #working = 0;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Does the work when it is its turn; null where too many wait already. */
  async take<Result>(work: () => Promise<Result>): Promise<Result | null> {
    if (this.#working >= this.#options.atOnce) {
      if (this.#waiting.length >= this.#options.mostWaiting) return null;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#working += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#working -= 1;
      else next(); // It takes over the place.
    }
  }
}
