// When the view is drawn anew: at once, except that a track loads, which is shown only if it lasts. Most tracks begin sooner:
// a picture that changes twice is restless, and drawing would keep the first note waiting.

/** How long a track may load before that is shown, in milliseconds. */
const LOADING_SHOWN_AFTER_MS = 100;

/** Calls `draw`: at once, or a moment later while a track loads. */
export class CalmShow {
  readonly #draw: () => void;
  #timer: number | undefined;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** Something that is shown has changed. */
  changed(isLoading: boolean): void {
    if (isLoading) this.#timer ??= window.setTimeout(() => this.#drawNow(), LOADING_SHOWN_AFTER_MS);
    else this.#drawNow();
  }

  #drawNow(): void {
    window.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#draw();
  }
}
