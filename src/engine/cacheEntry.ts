// What the cache knows a track by, and what lies there beside its blocks.
import type { MediaInfo } from '../shared/mediaInfo';
import type { Track } from '../shared/track';
import type { BlockStore } from './blockStore';
import type { Origin } from './ports';

/**
 * What the cache knows a track by: its content id, or else the origin's own name for these very bytes. The whole of it: one
 * that is too long for the store isn't kept, but never taken for another either.
 */
export function keyOf(track: Track, origin: Origin | null): string {
  return track.contentId ?? `${origin?.name ?? ''}/${track.id}/${track.revision}`;
}

/** Whether a track is read where it lies and never kept in the cache; so with no origin, which there is nothing to have from. */
export function isUncached(track: Track, origin: Origin | null): boolean {
  return origin === null || (origin.isLocalTrack?.(track) ?? origin.isLocal);
}

/** The text beside the blocks of a track: its media info as JSON, or null where nothing is known. */
export function sidecarOf({ mediaInfo }: Track): string | null {
  return mediaInfo === null ? null : JSON.stringify(mediaInfo);
}

/** Makes media info of the text that lies beside a track of `sizeBytes` bytes; null where it makes no sense. Made by the composition root. */
export type ParseMediaInfo = (sidecar: string, sizeBytes: number) => MediaInfo | null;

/** What the cache has of a track. */
export interface InCache {
  /** A have-map, or null where it has nothing. */
  readonly held: Uint8Array | null;
  /** The catalogue's, or else what lies beside the blocks. */
  readonly mediaInfo: MediaInfo | null;
}

/** Asks the store what it has of a track. A new track is made known to it, and what the catalogue knows is written down. */
export async function lookUpTrack(
  track: Track,
  parts: { readonly key: string; readonly store: BlockStore; readonly parseMediaInfo: ParseMediaInfo },
): Promise<InCache> {
  const { key, store, parseMediaInfo } = parts;
  const { sizeBytes, mediaInfo } = track;
  const description = { sizeBytes, proof: null, sidecar: sidecarOf(track) };
  const holding = await store.lookUp(key);
  if (holding?.sizeBytes !== sizeBytes) {
    // Not waited for: a first note would wait for the disk to write what nobody needs to read. Writes wait their turn behind it.
    void store.describe(key, description);
    return { held: null, mediaInfo };
  }
  const { haveMap: held, sidecar } = holding;
  if (mediaInfo === null)
    return { held, mediaInfo: sidecar === null ? null : parseMediaInfo(sidecar, sizeBytes) };
  if (sidecar !== description.sidecar) void store.describe(key, description);
  return { held, mediaInfo };
}
