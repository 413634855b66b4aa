import { LitElement, html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Stretch } from '../shownBytes';
import { filled } from './filled';
import { SecondsWatch } from './secondsWatch';
import { clockTime } from './time';

/** Where the current track stands, as a bar to be moved by mouse and keys. Arrows move 5 s, Page Up and Page Down a tenth. */
@customElement('starling-seek-bar')
export class SeekBar extends LitElement {
  @property({ attribute: false }) position: () => number = () => 0;
  /** The stretches that are here. */
  @property({ attribute: false }) buffered: () => readonly Stretch[] = () => [];
  /** Where it stood when the state was last shown: another one while nothing moves is a seek. */
  @property({ attribute: false }) lastKnown = 0;
  @property({ attribute: false }) durationSeconds = 0;
  @property({ attribute: false }) isMoving = false;
  @property({ attribute: false }) seek: (positionSeconds: number) => void = () => undefined;
  @state() private seconds = 0;
  /** Parts of the track that are here, each in thousandths: a change of less isn't seen. */
  @state() private parts = '';
  /** It is being dragged: it stays with the hand. */
  #isHeld = false;
  readonly #watch = new SecondsWatch(this, () => {
    if (!this.#isHeld) this.seconds = Math.floor(this.position());
    this.parts = JSON.stringify(this.#bufferedParts);
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
    const { durationSeconds, seconds } = this;
    return html`<input
      class="slider"
      type="range"
      min="0"
      max=${Math.floor(durationSeconds)}
      step="1"
      .value=${String(seconds)}
      ${filled({
        part: durationSeconds > 0 ? Math.min(1, seconds / durationSeconds) : 0,
        buffered: JSON.parse(this.parts) as readonly (readonly [number, number])[],
      })}
      aria-label="Position"
      aria-valuetext="${clockTime(seconds)} of ${clockTime(durationSeconds)}"
      @input=${this.#hold}
      @change=${this.#moved}
      @keydown=${this.#step}
    />`;
  }

  get #bufferedParts(): readonly (readonly [number, number])[] {
    const { durationSeconds } = this;
    if (durationSeconds <= 0) return [];
    const partOf = (seconds: number): number => Math.round((1000 * seconds) / durationSeconds) / 1000;
    return this.buffered()
      .map(({ startSeconds, endSeconds }) => [partOf(startSeconds), partOf(endSeconds)] as const)
      .filter(([from, to]) => from < to);
  }

  readonly #hold = ({ target }: Event): void => {
    this.#isHeld = true;
    this.seconds = (target as HTMLInputElement).valueAsNumber;
  };

  readonly #moved = (): void => {
    this.#isHeld = false;
    this.seek(this.seconds);
  };

  /** Arrows move a single step by themselves, which is a second and next to nothing. */
  readonly #step = (event: KeyboardEvent): void => {
    const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (direction === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const seconds = this.position() + direction * KEY_STEP_SECONDS;
    this.seconds = Math.floor(Math.min(Math.max(seconds, 0), this.durationSeconds));
    this.seek(this.seconds);
  };
}

/** How far an arrow key moves, in seconds. Source: what video players do. */
const KEY_STEP_SECONDS = 5;
