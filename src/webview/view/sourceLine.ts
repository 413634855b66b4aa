import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { MediaInfo } from '../../shared/mediaInfo';
import type { SoundState } from '../../shared/snapshot';
import type { SoundSource } from '../../shared/soundSource';
import { formatText } from './format';
import { codicon } from './icons';
import { SecondsWatch } from './secondsWatch';

/** An icon, and a few words. */
interface Said {
  readonly icon: string;
  readonly text: string;
}

const SOURCES: Readonly<Record<SoundSource, Said>> = {
  cache: { icon: 'database', text: 'From the cache' },
  origin: { icon: 'cloud', text: 'From the origin' },
  peers: { icon: 'broadcast', text: 'From peers' },
  folder: { icon: 'folder', text: 'From this folder' },
};

/** Where that comes from which sounds, in plain words; its format in the tooltip. It looks only while it is on screen and something plays. */
@customElement('starling-source')
export class SourceLine extends LitElement {
  @property({ attribute: false }) source: () => SoundSource | null = () => null;
  @property({ attribute: false }) trackId = '';
  @property({ attribute: false }) sound: SoundState = 'silent';
  @property({ attribute: false }) isElsewhere = false;
  /** Where the track stands as far as the engine knows, in seconds: another place may come from elsewhere. */
  @property({ attribute: false }) lastKnown = 0;
  @property({ attribute: false }) mediaInfo: MediaInfo | null = null;
  @state() private shown: SoundSource | null = null;
  readonly #watch = new SecondsWatch(this, () => {
    // Where nothing has come from yet, after a seek, the last is as good as known.
    this.shown = this.source() ?? this.shown;
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

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('trackId')) this.shown = null;
    if (changed.has('sound')) this.#watch.follow(this.sound === 'sounding');
    this.#watch.look();
  }

  protected override render(): TemplateResult | typeof nothing {
    const said = this.#said;
    if (said === null) return nothing;
    const format = this.mediaInfo === null ? '' : `: ${formatText(this.mediaInfo)}`;
    return html`<span class="source" title="${said.text}${format}"
      >${codicon(said.icon)}<span>${said.text}</span></span
    >`;
  }

  get #said(): Said | null {
    if (this.isElsewhere) return { icon: 'multiple-windows', text: 'In another window' };
    if (this.sound === 'loading') return { icon: 'loading codicon-modifier-spin', text: 'Loading…' };
    return this.shown === null ? null : SOURCES[this.shown];
  }
}
