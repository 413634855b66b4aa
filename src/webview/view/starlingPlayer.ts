import { LitElement, html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PlayerView } from '../player';
import { nowPlaying } from './nowPlaying';
import { PointedRow } from './pointedRow';
import './positionText';
import './seekBar';
import { queueList } from './queueList';
import { STYLES } from './styles';
import type { PlayerActions } from './actions';
import { pressKey } from './viewKeys';
import { VisibleRows } from './visibleRows';

/**
 * The player's view. It shows what it is given and tells what was pressed. It renders into the page itself, not into a
 * shadow root, because the codicons' style sheet has to reach it.
 */
@customElement('starling-player')
export class StarlingPlayer extends LitElement {
  @property({ attribute: false }) player: PlayerView | null = null;
  @property({ attribute: false }) actions: PlayerActions | null = null;
  /** Where the current track stands, in seconds. Asked while it is visible. */
  @property({ attribute: false }) position: () => number = () => 0;

  readonly #visibleRows = new VisibleRows((first, end) => {
    this.actions?.see(this.player?.queue.slice(first, end) ?? []);
  });

  readonly #pointedRow = new PointedRow((row) => {
    const track = this.player?.queue[row];
    if (track !== undefined) this.actions?.point(track);
  });

  override connectedCallback(): void {
    super.connectedCallback();
    // The view is all of the page: keys are its own wherever the focus is.
    document.addEventListener('keydown', this.#press);
    const sheet = STYLES.styleSheet;
    if (sheet && !document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#press);
    this.#visibleRows.stop();
    this.#pointedRow.stop();
  }

  readonly #press = (event: KeyboardEvent): void => {
    if (this.actions !== null) pressKey(event, { ...this.actions, position: this.position });
  };

  protected override updated(changed: PropertyValues<this>): void {
    const isSameQueue = changed.get('player')?.queue === this.player?.queue;
    if (isSameQueue) return;
    const list = this.querySelector<HTMLElement>('.queue');
    this.#visibleRows.watch(list);
    this.#pointedRow.watch(list);
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult | null {
    if (this.player === null || this.actions === null) return null;
    return html`${nowPlaying(this.player, this.actions, this.position)}
    ${queueList(this.player, this.actions)}`;
  }
}
