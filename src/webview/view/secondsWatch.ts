import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Milliseconds between two looks at the position: a second's change shows at most a quarter late. */
const LOOK_INTERVAL_MS = 250;

/** An element that shows a position, which moves or not. */
export interface PositionHost extends ReactiveControllerHost, Element {
  readonly isMoving: boolean;
}

/** Looks at a position at each update of its element, and a few times a second while that is on screen and it moves. */
export class SecondsWatch implements ReactiveController {
  readonly #host: PositionHost;
  readonly #look: () => void;
  readonly #visibility = new IntersectionObserver((entries) => {
    this.#isVisible = entries.at(-1)?.isIntersecting ?? false;
    this.#follow();
  });
  #isVisible = false;
  #isFollowing = false;
  #timer: number | undefined;

  constructor(host: PositionHost, look: () => void) {
    this.#host = host;
    this.#look = look;
    host.addController(this);
  }

  /** The element is there. */
  hostConnected(): void {
    this.#visibility.observe(this.#host);
  }

  /** The element is gone. */
  hostDisconnected(): void {
    this.#visibility.disconnect();
    this.#isVisible = false;
    this.#follow();
  }

  /** The element is about to be drawn. */
  hostUpdate(): void {
    this.#look();
    this.#follow();
  }

  #follow(): void {
    const isFollowing = this.#isVisible && this.#host.isMoving;
    if (isFollowing === this.#isFollowing) return;
    this.#isFollowing = isFollowing;
    window.clearInterval(this.#timer);
    if (!isFollowing) return;
    this.#look();
    this.#timer = window.setInterval(this.#look, LOOK_INTERVAL_MS);
  }
}
