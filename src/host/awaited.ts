/** An answer that comes as a message of its own, to whoever waits for it then. */
export class Awaited<Answer> {
  readonly #limitMs: number;
  readonly #waiting = new Set<(answer: Answer | null) => void>();

  /** After `limitMs` nobody waits any longer. */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** The next answer, or null where none comes in time. */
  next(): Promise<Answer | null> {
    return new Promise((resolve) => {
      const settle = (answer: Answer | null): void => {
        clearTimeout(timer);
        this.#waiting.delete(settle);
        resolve(answer);
      };
      const timer = setTimeout(() => {
        settle(null);
      }, this.#limitMs);
      this.#waiting.add(settle);
    });
  }

  /** The answer has come. */
  give(answer: Answer): void {
    for (const settle of this.#waiting) settle(answer);
  }
}
