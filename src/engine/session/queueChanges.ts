// What the listener does to the queue, and what becomes of the current play by it.
//
// At first the queue is the whole catalogue and follows it: a folder that was just opened is played by one click, and what comes
// into it is there. With the first change it is the listener's own: nothing comes in or goes by itself any more, only names are
// brought up to date. An own queue that is empty is the whole catalogue again as soon as somebody presses Play.
import { MOST_QUEUED, type QueueIntent } from '../../shared/intents';
import { currentTrack, entryIdOf, playOrder, type QueueEntry, type Snapshot } from '../../shared/snapshot';
import type { Track } from '../../shared/track';
import type { Catalogue } from './catalogue';
import { goOnByItself, startEntry, stopped, type PlayIds } from './plays';
import {
  entriesOf,
  moved,
  put,
  refreshed,
  reshuffled,
  shuffle,
  wholeOf,
  without,
  type Place,
} from './queueEdits';

/** What comes with a wish that is about the queue. */
export interface QueueWish extends PlayIds {
  /** A number from 0 to 1, for shuffling. */
  readonly chance: () => number;
  readonly catalogue: Catalogue;
  /** The state before the last change of the queue, or null. */
  readonly undone: Snapshot | null;
}

/** What the origin lists now. */
export interface CatalogueChange extends PlayIds {
  readonly catalogue: Catalogue;
  /** A number from 0 to 1, for shuffling. */
  readonly chance: () => number;
}

/** Changes the queue. */
export function changeQueue(snapshot: Snapshot, intent: QueueIntent, wish: QueueWish): Snapshot {
  switch (intent.kind) {
    case 'playTracks':
      return playTracks(snapshot, intent, wish);
    case 'addToQueue':
      return add(snapshot, intent.place, tracksOf(snapshot, intent.trackIds, wish.catalogue));
    case 'removeFromQueue':
      return own(removed(snapshot, new Set(intent.entryIds), wish));
    case 'moveInQueue':
      return own({ ...snapshot, ...moved(snapshot, intent.entryIds, intent.beforeEntryId) });
    case 'clearQueue':
      return clear(snapshot);
    case 'undoQueue':
      return undo(snapshot, wish);
  }
}

/** Puts a track of the catalogue behind the current one, and returns it as it stands in the queue; null where there is no such track. */
export function putBehindCurrent(
  snapshot: Snapshot,
  trackId: string,
  catalogue: Catalogue,
): { readonly snapshot: Snapshot; readonly entry: QueueEntry } | null {
  const track = catalogue.track(trackId);
  const [entry] = track === null ? [] : entriesOf([track], snapshot.queue);
  if (entry === undefined || snapshot.queue.length >= MOST_QUEUED) return null;
  return { snapshot: own({ ...snapshot, ...put(snapshot, [entry], behindCurrent(snapshot)) }), entry };
}

/** The catalogue has changed. A queue that isn't the listener's own changes with it; what plays goes on if it is still there. */
export function takeCatalogue(snapshot: Snapshot, change: CatalogueChange): Snapshot {
  const { catalogue } = change;
  if (snapshot.isOwnQueue) return { ...snapshot, queue: refreshed(snapshot.queue, catalogue), problem: null };
  const loaded = { ...follow(snapshot, change), problem: null };
  if (snapshot.current !== null && currentTrack(loaded) !== null) return loaded;
  const [first] = playOrder(loaded);
  return snapshot.current === null && snapshot.wanted === 'playing' && first !== undefined
    ? startFirst(stopped(loaded), change)
    : stopped(loaded);
}

/** What is of an origin that is left goes. A queue of the listener's of which nothing is left is the whole catalogue again. */
export function leaveOrigin(
  snapshot: Snapshot,
  { has, ...ids }: PlayIds & { readonly has: (trackId: string) => boolean },
): Snapshot {
  const gone = snapshot.queue.filter(({ id }) => !has(id)).map(entryIdOf);
  const left = { ...removed(snapshot, new Set(gone), ids), canUndo: false };
  return { ...left, isOwnQueue: snapshot.isOwnQueue && left.queue.length > 0 };
}

/** Starts the first track; with an empty queue, as soon as there is one. */
export function startFirst(snapshot: Snapshot, ids: PlayIds): Snapshot {
  const [firstId] = playOrder(snapshot);
  const entry = snapshot.queue.find((each) => entryIdOf(each) === firstId);
  return entry === undefined ? { ...snapshot, wanted: 'playing' } : startEntry(snapshot, entry, ids);
}

/** An empty queue of the listener's own is the whole catalogue again. */
export function filled(snapshot: Snapshot, { catalogue, chance }: QueueWish): Snapshot {
  if (!snapshot.isOwnQueue || snapshot.queue.length > 0) return snapshot;
  const queue = wholeOf(catalogue, []);
  const shuffled = snapshot.shuffled && shuffle(queue, null, chance);
  return { ...snapshot, queue, shuffled, isOwnQueue: false };
}

function follow(snapshot: Snapshot, { catalogue, chance }: CatalogueChange): Snapshot {
  const queue = wholeOf(catalogue, snapshot.queue);
  const shuffled = snapshot.shuffled && reshuffled(snapshot.shuffled, queue, chance);
  return { ...snapshot, queue, shuffled, isOwnQueue: false };
}

/** The queue is the listener's own from now on. */
function own(snapshot: Snapshot): Snapshot {
  return { ...snapshot, isOwnQueue: true, canUndo: true };
}

function playTracks(
  snapshot: Snapshot,
  { trackIds, startIndex }: QueueIntent & { kind: 'playTracks' },
  wish: QueueWish,
): Snapshot {
  const before = trackIds.slice(0, startIndex ?? 0);
  const from = tracksOf(snapshot, before, wish.catalogue).length;
  const queue = entriesOf(tracksOf(snapshot, trackIds, wish.catalogue));
  if (queue.length === 0) return { ...snapshot, problem: GONE };
  // Whoever starts behind what is gone starts at the last that is left.
  const first = startIndex === null ? null : (queue[Math.min(from, queue.length - 1)] ?? null);
  const shuffled = snapshot.shuffled && shuffle(queue, first, wish.chance);
  const after = own({ ...snapshot, queue, shuffled });
  return first === null ? startFirst(after, wish) : startEntry(after, first, wish);
}

function add(snapshot: Snapshot, place: 'next' | 'end', tracks: readonly Track[]): Snapshot {
  if (tracks.length === 0) return { ...snapshot, problem: GONE };
  if (snapshot.queue.length + tracks.length > MOST_QUEUED) return { ...snapshot, problem: FULL };
  const entries = entriesOf(tracks, snapshot.queue);
  return own({ ...snapshot, ...put(snapshot, entries, place === 'end' ? 'end' : behindCurrent(snapshot)) });
}

/** Takes entries out. Where what plays is among them, the next that is left plays. */
function removed(snapshot: Snapshot, gone: ReadonlySet<string>, ids: PlayIds): Snapshot {
  const after = { ...snapshot, ...without(snapshot, gone) };
  const current = currentTrack(snapshot);
  if (current === null || !gone.has(entryIdOf(current))) return after;
  return goOnByItself(after, nextLeft(snapshot, gone), ids);
}

/** What is played behind the current track once these are gone; it goes round where all is repeated. */
function nextLeft(snapshot: Snapshot, gone: ReadonlySet<string>): QueueEntry | null {
  const entries = new Map(snapshot.queue.map((entry) => [entryIdOf(entry), entry]));
  const order = playOrder(snapshot);
  const current = currentTrack(snapshot);
  const at = current === null ? -1 : order.indexOf(entryIdOf(current));
  const coming = [...order.slice(at + 1), ...(snapshot.repeat === 'all' ? order.slice(0, at) : [])];
  return entries.get(coming.find((id) => !gone.has(id)) ?? '') ?? null;
}

function clear(snapshot: Snapshot): Snapshot {
  const current = currentTrack(snapshot);
  const ids = snapshot.queue.map(entryIdOf).filter((id) => current === null || id !== entryIdOf(current));
  return own({ ...snapshot, ...without(snapshot, new Set(ids)) });
}

/** What plays goes on: where it wasn't in the queue of then, it comes behind what was current then. */
function undo(snapshot: Snapshot, { undone, catalogue, chance }: QueueWish): Snapshot {
  if (undone === null) return { ...snapshot, canUndo: false };
  const { isOwnQueue, canUndo } = undone;
  const queue = isOwnQueue ? refreshed(undone.queue, catalogue) : wholeOf(catalogue, undone.queue);
  const shuffled = snapshot.shuffled && reshuffled(undone.shuffled ?? snapshot.shuffled, queue, chance);
  const current = currentTrack(snapshot);
  const isThere = current === null || queue.some((entry) => entryIdOf(entry) === entryIdOf(current));
  const back = isThere ? { queue, shuffled } : put({ queue, shuffled }, [current], behindCurrent(undone));
  return { ...snapshot, ...back, isOwnQueue: isOwnQueue || !isThere, canUndo };
}

function behindCurrent(snapshot: Snapshot): Place {
  const current = currentTrack(snapshot);
  return current === null ? 'beginning' : { behind: entryIdOf(current) };
}

/** The tracks with these ids: of the catalogue, and of the queue before the catalogue is there. */
function tracksOf({ queue }: Snapshot, trackIds: readonly string[], catalogue: Catalogue): readonly Track[] {
  const queued = new Map(queue.map((entry): [string, Track] => [entry.id, entry]));
  return trackIds.flatMap((id) => catalogue.track(id) ?? queued.get(id) ?? []);
}

const GONE = 'This music is no longer in the library. Choose something else.';
const FULL = `The queue is full: it takes ${MOST_QUEUED.toLocaleString('en')} tracks. Remove some first.`;
