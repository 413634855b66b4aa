// A listener without a page: plays a track through the fetcher as the engine does, takes all bytes at once, and lets the playhead go on
// from the moment when the first sound would have come.
import type { BlockStore, BlockPins } from '../engine/blockStore';
import type { ParseMediaInfo } from '../engine/cacheEntry';
import { Fetcher } from '../engine/fetcher';
import type { FetchedBlock, FetchSource } from '../engine/fetcherParts';
import { PROFILES } from '../engine/policy/limits';
import type { Clock, Origin, Swarm } from '../engine/ports';
import type { Prove } from '../engine/proofs';
import { firstWindowBytes } from '../shared/firstWindow';
import type { Track } from '../shared/track';

/** How often the playhead moves, in milliseconds: as often as a page tells of it. */
const PLAYHEAD_MS = 1_000;

/** What a headless listener is made of. */
export interface HeadlessParts {
  readonly clock: Clock;
  readonly store: BlockStore & BlockPins;
  readonly prove: Prove;
  readonly parseMediaInfo: ParseMediaInfo;
  readonly origin: Origin;
  readonly swarm: Swarm;
  readonly newPlayId: () => string;
  /** Looks at what comes for the page's ears. */
  readonly onBlock?: (track: Track, block: FetchedBlock) => void;
  readonly warn: (text: string) => void;
}

/** What came of a play. */
export interface Played {
  readonly track: Track;
  /** Bytes by where they came from. */
  readonly bytes: Readonly<Record<FetchSource, number>>;
  /** From the click to the bytes that the first sound needs, in milliseconds; null where they never came. */
  readonly latencyMs: number | null;
  /** Why it can't be played, or null. */
  readonly problem: string | null;
}

interface Playing {
  readonly playId: string;
  readonly track: Track;
  readonly begunMs: number;
  readonly bytes: Record<FetchSource, number>;
  /** Bytes of the first window that haven't come. */
  missingBytes: number;
  latencyMs: number | null;
  readonly end: (problem: string | null) => void;
}

/** A listener. */
export class HeadlessListener {
  readonly #parts: HeadlessParts;
  readonly #fetcher: Fetcher;
  #playing: Playing | null = null;
  #onJoined: () => void = () => undefined;

  constructor(parts: HeadlessParts) {
    this.#parts = parts;
    const { clock, store, prove, parseMediaInfo, swarm, warn } = parts;
    this.#fetcher = new Fetcher({
      ...{ clock, store, prove, parseMediaInfo, warn, peers: swarm, limits: PROFILES.modern },
      onMediaInfo: () => undefined,
      onBlock: (block) => this.#take(block),
      onGiveUp: (playId, message) => {
        if (this.#playing?.playId === playId) this.#playing.end(message);
      },
    });
    swarm.onJoined((isJoined) => {
      this.#fetcher.usePeers(isJoined);
      this.#onJoined();
    });
    this.#fetcher.useOrigin(parts.origin);
  }

  /** Joins the swarm: resolves when peers can be asked, or after so many milliseconds. */
  joined(limitMs: number): Promise<void> {
    const { clock, swarm } = this.#parts;
    swarm.begin();
    if (swarm.report.state === 'joined') return Promise.resolve();
    return new Promise((resolve) => {
      this.#onJoined = resolve;
      clock.wakeAt(clock.nowMs() + limitMs, resolve);
    });
  }

  /** Plays a track; resolves when all of it has come, or it can't be had. */
  async play(track: Track): Promise<Played> {
    const { clock, newPlayId } = this.#parts;
    const about = { playId: newPlayId(), track, begunMs: clock.nowMs(), latencyMs: null };
    const bytes = { cache: 0, peers: 0, origin: 0 };
    const outcome: { playing?: Playing } = {};
    const problem = await new Promise<string | null>((end) => {
      const playing: Playing = { ...about, bytes, missingBytes: firstWindowBytes(track), end };
      outcome.playing = playing;
      this.#playing = playing;
      this.#fetcher.want(playing.playId, track, 'play');
      this.#fetcher.moveWindow(playing.playId, { start: 0, end: track.sizeBytes });
    });
    this.#playing = null;
    this.#fetcher.abandon(about.playId);
    return { track, bytes, latencyMs: outcome.playing?.latencyMs ?? null, problem };
  }

  #take(block: FetchedBlock): void {
    const { playId, start, bytes, source } = block;
    const playing = this.#playing;
    if (playing?.playId !== playId) return;
    this.#parts.onBlock?.(playing.track, block);
    playing.bytes[source] += bytes.length;
    const { track } = playing;
    const inFirst = Math.min(start + bytes.length, firstWindowBytes(track)) - start;
    playing.missingBytes -= Math.max(0, inFirst);
    if (playing.missingBytes <= 0 && playing.latencyMs === null) this.#sound(playing);
    const { cache, peers, origin } = playing.bytes;
    if (cache + peers + origin >= track.sizeBytes) playing.end(null);
  }

  #sound(playing: Playing): void {
    const { clock } = this.#parts;
    playing.latencyMs = clock.nowMs() - playing.begunMs;
    const soundedMs = clock.nowMs();
    const move = (): void => {
      if (this.#playing !== playing) return;
      const { playId, track } = playing;
      const leftSeconds = (track.durationSeconds ?? 0) - (clock.nowMs() - soundedMs) / 1_000;
      this.#fetcher.movePlayhead(playId, Math.max(0, leftSeconds), true);
      clock.wakeAt(clock.nowMs() + PLAYHEAD_MS, move);
    };
    move();
  }
}
