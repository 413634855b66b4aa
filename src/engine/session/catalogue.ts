import type { Track } from '../../shared/track';

/** What the origin lists, in its order. A library to choose from; what is played is the queue. */
export class Catalogue {
  /** Of tracks with the same id the first. */
  readonly tracks: readonly Track[];
  readonly #byId = new Map<string, Track>();

  constructor(tracks: readonly Track[]) {
    for (const track of tracks) if (!this.#byId.has(track.id)) this.#byId.set(track.id, track);
    this.tracks = this.#byId.size === tracks.length ? tracks : [...this.#byId.values()];
  }

  /** The track with this id, or null. */
  track(id: string): Track | null {
    return this.#byId.get(id) ?? null;
  }
}
