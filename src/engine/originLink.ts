// The origin that is used now, and its catalogue: loaded when the origin is opened, asked for again while it is away, and
// taken anew whenever it changes.
import type { MediaInfo } from '../shared/mediaInfo';
import type { OriginReport } from '../shared/report';
import type { Track } from '../shared/track';
import type { Clock, Origin } from './ports';

/** What an origin link is made of. */
export interface OriginLinkParts {
  readonly clock: Clock;
  /** Makes the origin at an address. */
  readonly openOrigin: (url: string) => Origin;
  /** Another origin is used from now on, or none. */
  readonly onOrigin: (origin: Origin | null) => void;
  /** The music of the origin before is no longer to be had: before the catalogue that follows. */
  readonly onLeft: () => void;
  /** The catalogue, without media info. */
  readonly onCatalogue: (tracks: readonly Track[]) => void;
  /** The catalogue can't be had; `text` is a sentence that says what to do. */
  readonly onProblem: (text: string) => void;
  readonly info: (text: string) => void;
}

/** The pause before an origin that couldn't be reached is asked again for its catalogue, in milliseconds. */
const CATALOGUE_RETRY_MS = 5_000;

/** The one origin that is used. */
export class OriginLink {
  readonly #parts: OriginLinkParts;
  #used: { readonly url: string; readonly origin: Origin; readonly abort: AbortController } | null = null;
  readonly #mediaInfo = new Map<string, { readonly revision: string; readonly mediaInfo: MediaInfo }>();

  constructor(parts: OriginLinkParts) {
    this.#parts = parts;
  }

  /** What there is to say of it, or null where none is used. */
  get report(): OriginReport | null {
    if (this.#used === null) return null;
    const { name, isLocal } = this.#used.origin;
    return { kind: isLocal ? 'folder' : 'http', name };
  }

  /** Uses the origin at this address from now on, or none. */
  use(url: string | null): void {
    if (url === (this.#used?.url ?? null)) return;
    const hadOrigin = this.#used !== null;
    this.#used?.abort.abort();
    this.#used?.origin.close?.();
    this.#used = null;
    this.#parts.onOrigin(null);
    // What the last session left stands until the first catalogue is there; another origin's music goes at once.
    if (hadOrigin || url === null) this.#parts.onLeft();
    if (hadOrigin || url === null) this.#take([]);
    if (url !== null) this.#open(url);
  }

  /** The track with what the catalogue says of its sound. */
  withMediaInfo(track: Track): Track {
    const known = this.#mediaInfo.get(track.id);
    return known?.revision === track.revision ? { ...track, mediaInfo: known.mediaInfo } : track;
  }

  #open(url: string): void {
    const abort = new AbortController();
    const origin = this.#parts.openOrigin(url);
    this.#used = { url, origin, abort };
    this.#parts.onOrigin(origin);
    origin.onChange?.((tracks) => {
      if (!abort.signal.aborted) this.#take(tracks);
    });
    void this.#load(origin, abort.signal);
  }

  /** Media info stays out of the session: it would go with every snapshot to every window, 4 KB a track. */
  #take(tracks: readonly Track[]): void {
    this.#mediaInfo.clear();
    for (const { id, revision, mediaInfo } of tracks)
      if (mediaInfo !== null) this.#mediaInfo.set(id, { revision, mediaInfo });
    this.#parts.onCatalogue(tracks.map((track) => ({ ...track, mediaInfo: null })));
  }

  async #load(origin: Origin, signal: AbortSignal): Promise<void> {
    const { clock, info, onProblem } = this.#parts;
    try {
      const tracks = await origin.catalogue(signal);
      if (signal.aborted) return;
      info(`${tracks.length} tracks at ${origin.name}.`);
      this.#take(tracks);
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      onProblem(
        `No music from ${origin.name}: ${message}. Start the origin, or change the setting “Starling: Origin”.`,
      );
      clock.wakeAt(clock.nowMs() + CATALOGUE_RETRY_MS, () => {
        if (!signal.aborted) void this.#load(origin, signal);
      });
    }
  }
}
