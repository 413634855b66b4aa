// The plays that may come soon: each has its first bytes, its header read and half a second decoded, so that it can sound in
// the tick of a click, or at the frame where another ends. One for each track, under the id that it will have as a play.
import type { Play } from '../shared/snapshot';
import type { Track } from '../shared/track';
import type { TrackPlay } from './trackPlay';

/** A play that may come soon. */
export interface PreparedPlay extends Play {
  readonly track: Track;
  readonly pipeline: TrackPlay;
}

/** What prepared plays are made of. */
export interface PreparedPlaysOptions {
  readonly open: (track: Track) => PreparedPlay;
  /** The list has changed; the likeliest first. */
  readonly onList: (plays: readonly Play[]) => void;
}

/** The prepared plays. */
export class PreparedPlays {
  readonly #options: PreparedPlaysOptions;
  #plays: readonly PreparedPlay[] = [];

  constructor(options: PreparedPlaysOptions) {
    this.#options = options;
  }

  /** The prepared play of a track, or null. */
  of(trackId: string): PreparedPlay | null {
    return this.#plays.find((play) => play.trackId === trackId) ?? null;
  }

  /** The prepared play of this id, or null. */
  named(playId: string): PreparedPlay | null {
    return this.#plays.find((play) => play.playId === playId) ?? null;
  }

  /** Prepares these tracks, the likeliest first, and no others. Those that were prepared before stay as they are. */
  prepare(tracks: readonly Track[]): void {
    const plays = tracks.map((track) => this.#fresh(track) ?? this.#options.open(track));
    const isSame = plays.length === this.#plays.length && plays.every((play, at) => play === this.#plays[at]);
    if (isSame) return;
    const gone = this.#plays.filter((play) => !plays.includes(play));
    this.#plays = plays;
    for (const { pipeline } of gone) pipeline.dispose();
    this.#options.onList(this.#plays.map(({ playId, trackId }) => ({ playId, trackId })));
  }

  /** Takes a play out: it is going to be the current one. */
  take(taken: PreparedPlay): void {
    this.#plays = this.#plays.filter((play) => play !== taken);
  }

  /** The one that was prepared, if it is of these very bytes. One that failed stays: its click is answered at once. */
  #fresh({ id, revision }: Track): PreparedPlay | undefined {
    return this.#plays.find(({ track }) => track.id === id && track.revision === revision);
  }
}
