// What this page wants and no snapshot has confirmed yet. Snapshots come late: several clicks may be on their way to the engine,
// and each is answered by a snapshot that knows nothing of those behind it. So a wish remembers all plays that it has passed,
// and a snapshot of one of them is merely late; one of any other play says that something else was decided.
import { MOST_PASSED_PLAYS } from './limits';
import type { Play, Snapshot } from '../shared/snapshot';

/** A wish of this page. */
export interface Wish {
  readonly wanted: Snapshot['wanted'];
  /** Whether playing or holding was wished by itself; else a snapshot that shows the play has decided about it. */
  readonly isToggled: boolean;
  /** The play that was started here, by a click or at another's end; null where only playing or holding is wished. */
  readonly play: Play | null;
  /** Its track was in the queue when it was wished. Else it was found elsewhere, and the engine puts it in. */
  readonly isListed: boolean;
  /** The plays that were current, or wished, before it; null where there was none. */
  readonly passedPlayIds: readonly (string | null)[];
}

/** The wish that this play is the current one and plays. */
export function wishToPlay(play: Play, before: Wish | null, snapshot: Snapshot): Wish {
  const wished = before?.play ? [before.play.playId] : [];
  const passed = [...(before?.passedPlayIds ?? []), snapshot.current?.playId ?? null, ...wished];
  const isListed = isIn(snapshot, play);
  return {
    wanted: 'playing',
    isToggled: false,
    play,
    isListed,
    passedPlayIds: passed.slice(-MOST_PASSED_PLAYS),
  };
}

/** The wish that it goes on, or holds; of the same play as before. */
export function wishFor(wanted: Snapshot['wanted'], before: Wish | null): Wish {
  return { play: null, isListed: false, passedPlayIds: [], ...before, wanted, isToggled: true };
}

/** Whether the snapshot knows of the wish, or something else has been decided since. */
export function isSettled(wish: Wish, snapshot: Snapshot): boolean {
  const { play, wanted, isToggled, passedPlayIds } = wish;
  const { current } = snapshot;
  if (play === null || current?.playId === play.playId) return !isToggled || wanted === snapshot.wanted;
  return isRefused(wish, play, snapshot) || !passedPlayIds.includes(current?.playId ?? null);
}

/** The track is gone: out of the queue, or it can't come into it, and the listener is told. */
function isRefused({ isListed }: Wish, play: Play, snapshot: Snapshot): boolean {
  return !isIn(snapshot, play) && (isListed || snapshot.problem !== null);
}

function isIn({ queue }: Snapshot, { trackId }: Play): boolean {
  return queue.some((entry) => entry.id === trackId);
}
