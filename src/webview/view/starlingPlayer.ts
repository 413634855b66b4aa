import { LitElement, html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PlayerView } from '../player';
import { nowPlaying } from './nowPlaying';
import './positionText';
import './seekBar';
import { queueList } from './queueList';
import { QUEUE_STYLES } from './queueStyles';
import { spokenRegion, TrackNews } from './spoken';
import { STYLES } from './styles';
import type { PlayerActions } from './actions';
import { pressKey } from './viewKeys';

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

  /** What was done, in words. */
  @state() private said = '';
  readonly #say = (text: string): void => {
    this.said = text;
  };
  readonly #trackNews = new TrackNews();

  override connectedCallback(): void {
    super.connectedCallback();
    // The view is all of the page: keys are its own wherever the focus is.
    document.addEventListener('keydown', this.#press);
    for (const { styleSheet } of [STYLES, QUEUE_STYLES])
      if (styleSheet && !document.adoptedStyleSheets.includes(styleSheet))
        document.adoptedStyleSheets.push(styleSheet);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#press);
  }

  readonly #press = (event: KeyboardEvent): void => {
    if (this.actions !== null) pressKey(event, { ...this.actions, position: this.position });
  };

  /** What has gone wrong since is more important. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('player');
    if (before !== undefined && before?.problem !== this.player?.problem) this.said = '';
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult | null {
    if (this.player === null || this.actions === null) return null;
    return html`<h1 class="unseen">Starling</h1>
      ${nowPlaying(this.player, this.actions, this.position)}
      ${spokenRegion({ problem: this.player.problem, tracks: this.#trackNews.of(this.player), done: this.said })}
      ${queueList(this.player, this.actions, this.#say)}`;
  }
}
