import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Track } from '../../shared/track';
import type { CoverPicture } from '../covers';
import type { PlayerView } from '../player';
import type { PlayerActions } from './actions';
import { controls, volumeControl } from './controls';
import './coverTile';
import type { LivePlay } from './live';
import './sourceLine';

/** What the upper part of the view is drawn from. */
export interface NowPlayingOptions {
  readonly player: PlayerView;
  readonly picture: CoverPicture | null;
  readonly actions: PlayerActions;
  readonly live: LivePlay;
}

/** The upper part of the view: what plays, the controls, and what is wrong. */
export function nowPlaying({ player, picture, actions, live }: NowPlayingOptions): TemplateResult {
  const { track } = player;
  const hasMusic = track !== null || player.queue.length > 0;
  return html`<section class="now-playing" aria-label="Now playing">
    ${track === null ? nothing : html`<starling-cover .picture=${picture}></starling-cover>`}
    ${trackLines(player, live)}
    <div class="sound">
      ${enableSound(player)} ${seekBar(player, actions, live)}
      ${
        hasMusic
          ? html`<div class="bar ${hasHours(track) ? 'has-hours' : ''}">
              ${controls(player, actions)} ${positionText(player, live)} ${volumeControl(player, actions)}
            </div>`
          : nothing
      }
    </div>
  </section>`;
}

function hasHours(track: Track | null): boolean {
  return (track?.durationSeconds ?? 0) >= 3_600;
}

/** Names are hostile text, and may be as long as their file: cut by the style, whole in the tooltip. */
function trackLines(player: PlayerView, live: LivePlay): TemplateResult | typeof nothing {
  if (player.track === null) return nothing;
  const { id, title, artist, album } = player.track;
  return html`<div class="names">
    <div class="title" title=${title}>${title}</div>
    <div class="artist" title=${artist}>${artist}</div>
    <div class="album" title=${album}>${album}</div>
    <starling-source
      .source=${live.source}
      .trackId=${id}
      .sound=${player.sound}
      .isElsewhere=${player.isElsewhere}
      .lastKnown=${player.positionSeconds}
      .mediaInfo=${player.mediaInfo}
    ></starling-source>
  </div>`;
}

/** The click itself unlocks the page, wherever it falls; the button says that one is needed. */
function enableSound(player: PlayerView): TemplateResult | typeof nothing {
  if (player.sound !== 'locked') return nothing;
  return html`<button class="primary" type="button" aria-describedby="why-enable">Enable sound</button>
    <p id="why-enable" class="hint">VS Code lets a view sound only after a click in it.</p>`;
}

/** Only where it is known how long the track is. */
function seekBar(
  { track, positionSeconds, sound }: PlayerView,
  actions: PlayerActions,
  live: LivePlay,
): TemplateResult | typeof nothing {
  if (track === null || track.durationSeconds === null) return nothing;
  return html`<starling-seek-bar
    .position=${live.position}
    .buffered=${live.buffered}
    .lastKnown=${positionSeconds}
    .durationSeconds=${track.durationSeconds}
    .isMoving=${sound === 'sounding' || sound === 'loading'}
    .seek=${actions.seek}
  ></starling-seek-bar>`;
}

function positionText(player: PlayerView, live: LivePlay): TemplateResult | typeof nothing {
  if (player.track === null) return nothing;
  return html`<starling-position
    class="position"
    .position=${live.position}
    .lastKnown=${player.positionSeconds}
    .durationSeconds=${player.track.durationSeconds}
    .isMoving=${player.sound === 'sounding'}
  ></starling-position>`;
}
