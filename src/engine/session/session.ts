// The session: queue, current play, position and what the listener wants, as a pure reducer. Hosts send intents and
// show snapshots; nobody else holds a second copy.
import type { Intent } from '../../shared/intents';
import {
  currentTrack,
  entryOf,
  nextTrack,
  playOf,
  previousTrack,
  repeatAfter,
  trackBeside,
  type Play,
  type Snapshot,
  type SoundState,
} from '../../shared/snapshot';
import { goOn, goOnByItself, isCurrent, start, startEntry, stopped, type PlayIds } from './plays';
import {
  changeQueue,
  filled,
  leaveOrigin,
  putBehindCurrent,
  startFirst,
  takeCatalogue,
  type CatalogueChange,
  type QueueWish,
} from './queueChanges';
import { shuffle } from './queueEdits';

/** What happened. Events that may start a play bring ids for it. */
export type SessionEvent =
  /** Music is no longer taken from somewhere: only the tracks that `has` knows are still of an origin that is used. */
  | ({ readonly type: 'originLeft'; readonly has: (trackId: string) => boolean } & PlayIds)
  | ({ readonly type: 'catalogueChanged' } & CatalogueChange)
  | { readonly type: 'problemArose'; readonly message: string }
  /** `window` is where the wish comes from: its page sounds, unless another one does already. */
  | ({ readonly type: 'intended'; readonly intent: Intent } & Wish)
  /** What a lost engine knew. */
  | { readonly type: 'restored'; readonly snapshot: Snapshot }
  | {
      readonly type: 'soundChanged';
      readonly playId: string;
      readonly state: SoundState;
      readonly positionSeconds: number;
    }
  /** `next` is what the page has gone on with by itself, without a gap. */
  | ({ readonly type: 'playEnded'; readonly playId: string; readonly next: Play | null } & PlayIds)
  | ({ readonly type: 'playFailed'; readonly playId: string; readonly message: string } & PlayIds)
  /** The play fell silent though nobody asked: the device is gone, the computer slept. */
  | { readonly type: 'soundLost'; readonly playId: string; readonly message: string }
  | { readonly type: 'pageGone' };

/** The snapshot after an event: the same object when nothing changed, else one with the next revision. */
export function reduceSession(before: Snapshot, event: SessionEvent): Snapshot {
  const after = apply(before, event);
  return after === before ? before : { ...after, revision: before.revision + 1 };
}

function apply(snapshot: Snapshot, event: SessionEvent): Snapshot {
  switch (event.type) {
    case 'originLeft':
      return leaveOrigin(snapshot, event);
    case 'catalogueChanged':
      return takeCatalogue(snapshot, event);
    case 'problemArose':
      return {
        ...snapshot,
        problem: event.message,
        wanted: snapshot.current === null ? 'paused' : snapshot.wanted,
      };
    case 'intended':
      return intend(acknowledge(snapshot, event.window), event.intent, event);
    case 'restored':
      return snapshot.soundingWindow === null
        ? { ...event.snapshot, revision: snapshot.revision, canUndo: false }
        : snapshot;
    case 'soundChanged':
      return changeSound(snapshot, event);
    case 'playEnded':
      return isCurrent(snapshot, event.playId) ? end(snapshot, event.next, event) : snapshot;
    case 'playFailed':
      return isCurrent(snapshot, event.playId)
        ? { ...skipFailed(snapshot, event), problem: event.message }
        : snapshot;
    case 'soundLost':
      return isCurrent(snapshot, event.playId)
        ? { ...snapshot, wanted: 'paused', problem: event.message }
        : snapshot;
    case 'pageGone':
      return losePage(snapshot);
  }
}

/** A wish clears what was wrong before, and its window sounds if none does. */
function acknowledge(snapshot: Snapshot, window: string): Snapshot {
  const problem = snapshot.queue.length === 0 ? snapshot.problem : null;
  return { ...snapshot, problem, soundingWindow: snapshot.soundingWindow ?? window };
}

interface Wish extends QueueWish {
  readonly window: string;
}

function intend(snapshot: Snapshot, intent: Intent, wish: Wish): Snapshot {
  switch (intent.kind) {
    case 'playTrack':
      return playTrack(snapshot, intent, wish);
    case 'play':
      return snapshot.current === null
        ? startFirst(filled(snapshot, wish), wish)
        : { ...snapshot, wanted: 'playing' };
    case 'pause':
      return paused(snapshot);
    case 'togglePlay':
      return intend(snapshot, { kind: snapshot.wanted === 'playing' ? 'pause' : 'play' }, wish);
    case 'next':
      return goOn(snapshot, trackBeside(snapshot, 1), wish);
    case 'previous':
      return goBack(snapshot, wish);
    case 'seek':
      return seek(snapshot, intent);
    case 'seekBy': {
      const positionSeconds = snapshot.positionSeconds + intent.seconds;
      return seek(snapshot, { kind: 'seek', positionSeconds, seekId: intent.seekId });
    }
    case 'stop':
      return stopped(snapshot);
    case 'setVolume':
      return setVolume(snapshot, intent.volume);
    case 'changeVolume':
      return setVolume(snapshot, snapshot.volume + intent.by);
    case 'toggleMute':
      return { ...snapshot, isMuted: !snapshot.isMuted };
    case 'setRepeat':
      return { ...snapshot, repeat: intent.repeat };
    case 'cycleRepeat':
      return { ...snapshot, repeat: repeatAfter(snapshot.repeat) };
    case 'toggleShuffle':
      return intend(snapshot, { kind: 'setShuffle', isOn: snapshot.shuffled === null }, wish);
    case 'setShuffle':
      return {
        ...snapshot,
        shuffled: intent.isOn ? shuffle(snapshot.queue, currentTrack(snapshot), wish.chance) : null,
      };
    case 'playTracks':
    case 'addToQueue':
    case 'removeFromQueue':
    case 'moveInQueue':
    case 'clearQueue':
    case 'undoQueue':
      return changeQueue(snapshot, intent, wish);
  }
}

/** A play that nobody has heard of yet is opened by no page any more: what it does then is said here. */
function paused(snapshot: Snapshot): Snapshot {
  const sound = snapshot.sound === 'loading' ? 'paused' : snapshot.sound;
  return { ...snapshot, wanted: 'paused', sound };
}

/** A page that is to sound itself has made its audio ready under its own id; for another one, only what that has prepared counts. */
function playTrack(snapshot: Snapshot, play: Play, wish: Wish): Snapshot {
  const entry = entryOf(snapshot.queue, play);
  const found =
    entry === null ? putBehindCurrent(snapshot, play.trackId, wish.catalogue) : { snapshot, entry };
  if (found === null)
    return { ...snapshot, problem: 'This track is no longer in the library. Choose another one.' };
  const isSoundingHere = wish.window === snapshot.soundingWindow;
  return isSoundingHere
    ? start(found.snapshot, found.entry, play.playId)
    : startEntry(found.snapshot, found.entry, { ...wish, newPlayId: play.playId });
}

/** A track has ended: what the page has gone on with is current where it is what follows, else what follows is started. */
function end(snapshot: Snapshot, next: Play | null, ids: PlayIds): Snapshot {
  const track = nextTrack(snapshot);
  const isJoined = next !== null && next.trackId === track?.id && !isCurrent(snapshot, next.playId);
  if (!isJoined) return goOnByItself(snapshot, track, ids);
  return {
    ...snapshot,
    current: playOf(track, next.playId),
    sound: 'sounding',
    positionSeconds: 0,
    seek: null,
  };
}

/** Goes on behind a track that can't be played; never round and round a queue of them. */
function skipFailed(snapshot: Snapshot, ids: PlayIds): Snapshot {
  return goOnByItself(snapshot, trackBeside({ ...snapshot, repeat: 'off' }, 1), ids);
}

function goBack(snapshot: Snapshot, wish: Wish): Snapshot {
  const entry = previousTrack(snapshot);
  return entry === null ? startFirst(filled(snapshot, wish), wish) : startEntry(snapshot, entry, wish);
}

/** Moves within the current track; where there is none, nothing moves. */
function seek(snapshot: Snapshot, { seekId, positionSeconds }: Intent & { kind: 'seek' }): Snapshot {
  const { current } = snapshot;
  if (current === null) return snapshot;
  const lastSeconds = currentTrack(snapshot)?.durationSeconds ?? Infinity;
  const within = Math.min(Math.max(positionSeconds, 0), lastSeconds);
  return {
    ...snapshot,
    positionSeconds: within,
    seek: { seekId, playId: current.playId, positionSeconds: within },
  };
}

/** Whoever turns the volume wants to hear what it is. In whole percents, so that steps up and down lead back. */
function setVolume(snapshot: Snapshot, volume: number): Snapshot {
  const within = Math.min(1, Math.max(0, Math.round(volume * 100) / 100));
  return { ...snapshot, volume: within, isMuted: snapshot.isMuted && within === 0 };
}

/** The window that sounded is gone: paused where it was, and any other may go on. */
function losePage(snapshot: Snapshot): Snapshot {
  const wasPlaying = snapshot.wanted === 'playing' && snapshot.current !== null;
  const problem = wasPlaying
    ? 'The player of the window that sounded was closed. Press Play to go on here.'
    : snapshot.problem;
  return {
    ...snapshot,
    wanted: 'paused',
    sound: snapshot.current === null ? 'silent' : 'paused',
    soundingWindow: null,
    problem,
  };
}

function changeSound(
  snapshot: Snapshot,
  report: { playId: string; state: SoundState; positionSeconds: number },
): Snapshot {
  if (!isCurrent(snapshot, report.playId)) return snapshot;
  return { ...snapshot, sound: report.state, positionSeconds: report.positionSeconds };
}
