// What has come of the current play, as it is drawn: stretches of blocks that came from the same place for the same reason.
import type { BlockNote, BlockNotesMessage, BlockReason } from '../../shared/blockNotes';
import type { SoundSource } from '../../shared/soundSource';

/** Blocks `[first, end)` that came from one place for one reason. */
export interface Stretch {
  readonly first: number;
  readonly end: number;
  readonly source: SoundSource;
  readonly reason: BlockReason;
}

/** The blocks of one play. Immutable. */
export interface BlockPicture {
  readonly playId: string;
  readonly blockCount: number;
  readonly notes: ReadonlyMap<number, BlockNote>;
}

/** The picture after the engine has told of blocks; of another play it begins anew. */
export function withNotes(
  before: BlockPicture | null,
  { playId, blockCount, isAll, notes }: BlockNotesMessage,
): BlockPicture {
  const known = isAll || before?.playId !== playId ? [] : before.notes;
  const after = new Map(known);
  for (const note of notes) after.set(note.block, note);
  return { playId, blockCount, notes: after };
}

/** The stretches of a picture, in the order of the track. */
export function stretchesOf({ notes }: BlockPicture): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const { block, source, reason } of [...notes.values()].sort((a, b) => a.block - b.block)) {
    const last = stretches.at(-1);
    if (last?.end === block && last.source === source && last.reason === reason)
      stretches[stretches.length - 1] = { ...last, end: block + 1 };
    else stretches.push({ first: block, end: block + 1, source, reason });
  }
  return stretches;
}

/** The share of each source, of all blocks of the track: from 0 to 1. Sources of nothing are left out. */
export function sharesOf({ notes, blockCount }: BlockPicture): ReadonlyMap<SoundSource, number> {
  const counts = new Map<SoundSource, number>();
  for (const { source } of notes.values()) counts.set(source, (counts.get(source) ?? 0) + 1);
  return new Map(Array.from(counts, ([source, count]) => [source, count / Math.max(1, blockCount)]));
}

/** The share of the track that hasn't been had yet: from 0 to 1. */
export function missingShareOf({ notes, blockCount }: BlockPicture): number {
  return Math.max(0, blockCount - notes.size) / Math.max(1, blockCount);
}
