import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Statistics } from '../../shared/statistics';
import type { NowPlayingMessage } from '../../shared/statisticsMessages';
import { SecondsWatch } from '../view/secondsWatch';
import { clockTime } from '../view/time';
import { stretchesOf, type BlockPicture } from './blockPicture';
import { figures } from './figures';
import { sourceBar } from './sourceBar';
import { REASONS, SOURCES } from './words';

type Playing = NonNullable<NowPlayingMessage['play']>;

/** How often the playhead is drawn anew, in milliseconds: a second of a track is less than a pixel of its bar. */
const PLAYHEAD_MS = 1_000;

/** The statistics view: a picture of what plays first, figures after it. */
@customElement('starling-statistics')
export class StarlingStatistics extends LitElement {
  @property({ attribute: false }) play: NowPlayingMessage['play'] = null;
  @property({ attribute: false }) picture: BlockPicture | null = null;
  @property({ attribute: false }) statistics: Statistics | null = null;

  readonly #playhead = new SecondsWatch(this, () => this.requestUpdate(), PLAYHEAD_MS);
  #toldMs = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#playhead.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#playhead.end();
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('play')) return;
    this.#toldMs = performance.now();
    this.#playhead.follow(this.play?.isSounding === true);
  }

  protected override render(): TemplateResult {
    return html`${this.#track()} ${this.statistics === null ? nothing : figures(this.statistics)}`;
  }

  #track(): TemplateResult {
    const { play } = this;
    if (play === null) return html`<p>Nothing plays. Play something, and see here where it comes from.</p>`;
    const { title, artist, durationSeconds, playId } = play;
    const picture = this.picture?.playId === playId ? this.picture : null;
    const at =
      durationSeconds === null || durationSeconds === 0 ? null : this.#positionOf(play) / durationSeconds;
    return html`<h1 title=${title}>${title}</h1>
      <p class="quiet">${artist}</p>
      ${picture === null ? nothing : [sourceBar(picture, at), stretches(picture, durationSeconds)]}`;
  }

  /** Where the track is now, in seconds: what is told comes seldom. */
  #positionOf({ positionSeconds, durationSeconds, isSounding }: Playing): number {
    const passedSeconds = isSounding ? (performance.now() - this.#toldMs) / 1_000 : 0;
    return Math.min(positionSeconds + passedSeconds, durationSeconds ?? Infinity);
  }
}

/** Every stretch, where it came from, and why. A block's place in time is that of its bytes: about right. */
function stretches(picture: BlockPicture, durationSeconds: number | null): TemplateResult {
  const timeOf = (block: number): string =>
    durationSeconds === null ? `block ${block}` : clockTime((block / picture.blockCount) * durationSeconds);
  return html`<h2>Where it came from</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">About</th>
          <th scope="col">Source</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        ${stretchesOf(picture).map(
          ({ first, end, source, reason }) =>
            html`<tr title=${blocksText(first, end)}>
              <td class="span">${timeOf(first)}–${timeOf(end)}</td>
              <td>${SOURCES[source]}</td>
              <td>${REASONS[reason]}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}

function blocksText(first: number, end: number): string {
  return end - first === 1 ? `Block ${first}` : `Blocks ${first} to ${end - 1}`;
}
