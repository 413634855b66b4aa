// The session: queue, current play, position and what the listener wants, as a pure reducer. Hosts send intents and
// show snapshots; nobody else holds a second copy.
import type { Intent } from '../../shared/messages';
import {
  currentTrack,
  nextTrack,
  previousTrack,
  trackBeside,
  type Play,
  type Snapshot,
  type SoundState,
} from '../../shared/snapshot';
import type { Track } from '../../shared/track';

/** Ids for a play that is to be started: the sounding page's own where it has prepared the track, else a new one. */
export interface PlayIds {
  readonly newPlayId: string;
  readonly prepared: readonly Play[];
}

/** What happened. Events that may start a play bring ids for it. */
export type SessionEvent =
  | ({ readonly type: 'queueLoaded'; readonly tracks: readonly Track[] } & PlayIds)
  | { readonly type: 'problemArose'; readonly message: string }
  /** `window` is where the wish comes from: its page sounds, unless another one does already. `chance` (0 to 1) is for shuffling. */
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
    case 'queueLoaded':
      return loadQueue(snapshot, event.tracks, event);
    case 'problemArose':
      return {
        ...snapshot,
        problem: event.message,
        wanted: snapshot.current === null ? 'paused' : snapshot.wanted,
      };
    case 'intended':
      return intend(acknowledge(snapshot, event.window), event.intent, event);
    case 'restored':
      return snapshot.soundingWindow === null ? { ...event.snapshot, revision: snapshot.revision } : snapshot;
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

/** Takes a new queue. What was asked for while there was none starts now; what plays goes on if it is still listed. */
function loadQueue(snapshot: Snapshot, queue: readonly Track[], ids: PlayIds): Snapshot {
  const { current, wanted, shuffled } = snapshot;
  const loaded = {
    ...snapshot,
    queue,
    shuffled: shuffled === null ? null : reshuffled(shuffled, queue),
    problem: null,
  };
  if (current !== null && queue.some((track) => track.id === current.trackId)) return loaded;
  return current === null && wanted === 'playing' && queue.length > 0
    ? startFirst(stopped(loaded), ids)
    : stopped(loaded);
}

/** An order of play for a changed queue: what is left of the old one, and what is new behind it. */
function reshuffled(shuffled: readonly string[], queue: readonly Track[]): readonly string[] {
  const ids = new Set(queue.map(({ id }) => id));
  const known = new Set(shuffled);
  return [...shuffled.filter((id) => ids.has(id)), ...[...ids].filter((id) => !known.has(id))];
}

/** A wish clears what was wrong before, and its window sounds if none does. */
function acknowledge(snapshot: Snapshot, window: string): Snapshot {
  const problem = snapshot.queue.length === 0 ? snapshot.problem : null;
  return { ...snapshot, problem, soundingWindow: snapshot.soundingWindow ?? window };
}

interface Wish extends PlayIds {
  readonly window: string;
  readonly chance: () => number;
}

function intend(snapshot: Snapshot, intent: Intent, wish: Wish): Snapshot {
  switch (intent.kind) {
    case 'playTrack':
      return playTrack(snapshot, intent, wish);
    case 'play':
      return snapshot.current === null ? startFirst(snapshot, wish) : { ...snapshot, wanted: 'playing' };
    case 'pause':
      return { ...snapshot, wanted: 'paused' };
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
    case 'setShuffle':
      return { ...snapshot, shuffled: intent.isOn ? shuffle(snapshot, wish.chance) : null };
  }
}

/** A page that is to sound itself has made its audio ready under its own id; for another one, only what that has prepared counts. */
function playTrack(snapshot: Snapshot, { playId, trackId }: Play, wish: Wish): Snapshot {
  const isSoundingHere = wish.window === snapshot.soundingWindow;
  return isSoundingHere
    ? start(snapshot, { playId, trackId })
    : startAny(snapshot, trackId, { ...wish, newPlayId: playId });
}

/** A track has ended: what the page has gone on with is current where it is what follows, else what follows is started. */
function end(snapshot: Snapshot, next: Play | null, ids: PlayIds): Snapshot {
  const track = nextTrack(snapshot);
  const isJoined = next !== null && next.trackId === track?.id && !isCurrent(snapshot, next.playId);
  if (!isJoined) return goOnByItself(snapshot, track, ids);
  return { ...snapshot, current: next, sound: 'sounding', positionSeconds: 0, seek: null };
}

/** Goes on behind a track that can't be played; never round and round a queue of them. */
function skipFailed(snapshot: Snapshot, ids: PlayIds): Snapshot {
  return goOnByItself(snapshot, trackBeside({ ...snapshot, repeat: 'off' }, 1), ids);
}

/** The same as `goOn`, but nobody has asked for it: what the listener has paused in the last moment stays paused. */
function goOnByItself(snapshot: Snapshot, track: Track | null, ids: PlayIds): Snapshot {
  const after = goOn(snapshot, track, ids);
  if (snapshot.wanted === 'playing' || after.current === null) return after;
  return { ...after, wanted: 'paused', sound: 'paused' };
}

/** Starts the given track; behind the last one, it stops. */
function goOn(snapshot: Snapshot, track: Track | null, ids: PlayIds): Snapshot {
  return track === null ? stopped(snapshot) : startAny(snapshot, track.id, ids);
}

function goBack(snapshot: Snapshot, ids: PlayIds): Snapshot {
  const track = previousTrack(snapshot);
  return track === null ? startFirst(snapshot, ids) : startAny(snapshot, track.id, ids);
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

/** The queue in a random order, the current track first. Source: Fisher and Yates, as in Knuth 2, 3.4.2. */
function shuffle({ queue, current }: Snapshot, chance: () => number): readonly string[] {
  const ids = queue.map(({ id }) => id).filter((id) => id !== current?.trackId);
  for (let last = ids.length - 1; last > 0; last--) {
    const other = Math.floor(chance() * (last + 1));
    [ids[last], ids[other]] = [ids[other] ?? '', ids[last] ?? ''];
  }
  return current === null ? ids : [current.trackId, ...ids];
}

/** Starts the first track; with an empty queue, as soon as there is one. */
function startFirst(snapshot: Snapshot, ids: PlayIds): Snapshot {
  const trackId = snapshot.shuffled?.[0] ?? snapshot.queue[0]?.id;
  return trackId === undefined ? { ...snapshot, wanted: 'playing' } : startAny(snapshot, trackId, ids);
}

/** Starts a track, as the page has prepared it if it has. */
function startAny(snapshot: Snapshot, trackId: string, { newPlayId, prepared }: PlayIds): Snapshot {
  const known = prepared.find((play) => play.trackId === trackId && !isCurrent(snapshot, play.playId));
  return start(snapshot, { playId: known?.playId ?? newPlayId, trackId });
}

function start(snapshot: Snapshot, play: Play): Snapshot {
  const isInQueue = snapshot.queue.some((track) => track.id === play.trackId);
  if (!isInQueue)
    return { ...snapshot, problem: 'This track is no longer in the queue. Choose another one.' };
  return { ...snapshot, current: play, wanted: 'playing', sound: 'loading', positionSeconds: 0, seek: null };
}

function stopped(snapshot: Snapshot): Snapshot {
  return { ...snapshot, current: null, wanted: 'paused', sound: 'silent', positionSeconds: 0, seek: null };
}

function changeSound(
  snapshot: Snapshot,
  report: { playId: string; state: SoundState; positionSeconds: number },
): Snapshot {
  if (!isCurrent(snapshot, report.playId)) return snapshot;
  return { ...snapshot, sound: report.state, positionSeconds: report.positionSeconds };
}

function isCurrent(snapshot: Snapshot, playId: string): boolean {
  return snapshot.current?.playId === playId;
}
