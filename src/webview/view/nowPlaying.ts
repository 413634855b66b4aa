import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { PlayerView } from '../player';
import type { PlayerActions } from './actions';
import { filled } from './filled';

/** The upper part of the view: what plays, the controls, and what is wrong. */
export function nowPlaying(
  player: PlayerView,
  actions: PlayerActions,
  position: () => number,
): TemplateResult {
  return html`<section class="now-playing" aria-label="Now playing">
    ${player.track === null ? nothing : trackLines(player.track)} ${enableSound(player)}
    ${seekBar(player, actions, position)}
    <div class="bar">
      ${controls(player, actions)} ${positionText(player, position)} ${volume(player, actions)}
    </div>
  </section>`;
}

function trackLines({ title, artist }: { title: string; artist: string }): TemplateResult {
  return html`<div class="title" title=${title}>${title}</div>
    <div class="artist" title=${artist}>${artist}</div>`;
}

/** The click itself unlocks the page, wherever it falls; the button says that one is needed. */
function enableSound(player: PlayerView): TemplateResult | typeof nothing {
  if (player.sound !== 'locked') return nothing;
  return html`<button class="primary" type="button">Enable sound</button>`;
}

function controls(player: PlayerView, actions: PlayerActions): TemplateResult {
  const isPlaying = player.wanted === 'playing' && player.track !== null && player.sound !== 'locked';
  const isDisabled = player.queue.length === 0;
  const previous = () => {
    actions.skip('previous');
  };
  const next = () => {
    actions.skip('next');
  };
  return html`<div class="controls">
    ${iconButton({ name: 'Previous track', icon: SKIP_ICON, isMirrored: true, isDisabled, press: previous })}
    ${iconButton({
      name: isPlaying ? 'Pause' : 'Play',
      icon: codicon(isPlaying ? 'debug-pause' : 'play'),
      isDisabled,
      press: actions.togglePlay,
    })}
    ${iconButton({ name: 'Next track', icon: SKIP_ICON, isDisabled, press: next })}
  </div>`;
}

/** Only where it is known how long the track is. */
function seekBar(
  { track, positionSeconds, sound }: PlayerView,
  actions: PlayerActions,
  position: () => number,
): TemplateResult | typeof nothing {
  if (track === null || track.durationSeconds === null) return nothing;
  return html`<starling-seek-bar
    .position=${position}
    .lastKnown=${positionSeconds}
    .durationSeconds=${track.durationSeconds}
    .isMoving=${sound === 'sounding'}
    .seek=${actions.seek}
  ></starling-seek-bar>`;
}

function volume(player: PlayerView, actions: PlayerActions): TemplateResult {
  const isSilent = player.isMuted || player.volume === 0;
  const percent = player.isMuted ? 0 : Math.round(player.volume * 100);
  return html`<div class="volume">
    ${iconButton({
      name: player.isMuted ? 'Unmute' : 'Mute',
      icon: codicon(isSilent ? 'mute' : 'unmute'),
      isDisabled: false,
      press: actions.toggleMute,
    })}
    <input
      class="slider"
      type="range"
      min="0"
      max="100"
      step="5"
      .value=${String(percent)}
      ${filled(percent / 100)}
      aria-label="Volume"
      aria-valuetext="${percent} percent"
      @input=${({ target }: Event) => {
        actions.setVolume((target as HTMLInputElement).valueAsNumber / 100);
      }}
    />
  </div>`;
}

interface IconButton {
  readonly name: string;
  readonly icon: TemplateResult;
  readonly isMirrored?: boolean;
  readonly isDisabled: boolean;
  readonly press: () => void;
}

function iconButton({ name, icon, isMirrored, isDisabled, press }: IconButton): TemplateResult {
  return html`<button
    class="icon ${isMirrored === true ? 'mirrored' : ''}"
    type="button"
    aria-label=${name}
    title=${name}
    ?disabled=${isDisabled}
    @click=${press}
  >
    ${icon}
  </button>`;
}

function codicon(name: string): TemplateResult {
  return html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;
}

/** A triangle against a bar, in the codicons' stroke; they have none for skipping a track. */
const SKIP_ICON = html`<svg class="skip" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
  <path d="M3.5 3.4v9.2L10.6 8z M13 3v10" />
</svg>`;

function positionText(player: PlayerView, position: () => number): TemplateResult | typeof nothing {
  if (player.track === null) return nothing;
  return html`${
      player.sound === 'loading'
        ? html`<span
            class="codicon codicon-loading codicon-modifier-spin"
            title="Loading"
            aria-hidden="true"
          ></span>`
        : nothing
    }
    <starling-position
      class="position"
      .position=${position}
      .lastKnown=${player.positionSeconds}
      .durationSeconds=${player.track.durationSeconds}
      .isMoving=${player.sound === 'sounding'}
    ></starling-position>`;
}
