// What the model of the policy knows of a track that is wanted.
import type { FetchAction } from '../../src/engine/policy/fetchMessages';
import type { Purpose } from '../../src/engine/policy/wanted';
import type { ByteRange, Track } from '../../src/shared/track';

/** A request that the policy has asked for. */
export type Ask = FetchAction & { readonly type: 'askOrigin' | 'readCache' };

/** A track that is wanted, as the model sees it. */
export interface WatchedPlay {
  readonly playId: string;
  readonly track: Track;
  purpose: Purpose;
  /** Where the page has moved its window, or null. */
  moved: ByteRange | null;
  /** What the page counts on before it says more, in bytes: less for a play that was prepared. */
  readonly startBytes: number;
  readonly sent: Set<number>;
  readonly asks: Map<number, Asked>;
}

/** A request under way, and which of its blocks are still to come. */
export interface Asked {
  readonly ask: Ask;
  readonly left: Set<number>;
  readonly isBudgeted: boolean;
}

/** In which order plays come: what plays, what is prepared, what is prefetched. */
export function rank({ purpose }: WatchedPlay): number {
  return ['play', 'prepare', 'prefetch'].indexOf(purpose);
}

/** Whether it is the origin that was asked. */
export function isOfOrigin({ ask }: Asked): boolean {
  return ask.type === 'askOrigin';
}

/** Whether two tracks are the same bytes. */
export function isSame(a: Track, b: Track): boolean {
  return JSON.stringify([a.id, a.revision, a.sizeBytes]) === JSON.stringify([b.id, b.revision, b.sizeBytes]);
}
