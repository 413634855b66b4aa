import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { entryIdOf, type QueueEntry, type SoundState } from '../../shared/snapshot';
import { placed } from './placed';
import { clockTime } from './time';
import { ROW_PIXELS } from './virtualRows';

/** What a row shows. */
export interface QueueRow {
  readonly entry: QueueEntry;
  /** Its place in the order of play, and how many there are. */
  readonly at: number;
  readonly count: number;
  /** What is heard of it, where it is current. */
  readonly sound: SoundState | null;
  /** It is the one that Tab comes to. */
  readonly isActive: boolean;
}

/** What can be done by a row's buttons. Keys and dragging are the list's. */
export interface QueueRowActions {
  readonly play: (entry: QueueEntry) => void;
  readonly playNext: (entry: QueueEntry) => void;
  readonly remove: (entry: QueueEntry) => void;
}

/** The current row's icon says what is heard, not what is wanted. */
const CURRENT_ICONS: Readonly<Record<SoundState, string>> = {
  silent: 'debug-pause',
  paused: 'debug-pause',
  locked: 'mute',
  loading: 'loading codicon-modifier-spin',
  sounding: 'unmute',
};

/** A row of the queue. Its buttons beside the title are for the mouse: keys do the same. */
export function queueRow(
  { entry, at, count, sound, isActive }: QueueRow,
  actions: QueueRowActions,
): TemplateResult {
  const { title, artist, durationSeconds } = entry;
  const name = artist === '' ? title : `${title}, ${artist}`;
  return html`<li
    data-entry=${entryIdOf(entry)}
    aria-posinset=${at + 1}
    aria-setsize=${count}
    ${placed('top', at * ROW_PIXELS)}
  >
    <button
      class="row"
      type="button"
      title=${name}
      aria-label=${name}
      aria-current=${sound === null ? nothing : 'true'}
      tabindex=${isActive ? 0 : -1}
      @click=${() => {
        actions.play(entry);
      }}
    >
      <span
        class="codicon codicon-${sound === null ? 'music' : CURRENT_ICONS[sound]}"
        aria-hidden="true"
      ></span>
      <span class="row-title">${title}</span>
      <span class="row-artist">${artist}</span>
    </button>
    <span class="row-length">${durationSeconds === null ? '' : clockTime(durationSeconds)}</span>
    <span class="row-actions">
      ${rowButton('Play next', 'run-below', () => {
        actions.playNext(entry);
      })}
      ${rowButton('Remove from queue', 'close', () => {
        actions.remove(entry);
      })}
    </span>
  </li>`;
}

function rowButton(name: string, icon: string, press: () => void): TemplateResult {
  return html`<button
    class="icon"
    type="button"
    tabindex="-1"
    aria-label=${name}
    title=${name}
    @click=${press}
  >
    <span class="codicon codicon-${icon}" aria-hidden="true"></span>
  </button>`;
}
