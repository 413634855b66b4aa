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

  /** Does the work when it is its turn; null, at once, where too many wait already. */
  take<Result>(work: () => Promise<Result>): Promise<Result> | null {
    const isBusy = this.#working >= this.#options.atOnce;
    if (isBusy && this.#waiting.length >= this.#options.mostWaiting) return null;
    if (!isBusy) this.#working += 1;
    return this.#doInTurn(work, isBusy);
  }

  async #doInTurn<Result>(work: () => Promise<Result>, waitsFirst: boolean): Promise<Result> {
    if (waitsFirst) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#working -= 1;
      else next(); // It takes over the place.
    }
  }
}
