/** Lets work on the same key run one after another, in the order of asking, and work on different keys at once. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Runs `work` once everything asked for before on this key is over. Work must not wait for another turn of its key. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const result = before === undefined ? work() : before.then(work);
    const over = result.then(
      () => undefined,
      () => undefined, // Whoever asked gets the error; the next one's turn comes all the same.
    );
    this.#last.set(key, over);
    void over.then(() => {
      if (this.#last.get(key) === over) this.#last.delete(key);
    });
    return result;
  }

  /** Waits until nobody has a turn, those included who came meanwhile. */
  async idle(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }
}
