import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CoverPicture } from '../covers';
import type { PlayerView } from '../player';
import type { LivePlay } from './live';
import { nowPlaying } from './nowPlaying';
import './positionText';
import './searchBox';
import './seekBar';
import { NOW_PLAYING_STYLES } from './nowPlayingStyles';
import { queueList } from './queueList';
import { QUEUE_STYLES } from './queueStyles';
import { SEARCH_STYLES } from './searchStyles';
import { answerText, sharingCard, sharingLine, type ShownSharing } from './sharing';
import { SHARING_STYLES } from './sharingStyles';
import { SLIDER_STYLES } from './sliderStyles';
import { spokenRegion, TrackNews } from './spoken';
import { STYLES } from './styles';
import type { PlayerActions } from './actions';
import { pressKey } from './viewKeys';

const ALL_STYLES = [
  ...[STYLES, SLIDER_STYLES, QUEUE_STYLES, SEARCH_STYLES, NOW_PLAYING_STYLES],
  SHARING_STYLES,
];

/**
 * The player's view. It shows what it is given and tells what was pressed. It renders into the page itself, not into a
 * shadow root, because the codicons' style sheet has to reach it.
 */
@customElement('starling-player')
export class StarlingPlayer extends LitElement {
  @property({ attribute: false }) player: PlayerView | null = null;
  @property({ attribute: false }) actions: PlayerActions | null = null;
  @property({ attribute: false }) picture: CoverPicture | null = null;
  @property({ attribute: false }) live: LivePlay | null = null;
  @property({ attribute: false }) sharing: ShownSharing | null = null;

  /** What was done or found, in words. */
  @state() private said = '';
  readonly #say = (text: string): void => {
    this.said = text;
  };
  readonly #trackNews = new TrackNews();
  /** What the listener has answered, until the card is gone. */
  #answer: boolean | null = null;
  readonly #answerSharing = (isOn: boolean): void => {
    this.#answer = isOn;
    this.actions?.answerSharing(isOn);
  };

  override connectedCallback(): void {
    super.connectedCallback();
    // The view is all of the page: keys are its own wherever the focus is.
    document.addEventListener('keydown', this.#press);
    for (const { styleSheet } of ALL_STYLES)
      if (styleSheet && !document.adoptedStyleSheets.includes(styleSheet))
        document.adoptedStyleSheets.push(styleSheet);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#press);
  }

  readonly #press = (event: KeyboardEvent): void => {
    if (this.actions !== null && this.live !== null)
      pressKey(event, {
        ...this.actions,
        position: this.live.position,
        focusSearch: () => this.querySelector<HTMLElement>('starling-search')?.focus(),
      });
  };

  /** What has gone wrong since is more important. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('player');
    if (before !== undefined && before?.problem !== this.player?.problem) this.said = '';
    if (this.#answer === null || this.sharing?.isAsked !== false) return;
    this.said = answerText(this.#answer);
  }

  /** Where the card was there is nothing to be on any more. */
  protected override updated(): void {
    if (this.#answer === null || this.sharing?.isAsked !== false) return;
    this.#answer = null;
    this.querySelector<HTMLElement>('.controls button:nth-of-type(3)')?.focus();
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult | null {
    const { player, picture, actions, live } = this;
    if (player === null || actions === null || live === null) return null;
    const spoken = { problem: player.problem, tracks: this.#trackNews.of(player), done: this.said };
    return html`<h1 class="unseen">Starling</h1>
      ${nowPlaying({ player, picture, actions, live })} ${spokenRegion(spoken)}
      ${
        player.queue.length === 0
          ? nothing
          : html`<starling-search
              .search=${actions.search}
              .play=${actions.playTrack}
              .point=${actions.point}
              .say=${this.#say}
            ></starling-search>`
      }
      ${queueList(player, actions, this.#say)} ${sharingCard(this.sharing, this.#answerSharing)}
      ${sharingLine(this.sharing)}`;
  }
}
