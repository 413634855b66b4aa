// Several origins as one: a track's id says which of them it is of. What is wrong with one of them is no matter of the others.
import type { Track } from '../shared/track';
import { OriginError, type Cover, type CoverRequest, type Origin, type OriginRead } from './ports';

/** Between the key of an origin and the id that a track has there. */
const SEPARATOR = ':';

/** The id of a track among those of all origins. An origin without a key is the only one, and its ids stand as they are. */
export function mergedId(key: string, trackId: string): string {
  return key === '' ? trackId : key + SEPARATOR + trackId;
}

/** Whether this is an id of a track of the origin with that key. */
export function isIdOf(key: string, id: string): boolean {
  return key !== '' && id.startsWith(key + SEPARATOR);
}

/** Reads tracks of whichever origin they are of. */
export class MergedOrigin implements Origin {
  readonly isLocal = false;
  readonly #origins: () => ReadonlyMap<string, Origin>;

  /** `origins`: those that are used now, by their keys. */
  constructor(origins: () => ReadonlyMap<string, Origin>) {
    this.#origins = origins;
  }

  /** Ids of tracks that stand as they are belong to the name of their only origin; others say themselves whose they are. */
  get name(): string {
    return this.#origins().get('')?.name ?? 'origins';
  }

  isLocalTrack(track: Track): boolean {
    return this.#find(track)?.origin.isLocal === true;
  }

  catalogue(): Promise<readonly Track[]> {
    return Promise.reject(new OriginError('each origin has a catalogue of its own', { isFinal: true }));
  }

  manifest(track: Track, signal: AbortSignal): Promise<Uint8Array> {
    const found = this.#find(track);
    return found === null ? Promise.reject(gone()) : found.origin.manifest(found.track, signal);
  }

  read({ track, range, onBytes }: OriginRead, signal: AbortSignal): Promise<void> {
    const found = this.#find(track);
    if (found === null) return Promise.reject(gone());
    return found.origin.read({ track: found.track, range, onBytes }, signal);
  }

  async cover(
    { track, ...request }: CoverRequest,
    signal: AbortSignal,
  ): Promise<Cover | Pick<Cover, 'id'> | null> {
    const found = this.#find(track);
    return (await found?.origin.cover?.({ ...request, track: found.track }, signal)) ?? null;
  }

  reconnect(): void {
    for (const origin of this.#origins().values()) origin.reconnect?.();
  }

  /** The origin of a track, and the track as that one knows it. */
  #find(track: Track): { readonly origin: Origin; readonly track: Track } | null {
    for (const [key, origin] of this.#origins()) {
      if (key === '') return { origin, track };
      if (isIdOf(key, track.id))
        return { origin, track: { ...track, id: track.id.slice(key.length + SEPARATOR.length) } };
    }
    return null;
  }
}

function gone(): OriginError {
  return new OriginError('its folder or server is no longer in the library', { isFinal: true });
}
