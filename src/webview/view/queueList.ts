import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { PlayerView } from '../player';
import type { PlayerActions } from './actions';
import './queueElement';

/** The queue, or what to do where there is none. `say` has something read out. */
export function queueList(
  player: PlayerView,
  actions: PlayerActions,
  say: (text: string) => void,
): TemplateResult | typeof nothing {
  if (player.queue.length === 0) return emptyState(player);
  return html`<starling-queue
    .queue=${player.queue}
    .currentEntryId=${player.currentEntryId}
    .sound=${player.sound}
    .actions=${actions}
    .say=${say}
  ></starling-queue>`;
}

function emptyState(player: PlayerView): TemplateResult | typeof nothing {
  if (player.problem !== null) return nothing;
  if (player.isOwnQueue)
    return html`<p class="empty">The queue is empty. Press Play to play everything there is.</p>`;
  return html`<p class="empty">
    No music yet. Add a folder or a server in the library, or run “Starling: Play the Demo Album”.
  </p>`;
}
