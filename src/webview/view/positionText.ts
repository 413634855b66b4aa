import { LitElement, html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { SecondsWatch } from './secondsWatch';
import { clockTime } from './time';

/** Position and length of the current track. It looks at the position only while it is on screen and something plays. */
@customElement('starling-position')
export class PositionText extends LitElement {
  @property({ attribute: false }) position: () => number = () => 0;
  /** Where it stood when the state was last shown: another one while nothing moves is a seek. */
  @property({ attribute: false }) lastKnown = 0;
  @property({ attribute: false }) durationSeconds: number | null = null;
  @property({ attribute: false }) isMoving = false;
  @state() private seconds = 0;
  readonly #watch = new SecondsWatch(this, () => {
    this.seconds = Math.floor(this.position());
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch.end();
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('isMoving')) this.#watch.follow(this.isMoving);
    this.#watch.look();
  }

  protected override render(): TemplateResult {
    const { durationSeconds } = this;
    const length = durationSeconds === null ? '' : ` / ${clockTime(durationSeconds)}`;
    return html`${clockTime(this.seconds)}<span class="length">${length}</span>`;
  }
}
