import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { PlayerView } from '../player';
import type { PlayerActions } from './actions';
import { filled } from './filled';
import { codicon, iconButton, REPEAT_ICON, REPEAT_ONE_ICON, SHUFFLE_ICON, SKIP_ICON } from './icons';

/** Shuffle, previous, play or pause, next, repeat. */
export function controls(player: PlayerView, actions: PlayerActions): TemplateResult {
  const isPlaying = player.wanted === 'playing' && player.track !== null && player.sound !== 'locked';
  const isDisabled = player.queue.length === 0;
  const previous = () => {
    actions.skip('previous');
  };
  const next = () => {
    actions.skip('next');
  };
  return html`<div class="controls">
    ${shuffleButton(player, actions)}
    ${iconButton({ name: 'Previous track', icon: SKIP_ICON, isMirrored: true, isDisabled, press: previous })}
    ${iconButton({
      name: isPlaying ? 'Pause' : 'Play',
      icon: codicon(isPlaying ? 'debug-pause' : 'play'),
      isDisabled,
      press: actions.togglePlay,
    })}
    ${iconButton({ name: 'Next track', icon: SKIP_ICON, isDisabled, press: next })}
    ${repeatButton(player, actions)}
  </div>`;
}

/** Its name says the state: what is pressed and what is named differently at once would be read twice. */
function shuffleButton({ isShuffled }: PlayerView, actions: PlayerActions): TemplateResult {
  return iconButton({
    name: `Shuffle: ${isShuffled ? 'on' : 'off'}`,
    icon: SHUFFLE_ICON,
    isOn: isShuffled,
    isDisabled: false,
    press: () => {
      actions.toggleShuffle();
    },
  });
}

function repeatButton({ repeat }: PlayerView, actions: PlayerActions): TemplateResult {
  return iconButton({
    name: `Repeat: ${repeat}`,
    icon: repeat === 'one' ? REPEAT_ONE_ICON : REPEAT_ICON,
    isOn: repeat !== 'off',
    isDisabled: false,
    press: () => {
      actions.cycleRepeat();
    },
  });
}

/** Mute, and how loud. */
export function volumeControl(player: PlayerView, actions: PlayerActions): TemplateResult {
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
      ${filled({ part: percent / 100 })}
      aria-label="Volume"
      aria-valuetext="${percent} percent"
      @input=${({ target }: Event) => {
        actions.setVolume((target as HTMLInputElement).valueAsNumber / 100);
      }}
    />
  </div>`;
}
