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

/** What happened. Events that may start a play bring an unused play id for it. */
export type SessionEvent =
  | { readonly type: 'queueLoaded'; readonly tracks: readonly Track[]; readonly newPlayId: string }
  | { readonly type: 'problemArose'; readonly message: string }
  /** `window` is where the wish comes from: its page sounds, unless another one does already. `chance` (0 to 1) is for shuffling. */
  | {
      readonly type: 'intended';
      readonly intent: Intent;
      readonly newPlayId: string;
      readonly window: string;
      readonly chance: () => number;
    }
  /** What a lost engine knew. */
  | { readonly type: 'restored'; readonly snapshot: Snapshot }
  | {
      readonly type: 'soundChanged';
      readonly playId: string;
      readonly state: SoundState;
      readonly positionSeconds: number;
    }
  | { readonly type: 'playEnded'; readonly playId: string; readonly newPlayId: string }
  | {
      readonly type: 'playFailed';
      readonly playId: string;
      readonly message: string;
      readonly newPlayId: string;
    }
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
      return loadQueue(snapshot, event.tracks, event.newPlayId);
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
      return isCurrent(snapshot, event.playId)
        ? goOn(snapshot, nextTrack(snapshot), event.newPlayId)
        : snapshot;
    case 'playFailed':
      return isCurrent(snapshot, event.playId)
        ? { ...skipFailed(snapshot, event.newPlayId), problem: event.message }
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
function loadQueue(snapshot: Snapshot, queue: readonly Track[], newPlayId: string): Snapshot {
  const { current, wanted, shuffled } = snapshot;
  const loaded = {
    ...snapshot,
    queue,
    shuffled: shuffled === null ? null : reshuffled(shuffled, queue),
    problem: null,
  };
  if (current !== null && queue.some((track) => track.id === current.trackId)) return loaded;
  return current === null && wanted === 'playing' && queue.length > 0
    ? startFirst(stopped(loaded), newPlayId)
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

interface Wish {
  readonly newPlayId: string;
  readonly chance: () => number;
}

function intend(snapshot: Snapshot, intent: Intent, wish: Wish): Snapshot {
  switch (intent.kind) {
    case 'playTrack':
      return start(snapshot, { playId: intent.playId, trackId: intent.trackId });
    case 'play':
      return snapshot.current === null
        ? startFirst(snapshot, wish.newPlayId)
        : { ...snapshot, wanted: 'playing' };
    case 'pause':
      return { ...snapshot, wanted: 'paused' };
    case 'togglePlay':
      return intend(snapshot, { kind: snapshot.wanted === 'playing' ? 'pause' : 'play' }, wish);
    case 'next':
      return goOn(snapshot, trackBeside(snapshot, 1), wish.newPlayId);
    case 'previous':
      return goBack(snapshot, wish.newPlayId);
    case 'seek':
      return seek(snapshot, intent);
    case 'setVolume':
      return { ...snapshot, volume: Math.min(1, Math.max(0, intent.volume)) };
    case 'setRepeat':
      return { ...snapshot, repeat: intent.repeat };
    case 'setShuffle':
      return { ...snapshot, shuffled: intent.isOn ? shuffle(snapshot, wish.chance) : null };
  }
}

/** Goes on behind a track that can't be played; never round and round a queue of them. */
function skipFailed(snapshot: Snapshot, newPlayId: string): Snapshot {
  return goOn(snapshot, trackBeside({ ...snapshot, repeat: 'off' }, 1), newPlayId);
}

/** Starts the given track; behind the last one, it stops. */
function goOn(snapshot: Snapshot, track: Track | null, newPlayId: string): Snapshot {
  return track === null ? stopped(snapshot) : start(snapshot, { playId: newPlayId, trackId: track.id });
}

function goBack(snapshot: Snapshot, newPlayId: string): Snapshot {
  const track = previousTrack(snapshot);
  return track === null
    ? startFirst(snapshot, newPlayId)
    : start(snapshot, { playId: newPlayId, trackId: track.id });
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
function startFirst(snapshot: Snapshot, playId: string): Snapshot {
  const trackId = snapshot.shuffled?.[0] ?? snapshot.queue[0]?.id;
  return trackId === undefined ? { ...snapshot, wanted: 'playing' } : start(snapshot, { playId, trackId });
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
