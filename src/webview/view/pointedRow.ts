// The row that the listener points at, or has come to by keys: what is clicked was pointed at a moment before.

/** Milliseconds that pointer or focus has to stay on a row: what it merely passes isn't meant. Source: a tenth of what a click takes. */
const STAY_MS = 40;

/** Watches the queue's list. */
export class PointedRow {
  readonly #onRow: (row: number) => void;
  #list: HTMLElement | null = null;
  #timer: number | undefined;

  /** `onRow` is told the row that is pointed at. */
  constructor(onRow: (row: number) => void) {
    this.#onRow = onRow;
  }

  /** The list was drawn anew, or is gone. */
  watch(list: HTMLElement | null): void {
    if (list === this.#list) return;
    this.stop();
    this.#list = list;
    list?.addEventListener('pointerover', this.#tellSoon, { passive: true });
    list?.addEventListener('focusin', this.#tellSoon);
  }

  /** Watches no longer. */
  stop(): void {
    window.clearTimeout(this.#timer);
    this.#list?.removeEventListener('pointerover', this.#tellSoon);
    this.#list?.removeEventListener('focusin', this.#tellSoon);
    this.#list = null;
  }

  readonly #tellSoon = (event: Event): void => {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#tell(event);
    }, STAY_MS);
  };

  #tell({ target }: Event): void {
    const item = target instanceof Element ? target.closest('li') : null;
    if (item !== null) this.#onRow(Number(item.ariaPosInSet) - 1);
  }
}
