// Where each block of a play came from, and why it was asked for: what the statistics view shows.
import type { SoundSource } from './soundSource';

/**
 * Why blocks are asked for. Of a play: `head`, `read-ahead` · with peers: `in order`; `rarest`, well ahead; `urgent`: no peer
 * has it in time; `hedge`: late, and asked for twice; `late`: late, and asked for elsewhere · `prefetch`: the head of what
 * comes next · `prepare`: the first bytes of what may come.
 */
export type AskReason =
  'head' | 'read-ahead' | 'in order' | 'rarest' | 'urgent' | 'hedge' | 'late' | 'prefetch' | 'prepare';

/** Why a block came from where it did; `held`: it was in the cache. */
export type BlockReason = AskReason | 'held';

/** A block that went to the page of a play, or was had of a peer for it and waits in the cache until the page takes it. */
export interface BlockNote {
  readonly block: number;
  readonly source: SoundSource;
  readonly reason: BlockReason;
}

/** The blocks of the current play that have come. */
export interface BlockNotesMessage {
  readonly type: 'blockNotes';
  readonly playId: string;
  /** How many blocks the track has. */
  readonly blockCount: number;
  /** Forget what was said before: these are all. Else these are more. */
  readonly isAll: boolean;
  readonly notes: readonly BlockNote[];
}
