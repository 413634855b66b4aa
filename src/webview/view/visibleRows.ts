// Which rows of the queue are in view: their tracks are got ready, so that a click on one sounds at once.
import { ROW_PIXELS } from './virtualRows';

/** Milliseconds that the list has to rest: what flies by while scrolling isn't worth getting ready. */
const REST_MS = 150;

/** Watches the queue's list. */
export class VisibleRows {
  readonly #onRange: (first: number, end: number) => void;
  readonly #resize = new ResizeObserver(() => {
    this.#lookSoon();
  });
  #list: HTMLElement | null = null;
  #timer: number | undefined;

  /** `onRange` is told the rows `[first, end)` that are in view, whenever they have changed and rest. */
  constructor(onRange: (first: number, end: number) => void) {
    this.#onRange = onRange;
  }

  /** The list was drawn anew, or is gone. */
  watch(list: HTMLElement | null): void {
    if (list !== this.#list) {
      this.stop();
      this.#list = list;
      list?.addEventListener('scroll', this.#lookSoon, { passive: true });
      if (list !== null) this.#resize.observe(list);
    }
    this.#lookSoon();
  }

  /** Watches no longer. */
  stop(): void {
    window.clearTimeout(this.#timer);
    this.#list?.removeEventListener('scroll', this.#lookSoon);
    this.#resize.disconnect();
    this.#list = null;
  }

  readonly #lookSoon = (): void => {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#look();
    }, REST_MS);
  };

  #look(): void {
    const list = this.#list;
    if (list === null || list.clientHeight === 0) return;
    const first = Math.floor(list.scrollTop / ROW_PIXELS);
    this.#onRange(first, Math.ceil((list.scrollTop + list.clientHeight) / ROW_PIXELS));
  }
}
