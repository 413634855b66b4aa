// The session: queue, current play, position and what the listener wants, as a pure reducer. Hosts send intents and
// show snapshots; nobody else holds a second copy.
import type { Intent } from '../../shared/messages';
import type { Play, Snapshot, SoundState } from '../../shared/snapshot';
import type { Track } from '../../shared/track';

/** What happened. Events that may start a play bring an unused play id for it. */
export type SessionEvent =
  | { readonly type: 'queueLoaded'; readonly tracks: readonly Track[]; readonly newPlayId: string }
  | { readonly type: 'problemArose'; readonly message: string }
  | { readonly type: 'intended'; readonly intent: Intent; readonly newPlayId: string }
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
  | { readonly type: 'pageGone' };

/** A track that has played longer than this starts over on "previous", as in every player. In seconds. */
const PREVIOUS_RESTARTS_AFTER_SECONDS = 3;

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
      return intend(
        { ...snapshot, problem: snapshot.queue.length === 0 ? snapshot.problem : null },
        event.intent,
        event.newPlayId,
      );
    case 'soundChanged':
      return changeSound(snapshot, event);
    case 'playEnded':
      return isCurrent(snapshot, event.playId) ? step(snapshot, 1, event.newPlayId) : snapshot;
    case 'playFailed':
      return isCurrent(snapshot, event.playId)
        ? { ...step(snapshot, 1, event.newPlayId), problem: event.message }
        : snapshot;
    case 'pageGone':
      return { ...snapshot, wanted: 'paused', sound: 'silent' };
  }
}

/** Takes a new queue. What was asked for while there was none starts now; what plays goes on if it is still listed. */
function loadQueue(snapshot: Snapshot, queue: readonly Track[], newPlayId: string): Snapshot {
  const { current, wanted } = snapshot;
  if (current !== null && queue.some((track) => track.id === current.trackId))
    return { ...snapshot, queue, problem: null };
  const loaded = { ...stopped(snapshot), queue, problem: null };
  return current === null && wanted === 'playing' && queue.length > 0
    ? startAt(loaded, 0, newPlayId)
    : loaded;
}

function intend(snapshot: Snapshot, intent: Intent, newPlayId: string): Snapshot {
  switch (intent.kind) {
    case 'playTrack':
      return start(snapshot, { playId: intent.playId, trackId: intent.trackId });
    case 'play':
      return snapshot.current === null ? startAt(snapshot, 0, newPlayId) : { ...snapshot, wanted: 'playing' };
    case 'pause':
      return { ...snapshot, wanted: 'paused' };
    case 'togglePlay':
      return intend(snapshot, { kind: snapshot.wanted === 'playing' ? 'pause' : 'play' }, newPlayId);
    case 'next':
      return step(snapshot, 1, newPlayId);
    case 'previous':
      return step(snapshot, snapshot.positionSeconds > PREVIOUS_RESTARTS_AFTER_SECONDS ? 0 : -1, newPlayId);
  }
}

/** Moves by `by` tracks in the queue: past the end it stops, before the beginning it starts the first one over. */
function step(snapshot: Snapshot, by: number, newPlayId: string): Snapshot {
  const { current } = snapshot;
  const at = snapshot.queue.findIndex((track) => track.id === current?.trackId);
  return by > 0 && at + by >= snapshot.queue.length
    ? stopped(snapshot)
    : startAt(snapshot, Math.max(0, at + by), newPlayId);
}

/** Starts the track at `index`; with an empty queue, the first one as soon as there is one. */
function startAt(snapshot: Snapshot, index: number, playId: string): Snapshot {
  const track = snapshot.queue[index];
  return track === undefined
    ? { ...snapshot, wanted: 'playing' }
    : start(snapshot, { playId, trackId: track.id });
}

function start(snapshot: Snapshot, play: Play): Snapshot {
  const isInQueue = snapshot.queue.some((track) => track.id === play.trackId);
  if (!isInQueue)
    return { ...snapshot, problem: 'This track is no longer in the queue. Choose another one.' };
  return { ...snapshot, current: play, wanted: 'playing', sound: 'loading', positionSeconds: 0 };
}

function stopped(snapshot: Snapshot): Snapshot {
  return { ...snapshot, current: null, wanted: 'paused', sound: 'silent', positionSeconds: 0 };
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
