// The queue and the order that it is played in, and how they change together. Two orders are kept while the queue is shuffled:
// its own, to come back to, and the one of play. What is put in has a place in both, and what is moved is moved in the one that
// is played.
import { entryIdOf, playOrder, type QueueEntry, type Snapshot } from '../../shared/snapshot';
import type { Track } from '../../shared/track';
import type { Catalogue } from './catalogue';

/** Entries and the order they are played in. */
export type Queue = Pick<Snapshot, 'queue' | 'shuffled'>;

/** These tracks (or entries) as entries, each with an id that none of the queue has. */
export function entriesOf(tracks: readonly QueueEntry[], queue: readonly QueueEntry[] = []): QueueEntry[] {
  const taken = new Set(queue.map(entryIdOf));
  const counts = new Map<string, number>();
  return tracks.map((track) => {
    let count = counts.get(track.id) ?? 1;
    const idOf = (): string => (count === 1 ? track.id : `${track.id} ${count}`);
    while (taken.has(idOf())) count += 1;
    taken.add(idOf());
    counts.set(track.id, count);
    return count === 1 && track.entryId === undefined ? track : { ...track, entryId: idOf() };
  });
}

/** Where something is put: behind the entry with this id, at the beginning, or at the end. */
export type Place = { readonly behind: string } | 'beginning' | 'end';

/** Puts entries in, at the same place of both orders. */
export function put({ queue, shuffled }: Queue, entries: readonly QueueEntry[], place: Place): Queue {
  const into = <T>(items: readonly T[], added: readonly T[], ids: readonly string[]): readonly T[] =>
    items.toSpliced(indexOf(place, ids), 0, ...added);
  return {
    queue: into(queue, entries, queue.map(entryIdOf)),
    shuffled: shuffled && into(shuffled, entries.map(entryIdOf), shuffled),
  };
}

/** Takes entries out. */
export function without({ queue, shuffled }: Queue, gone: ReadonlySet<string>): Queue {
  return {
    queue: queue.filter((entry) => !gone.has(entryIdOf(entry))),
    shuffled: shuffled && shuffled.filter((id) => !gone.has(id)),
  };
}

/** Moves entries, in the order given, to before another one (null: to the end) in the order that is played. */
export function moved(before: Queue, entryIds: readonly string[], beforeEntryId: string | null): Queue {
  const entries = new Map(before.queue.map((entry) => [entryIdOf(entry), entry]));
  const ids = [...new Set(entryIds)].filter((id) => entries.has(id));
  const isMoved = new Set(ids);
  const order = playOrder(before);
  // One that is moved itself stands for the next that stays.
  const at = beforeEntryId === null ? -1 : order.indexOf(beforeEntryId);
  const target = at < 0 ? undefined : order.slice(at).find((id) => !isMoved.has(id));
  const left = order.filter((id) => !isMoved.has(id));
  const after = left.toSpliced(target === undefined ? left.length : left.indexOf(target), 0, ...ids);
  if (before.shuffled !== null) return { ...before, shuffled: after };
  return { queue: after.flatMap((id) => entries.get(id) ?? []), shuffled: null };
}

/** What the catalogue says now of the queue's tracks; what it doesn't list stays as it was. The same array where nothing has changed. */
export function refreshed(queue: readonly QueueEntry[], catalogue: Catalogue): readonly QueueEntry[] {
  const entries = queue.map((entry) => {
    const track = catalogue.track(entry.id);
    if (track === null || isSame(entry, track)) return entry;
    return entry.entryId === undefined ? track : { ...track, entryId: entry.entryId };
  });
  return entries.every((entry, at) => entry === queue[at]) ? queue : entries;
}

/** The whole catalogue as a queue. The same array where nothing has changed: a queue that is known isn't told again. */
export function wholeOf({ tracks }: Catalogue, queue: readonly QueueEntry[]): readonly QueueEntry[] {
  const isKept =
    tracks.length === queue.length &&
    queue.every((entry, at) => {
      const track = tracks[at];
      return track !== undefined && entry.entryId === undefined && isSame(entry, track);
    });
  return isKept ? queue : tracks;
}

/** An order of play for a changed queue: what is left of the old one, and behind it what is new, in a random order. */
export function reshuffled(
  shuffled: readonly string[],
  queue: readonly QueueEntry[],
  chance: () => number,
): readonly string[] {
  const ids = new Set(queue.map(entryIdOf));
  const known = new Set(shuffled);
  const added = queue.filter((entry) => !known.has(entryIdOf(entry)));
  return [...shuffled.filter((id) => ids.has(id)), ...shuffle(added, null, chance)];
}

/** A random order of play, with the given entry first. Source: Fisher and Yates, as in Knuth 2, 3.4.2. */
export function shuffle(
  queue: readonly QueueEntry[],
  first: QueueEntry | null,
  chance: () => number,
): readonly string[] {
  const ids = queue.filter((entry) => entry !== first).map(entryIdOf);
  for (let last = ids.length - 1; last > 0; last--) {
    const other = Math.floor(chance() * (last + 1));
    [ids[last], ids[other]] = [ids[other] ?? '', ids[last] ?? ''];
  }
  return first === null ? ids : [entryIdOf(first), ...ids];
}

function indexOf(place: Place, ids: readonly string[]): number {
  if (place === 'end') return ids.length;
  return place === 'beginning' ? 0 : ids.indexOf(place.behind) + 1;
}

const COMPARED = [
  'id',
  'title',
  'artist',
  'album',
  'durationSeconds',
  'sizeBytes',
  'revision',
  'contentId',
  'mediaType',
] as const satisfies (keyof Track)[];

/** Media info isn't in the queue. */
function isSame(entry: QueueEntry, track: Track): boolean {
  return (
    entry === track ||
    (COMPARED.every((key) => entry[key] === track[key]) &&
      JSON.stringify(entry.replayGain) === JSON.stringify(track.replayGain))
  );
}
