// Moving a row by the mouse: it is pressed, drawn over the list with a line where it would come, and let go. At the edges the
// list scrolls on. Escape leaves it where it was.
import { ROW_PIXELS } from './virtualRows';

/** What a drag needs. */
export interface RowDragParts {
  /** The list, which scrolls. */
  readonly list: () => HTMLElement | null;
  readonly count: () => number;
  /** The row would come before this one (one behind the last: to the end); null: nothing is dragged any more. */
  readonly onPlace: (place: number | null) => void;
  /** The row is let go. */
  readonly onDrop: (row: number, place: number) => void;
}

/** A pointer that moves less still clicks, in pixels: a hand isn't quiet. */
const CLICK_PIXELS = 5;
/** So near to an edge the list scrolls, in pixels. */
const EDGE_PIXELS = 22;
/** How fast it scrolls at the very edge, in pixels a frame. */
const MOST_SCROLL_PIXELS = 12;

interface Press {
  readonly row: number;
  readonly pointerId: number;
  readonly fromY: number;
  y: number;
  isDragging: boolean;
}

/** Drags rows. */
export class RowDrag {
  readonly #parts: RowDragParts;
  #press: Press | null = null;
  #frame = 0;

  constructor(parts: RowDragParts) {
    this.#parts = parts;
  }

  /** A row is pressed. */
  press(event: PointerEvent, row: number): void {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    this.#press = {
      row,
      pointerId: event.pointerId,
      fromY: event.clientY,
      y: event.clientY,
      isDragging: false,
    };
    window.addEventListener('pointermove', this.#move);
    window.addEventListener('pointerup', this.#drop);
    window.addEventListener('pointercancel', this.#cancel);
    window.addEventListener('keydown', this.#escape, true);
    window.addEventListener('blur', this.#cancel);
  }

  /** Lets go of everything. */
  stop(): void {
    const wasDragging = this.#press?.isDragging === true;
    this.#press = null;
    cancelAnimationFrame(this.#frame);
    window.removeEventListener('pointermove', this.#move);
    window.removeEventListener('pointerup', this.#drop);
    window.removeEventListener('pointercancel', this.#cancel);
    window.removeEventListener('keydown', this.#escape, true);
    window.removeEventListener('blur', this.#cancel);
    if (wasDragging) this.#parts.onPlace(null);
  }

  readonly #cancel = (): void => {
    this.stop();
  };

  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.#press?.isDragging !== true) return;
    event.preventDefault();
    event.stopPropagation();
    window.addEventListener('pointerup', swallowClick, { capture: true, once: true });
    this.stop();
  };

  readonly #move = ({ pointerId, clientY }: PointerEvent): void => {
    const press = this.#press;
    if (press?.pointerId !== pointerId) return;
    press.y = clientY;
    if (!press.isDragging && Math.abs(clientY - press.fromY) < CLICK_PIXELS) return;
    if (!press.isDragging) this.#frame = requestAnimationFrame(this.#scroll);
    press.isDragging = true;
    this.#tell(press);
  };

  readonly #drop = ({ pointerId }: PointerEvent): void => {
    const press = this.#press;
    if (press?.pointerId !== pointerId) return;
    const place = press.isDragging ? this.#placeOf(press) : null;
    this.stop();
    if (place === null) return;
    // What was let go isn't clicked.
    swallowClick();
    if (place !== press.row && place !== press.row + 1) this.#parts.onDrop(press.row, place);
  };

  readonly #scroll = (): void => {
    const list = this.#parts.list();
    const press = this.#press;
    if (list === null || press === null) return;
    const { top, bottom } = list.getBoundingClientRect();
    const above = top + EDGE_PIXELS - press.y;
    const below = press.y - (bottom - EDGE_PIXELS);
    const by = Math.min(1, Math.max(above, below, 0) / EDGE_PIXELS) * MOST_SCROLL_PIXELS;
    if (by > 0) {
      list.scrollTop += above > 0 ? -by : by;
      this.#tell(press);
    }
    this.#frame = requestAnimationFrame(this.#scroll);
  };

  #tell(press: Press): void {
    this.#parts.onPlace(this.#placeOf(press));
  }

  #placeOf({ y }: Press): number {
    const list = this.#parts.list();
    if (list === null) return 0;
    const within = y - list.getBoundingClientRect().top + list.scrollTop;
    return Math.min(this.#parts.count(), Math.max(0, Math.round(within / ROW_PIXELS)));
  }
}

/** The click that the browser makes of the button's release goes nowhere. It comes in the same task, or not at all. */
function swallowClick(): void {
  const swallow = (event: MouseEvent): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => {
    window.removeEventListener('click', swallow, { capture: true });
  }, 0);
}
