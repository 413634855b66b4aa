/** Everything that was created and must be undone, in one list; undone in the opposite order. */
export class Disposables {
  readonly #undo: (() => void)[] = [];

  /** Remembers how something is undone. */
  add(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** Listens until disposed. */
  listen(target: EventTarget, type: string, listener: (event: Event) => void): void {
    target.addEventListener(type, listener, { capture: true });
    this.add(() => {
      target.removeEventListener(type, listener, { capture: true });
    });
  }

  /** Undoes everything, the latest first. */
  dispose(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }
}
