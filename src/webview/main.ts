// Composition root of the page: makes the wire, the speakers, the player and the view, and wires them. Decides nothing.
import type { ToPageMessage } from '../shared/messages';
import { Disposables } from './disposables';
import { vsCodeLink } from './hostLink';
import { Player } from './player';
import { Speakers } from './speakers';
import { onGesture } from './unlocking';
import { StarlingPlayer } from './view/starlingPlayer';

const disposables = new Disposables();
const link = vsCodeLink();
const speakers = new Speakers();
const view = document.querySelector('starling-player');

const player = new Player({
  speakers,
  send: link.send,
  now: () => performance.now(),
  onChange: () => {
    show();
  },
});

function show(): void {
  if (view instanceof StarlingPlayer) view.player = player.view;
}

if (view instanceof StarlingPlayer) {
  view.position = () => player.positionSeconds;
  view.actions = {
    playTrack: (track) => {
      player.playTrack(track);
    },
    see: (tracks) => {
      player.see(tracks);
    },
    togglePlay: () => {
      player.togglePlay();
    },
    skip: (kind) => {
      player.skip(kind);
    },
  };
}

disposables.add(
  onGesture(document, {
    atOnce: () => {
      speakers.unlock();
    },
    afterClick: () => {
      player.unlocked();
    },
  }),
);
disposables.add(() => {
  speakers.dispose();
});
disposables.add(() => {
  player.dispose();
});
disposables.add(
  link.onMessage((message: ToPageMessage) => {
    player.receive(message);
  }),
);
window.addEventListener('pagehide', () => {
  disposables.dispose();
});

show();
link.send({ type: 'ready' });
