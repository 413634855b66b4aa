// Composition root of the page: makes the wire, the speakers, the player and the view, and wires them. Decides nothing.
import type { PageSharingMessage } from '../shared/toPageMessages';
import { probeCodecs } from './codecProbe';
import { Covers } from './covers';
import { Disposables } from './disposables';
import { vsCodeLink, type FromHost } from './hostLink';
import { MediaControls } from './mediaControls';
import { Player } from './player';
import { SoundWatch } from './soundWatch';
import { Speakers } from './speakers';
import { TrackSearch } from './trackSearch';
import { onGesture } from './unlocking';
import { CalmShow } from './view/calmShow';
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
    calmShow.changed(player.view.sound === 'loading');
  },
});
const calmShow = new CalmShow(show);

const covers = new Covers({ send: link.send, onChange: show });
const search = new TrackSearch(link.send);
const controls = new MediaControls({
  setPlaying: (isPlaying) => {
    player.setPlaying(isPlaying);
  },
  skip: (kind) => {
    player.skip(kind);
  },
  seek: (positionSeconds) => {
    player.seek(positionSeconds);
  },
  position: () => player.positionSeconds,
});
const watch = new SoundWatch({
  wallMs: () => Date.now(),
  onLost: (message) => {
    player.lose(message);
  },
});

/** For Doctor. */
async function report(): Promise<void> {
  const codecs = await probeCodecs();
  link.send({ type: 'pageReport', report: { isUnlocked: speakers.isUnlocked, codecs } });
}

function show(): void {
  const shown = player.view;
  // Not in front of a first note.
  if (shown.sound !== 'loading' && shown.track !== null) covers.want([shown.track, player.nextTrack]);
  const picture = covers.of(shown.track);
  if (view instanceof StarlingPlayer) Object.assign(view, { player: shown, picture });
  watch.follow(player.context);
  controls.show({
    track: shown.track,
    artwork: picture?.address ?? null,
    isWanted: shown.wanted === 'playing',
    isSounding: shown.sound === 'sounding',
  });
}

function showSharing({ sharing, isAsked }: PageSharingMessage): void {
  if (view instanceof StarlingPlayer) view.sharing = { ...sharing, isAsked };
}

if (view instanceof StarlingPlayer) {
  view.live = {
    position: () => player.positionSeconds,
    buffered: () => player.buffered,
    source: () => player.source,
  };
  view.actions = {
    playTrack: (track) => {
      player.playTrack(track);
    },
    see: (tracks) => {
      player.see(tracks);
    },
    point: (track) => {
      player.point(track);
    },
    changeQueue: (intent) => {
      player.changeQueue(intent);
    },
    toggleShuffle: () => {
      player.changeMode('toggleShuffle');
    },
    cycleRepeat: () => {
      player.changeMode('cycleRepeat');
    },
    togglePlay: () => {
      player.togglePlay();
    },
    skip: (kind) => {
      player.skip(kind);
    },
    seek: (positionSeconds) => {
      player.seek(positionSeconds);
    },
    setVolume: (volume) => {
      player.setVolume(volume);
    },
    toggleMute: () => {
      player.toggleMute();
    },
    search: (query, onFound) => {
      search.ask(query, onFound);
    },
    answerSharing: (isOn) => {
      link.send({ type: 'sharingAnswer', isOn });
    },
  };
}

disposables.add(
  onGesture(document, {
    atOnce: () => {
      const isFirst = !speakers.isUnlocked;
      speakers.unlock();
      if (isFirst && speakers.context !== null) controls.unlock(speakers.context);
    },
    afterClick: () => {
      player.unlocked();
    },
  }),
);
disposables.add(() => {
  watch.stop();
  controls.dispose();
});
disposables.add(() => {
  speakers.dispose();
});
disposables.add(() => {
  player.dispose();
});
disposables.add(
  link.onMessage((message: FromHost) => {
    if (message.type === 'reportWanted') void report();
    else if (message.type === 'found') search.receive(message);
    else if (message.type === 'cover') void covers.receive(message);
    else if (message.type === 'sharing') showSharing(message);
    else player.receive(message);
  }),
);
window.addEventListener('pagehide', () => {
  disposables.dispose();
});

show();
link.send({ type: 'ready' });
