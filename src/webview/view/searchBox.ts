// The search within the view: a box, and what is found below it, in the place of the queue, while anything is typed. The
// focus stays in the box: arrows choose, Enter plays, Escape clears (ARIA 1.2, combobox with a list).
import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { LONGEST_QUERY } from '../../shared/pageMessages';
import type { Track } from '../../shared/track';
import type { PlayerActions } from './actions';
import { codicon } from './icons';
import { clockTime } from './time';

/** The box and its list. */
@customElement('starling-search')
export class SearchBox extends LitElement {
  @property({ attribute: false }) search: PlayerActions['search'] = () => undefined;
  /** Plays what was chosen. */
  @property({ attribute: false }) play: (track: Track) => void = () => undefined;
  /** A track that may be chosen in a moment. */
  @property({ attribute: false }) point: (track: Track) => void = () => undefined;
  /** Told how many were found, in words; empty when nothing is searched. */
  @property({ attribute: false }) say: (text: string) => void = () => undefined;
  @state() private query = '';
  /** Null until the first answer to a query. */
  @state() private found: readonly Track[] | null = null;
  @state() private chosen = 0;

  protected override createRenderRoot(): this {
    return this;
  }

  /** Puts the focus into the box, and takes hold of what stands there. */
  override focus(): void {
    this.#input?.focus();
    this.#input?.select();
  }

  get #input(): HTMLInputElement | null {
    return this.querySelector('input');
  }

  protected override render(): TemplateResult {
    const { found, chosen, query } = this;
    const isOpen = query.trim() !== '' && found !== null;
    this.toggleAttribute('open', isOpen);
    const choice = isOpen ? found[chosen] : undefined;
    return html`<div class="search">
        <input
          type="text"
          role="combobox"
          aria-label="Search"
          aria-autocomplete="list"
          aria-expanded=${isOpen}
          aria-controls="found"
          aria-activedescendant=${choice === undefined ? nothing : `found-${chosen}`}
          placeholder="Search title, artist or album"
          title="Search (/)"
          maxlength=${LONGEST_QUERY}
          autocomplete="off"
          spellcheck="false"
          .value=${query}
          @input=${this.#type}
          @keydown=${this.#press}
        />
        ${
          query === ''
            ? nothing
            : html`<button
                class="icon"
                type="button"
                aria-label="Clear the search"
                title="Clear (Escape)"
                @click=${this.#clear}
              >
                ${codicon('close')}
              </button>`
        }
      </div>
      ${isOpen ? this.#list(found) : nothing}`;
  }

  #list(found: readonly Track[]): TemplateResult {
    return html`<p class="found-count">${countText(found.length)}</p>
      <ul id="found" class="found" role="listbox" aria-label="Found">
        ${found.map((track, at) => this.#row(track, at))}
      </ul>`;
  }

  #row(track: Track, at: number): TemplateResult {
    const { title, artist, album, durationSeconds } = track;
    const name = [title, artist, album].filter((each) => each !== '').join(', ');
    return html`<li
      id="found-${at}"
      class="row"
      role="option"
      aria-label=${name}
      aria-selected=${at === this.chosen}
      title=${name}
      @pointerover=${() => {
        this.point(track);
      }}
      @click=${() => {
        this.chosen = at;
        this.play(track);
      }}
    >
      ${codicon('music')}
      <span class="row-title">${title}</span>
      <span class="row-artist">${artist}</span>
      <span class="row-length">${durationSeconds === null ? '' : clockTime(durationSeconds)}</span>
    </li>`;
  }

  readonly #type = ({ target }: Event): void => {
    this.query = (target as HTMLInputElement).value;
    if (this.query.trim() === '') this.#empty();
    else this.search(this.query, this.#take);
  };

  readonly #take = (tracks: readonly Track[]): void => {
    this.found = tracks;
    this.say(countText(tracks.length));
    this.#choose(0);
  };

  readonly #clear = (): void => {
    this.query = '';
    this.#empty();
    this.#input?.focus();
  };

  #empty(): void {
    this.found = null;
    this.say('');
  }

  readonly #press = (event: KeyboardEvent): void => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const act = this.#actionOf(event.key);
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  #actionOf(key: string): (() => void) | null {
    const { found, chosen } = this;
    if (key === 'Escape') return this.query === '' ? () => this.#input?.blur() : this.#clear;
    if (found === null || found.length === 0) return null;
    const track = found[chosen];
    switch (key) {
      case 'ArrowDown':
        return () => this.#choose((chosen + 1) % found.length);
      case 'ArrowUp':
        return () => this.#choose((chosen + found.length - 1) % found.length);
      case 'PageDown':
        return () => this.#choose(Math.min(chosen + PAGE_ROWS, found.length - 1));
      case 'PageUp':
        return () => this.#choose(Math.max(chosen - PAGE_ROWS, 0));
      case 'Enter':
        return track === undefined ? null : () => this.play(track);
      default:
        return null;
    }
  }

  /** What is chosen is got ready: Enter may follow. */
  #choose(at: number): void {
    this.chosen = at;
    const track = this.found?.[at];
    if (track !== undefined) this.point(track);
    void this.updateComplete.then(() => {
      this.querySelector(`#found-${at}`)?.scrollIntoView({ block: 'nearest' });
    });
  }
}

/** How far Page Up and Page Down go, in rows. */
const PAGE_ROWS = 8;

function countText(count: number): string {
  if (count === 0) return 'Nothing found. Try fewer or other letters.';
  return count === 1 ? '1 track' : `${count} tracks`;
}
