// Looks at a position a few times a second, while its element is on screen and something moves. Nothing runs otherwise.

/** Milliseconds between two looks at the position: a second's change shows at most a quarter late. */
const LOOK_INTERVAL_MS = 250;

/** Calls `look` for an element, every so many milliseconds. */
export class SecondsWatch {
  readonly #element: Element;
  readonly #look: () => void;
  readonly #everyMs: number;
  readonly #visibility = new IntersectionObserver((entries) => {
    this.#isVisible = entries.at(-1)?.isIntersecting ?? false;
    this.#update();
  });
  #isVisible = false;
  #isMoving = false;
  #timer: number | undefined;

  constructor(element: Element, look: () => void, everyMs = LOOK_INTERVAL_MS) {
    this.#element = element;
    this.#look = look;
    this.#everyMs = everyMs;
  }

  /** The element is there. */
  begin(): void {
    this.#visibility.observe(this.#element);
  }

  /** The element is gone. */
  end(): void {
    this.#visibility.disconnect();
    this.#isVisible = false;
    this.#update();
  }

  /** Something moves from now on, or no longer. */
  follow(isMoving: boolean): void {
    this.#isMoving = isMoving;
    this.#update();
  }

  /** Looks now. */
  look(): void {
    this.#look();
  }

  #update(): void {
    window.clearInterval(this.#timer);
    if (!this.#isVisible || !this.#isMoving) return;
    this.#look();
    this.#timer = window.setInterval(this.#look, this.#everyMs);
  }
}
