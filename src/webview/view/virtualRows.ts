// The rows that a long list draws: those in view, a few around them, and the one that has the focus, wherever it is.
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';

/** The height of a row in pixels, as in VS Code's own lists. */
export const ROW_PIXELS = 22;

/** Rows drawn above and below what is in view: a turn of the wheel finds them there. */
const ROWS_AROUND = 10;

/** Tells which rows to draw. */
export class VirtualRows {
  readonly #onChange: () => void;
  #list: HTMLElement | null = null;
  #count = 0;
  #kept = -1;
  #stop: () => void = () => undefined;
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;

  /** `onChange`: other rows are to be drawn. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#virtualizer = new Virtualizer<HTMLElement, HTMLElement>(this.#options);
  }

  /** The rows to draw of so many, in order; the row `kept` among them, where it is one. */
  rowsOf(count: number, kept: number): readonly number[] {
    this.#count = count;
    this.#kept = kept;
    this.#virtualizer.setOptions(this.#options);
    return this.#virtualizer.getVirtualIndexes();
  }

  /** How many rows are in view as a whole. */
  get rowsInView(): number {
    return Math.max(1, Math.floor((this.#list?.clientHeight ?? 0) / ROW_PIXELS));
  }

  /** The list was drawn. It scrolls in `list`, null where there is none. */
  watch(list: HTMLElement | null): void {
    if (list !== this.#list) {
      this.#stop();
      this.#list = list;
      this.#stop = list === null ? () => undefined : this.#virtualizer._didMount();
    }
    this.#virtualizer._willUpdate();
  }

  /** Brings a row into view. */
  show(row: number): void {
    this.#virtualizer.scrollToIndex(row, { align: 'auto' });
  }

  get #options() {
    return {
      count: this.#count,
      getScrollElement: () => this.#list,
      estimateSize: () => ROW_PIXELS,
      overscan: ROWS_AROUND,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.#onChange(),
      rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const rows = defaultRangeExtractor(range);
        const kept = this.#kept;
        if (kept < 0 || kept >= range.count || rows.includes(kept)) return rows;
        return [...rows, kept].sort((one, other) => one - other);
      },
    };
  }
}
