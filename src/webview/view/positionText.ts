import { LitElement, html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { clockTime } from './time';

/** Milliseconds between two looks at the position: a second's change shows at most a quarter late. */
const LOOK_INTERVAL_MS = 250;

/** Position and length of the current track. It looks at the position only while it is on screen and something plays. */
@customElement('starling-position')
export class PositionText extends LitElement {
  @property({ attribute: false }) position: () => number = () => 0;
  /** Where it stood when the state was last shown: another one while nothing moves is a seek. */
  @property({ attribute: false }) lastKnown = 0;
  @property({ attribute: false }) durationSeconds: number | null = null;
  @property({ attribute: false }) isMoving = false;
  @state() private seconds = 0;
  readonly #visibility = new IntersectionObserver((entries) => {
    this.#isVisible = entries.at(-1)?.isIntersecting ?? false;
    this.#follow();
  });
  #isVisible = false;
  #timer: number | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#visibility.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#visibility.disconnect();
    this.#isVisible = false;
    this.#follow();
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('isMoving')) this.#follow();
    this.#look();
  }

  protected override render(): TemplateResult {
    const { durationSeconds } = this;
    return html`${clockTime(this.seconds)}${durationSeconds === null ? '' : ` / ${clockTime(durationSeconds)}`}`;
  }

  #follow(): void {
    window.clearInterval(this.#timer);
    if (!this.#isVisible || !this.isMoving) return;
    this.#look();
    this.#timer = window.setInterval(() => {
      this.#look();
    }, LOOK_INTERVAL_MS);
  }

  #look(): void {
    this.seconds = Math.floor(this.position());
  }
}
