import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { entryIdOf, type QueueEntry, type SoundState } from '../../shared/snapshot';
import type { PlayerView } from '../player';
import type { PlayerActions } from './actions';
import { clockTime } from './time';

/** The queue, or what to do where there is none. */
export function queueList(player: PlayerView, actions: PlayerActions): TemplateResult | typeof nothing {
  if (player.queue.length === 0) return emptyState(player);
  return html`<ul class="queue" role="list" aria-label="Queue">
    ${repeat(player.queue, entryIdOf, (entry) =>
      row(entry, entryIdOf(entry) === player.currentEntryId ? CURRENT_ICONS[player.sound] : null, actions),
    )}
  </ul>`;
}

function emptyState(player: PlayerView): TemplateResult | typeof nothing {
  if (player.problem !== null) return nothing;
  return html`<p class="empty">
    No music yet. Enter a folder of music, or the address of a Starling origin, in the setting “Starling:
    Origin”.
  </p>`;
}

/** The current row's icon says what is heard, not what is wanted. */
const CURRENT_ICONS: Readonly<Record<SoundState, string>> = {
  silent: 'debug-pause',
  paused: 'debug-pause',
  locked: 'mute',
  loading: 'loading codicon-modifier-spin',
  sounding: 'unmute',
};

function row(track: QueueEntry, currentIcon: string | null, actions: PlayerActions): TemplateResult {
  const { title, artist, durationSeconds } = track;
  const name = artist === '' ? title : `${title}, ${artist}`;
  return html`<li>
    <button
      class="row"
      type="button"
      title=${name}
      aria-label=${name}
      aria-current=${currentIcon === null ? nothing : 'true'}
      @click=${() => {
        actions.playTrack(track);
      }}
    >
      <span class="codicon codicon-${currentIcon ?? 'music'}" aria-hidden="true"></span>
      <span class="row-title">${title}</span>
      <span class="row-artist">${artist}</span>
    </button>
    <span class="row-length">${durationSeconds === null ? '' : clockTime(durationSeconds)}</span>
  </li>`;
}
