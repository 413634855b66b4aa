// Counts what happens to plays. It is told of bytes, sounds and seeks in the order in which they come, and has no clock.
//
// A play counts with its first sound. An **underrun** is a sound that turns from `sounding` to `loading` within a play: the
// playhead met the end of the buffer. The loading that a start, a pause, a page that comes anew or a seek brings about is
// none. After a seek the page may report once or twice from the old place before it has heard of it: until it sounds near
// the new one, loading is the seek's.
import type { Snapshot, SoundState } from '../../shared/snapshot';
import type { BytesBySource, SentBytes, Statistics } from '../../shared/statistics';
import { Latencies, type LatencyCount } from './latencies';

/** What is kept between engines. */
export interface KeptStatistics {
  readonly playedBytes: BytesBySource;
  readonly prefetchedBytes: BytesBySource;
  readonly sent: SentBytes;
  readonly plays: number;
  readonly underruns: number;
  readonly playsWithStutter: number;
  readonly latency: {
    readonly cached: readonly LatencyCount[];
    readonly origin: readonly LatencyCount[];
  };
}

/** Before anything went to others. */
export const NOTHING_SENT: SentBytes = { totalBytes: 0, day: '', dayBytes: 0 };

/** Before anything was counted. */
export const NO_STATISTICS: KeptStatistics = {
  playedBytes: { cache: 0, origin: 0, peers: 0 },
  prefetchedBytes: { cache: 0, origin: 0, peers: 0 },
  sent: NOTHING_SENT,
  plays: 0,
  underruns: 0,
  playsWithStutter: 0,
  latency: { cached: [], origin: [] },
};

/** Bytes that came: to a page for a play, current or in case it comes; or (`playId` null) into the cache for none yet. */
export interface CountedBytes {
  readonly playId: string | null;
  readonly source: keyof BytesBySource;
  readonly sizeBytes: number;
}

/** What a page said of its sound. */
export interface CountedSound {
  readonly playId: string;
  readonly state: SoundState;
  readonly positionSeconds: number;
  /** With the first sound since it was asked for; else null. */
  readonly latencyMs: number | null;
}

/** Plays whose bytes were sent ahead and that may still come: more than a page may have prepared, in every window. */
const MOST_AHEAD = 500;

/** A page reports about once a second: its first report from a new place is at most this far behind it, in seconds. */
const NEAR_SECONDS = 2;

/** The play that is current, as far as counting goes. */
interface CountedPlay {
  readonly playId: string;
  hasSounded: boolean;
  hasStuttered: boolean;
  isSounding: boolean;
  /** No byte of it has come from elsewhere. */
  isCached: boolean;
  /** Where it is to sound after a seek; null where it does. */
  seekingSeconds: number | null;
}

/** Counts, from what was kept. */
export class StatisticsCounter {
  readonly #bytes: Record<'play' | 'prefetch', { cache: number; origin: number; peers: number }>;
  readonly #latency: { readonly cached: Latencies; readonly origin: Latencies };
  #sent: SentBytes;
  #plays: number;
  #underruns: number;
  #playsWithStutter: number;
  #play: CountedPlay | null = null;
  /** Bytes that went to a page ahead of a play, by its id: should it be played, they were played. */
  readonly #ahead = new Map<string, { cache: number; origin: number; peers: number }>();

  constructor(kept: KeptStatistics) {
    this.#bytes = { play: { ...kept.playedBytes }, prefetch: { ...kept.prefetchedBytes } };
    this.#sent = kept.sent;
    this.#plays = kept.plays;
    this.#underruns = kept.underruns;
    this.#playsWithStutter = kept.playsWithStutter;
    this.#latency = {
      cached: new Latencies(kept.latency.cached),
      origin: new Latencies(kept.latency.origin),
    };
  }

  /**
   * The session has taken a step. `isContinued`: its play goes on where an engine before left it, and has been counted.
   * Returns whether another play, or none, is current now.
   */
  follow(before: Snapshot | null, after: Snapshot, isContinued: boolean): boolean {
    const playId = after.current?.playId ?? null;
    const isAnother = playId !== (this.#play?.playId ?? null);
    if (isAnother) this.#begin(playId, isContinued);
    if (this.#play !== null && after.seek !== null && after.seek.seekId !== before?.seek?.seekId)
      this.#play.seekingSeconds = after.seek.positionSeconds;
    return isAnother;
  }

  /** The current play goes to a page that has none of its bytes. */
  beginPage(): void {
    if (this.#play !== null)
      Object.assign(this.#play, { isSounding: false, isCached: true, seekingSeconds: null });
  }

  /** Bytes have come. */
  addBytes({ playId, source, sizeBytes }: CountedBytes): void {
    const isPlayed = playId !== null && playId === this.#play?.playId;
    this.#bytes[isPlayed ? 'play' : 'prefetch'][source] += sizeBytes;
    if (isPlayed && source !== 'cache' && this.#play !== null) this.#play.isCached = false;
    if (!isPlayed && playId !== null) this.#addAhead(playId)[source] += sizeBytes;
  }

  /** Bytes have gone to a peer; `day`: on which day, as `2026-11-26`. */
  addSent(sizeBytes: number, day: string): void {
    const { totalBytes, day: latest, dayBytes } = this.#sent;
    const before = day === latest ? dayBytes : 0;
    this.#sent = { totalBytes: totalBytes + sizeBytes, day, dayBytes: before + sizeBytes };
  }

  /** The page has said something of its sound. Returns whether a play, a latency or an underrun was counted. */
  hear(sound: CountedSound): boolean {
    const play = this.#play;
    if (play?.playId !== sound.playId) return false;
    const { isSounding } = play;
    play.isSounding = sound.state === 'sounding';
    if (sound.state === 'loading' && isSounding && play.seekingSeconds === null) {
      this.#countUnderrun(play);
      return true;
    }
    if (sound.state !== 'sounding') return false;
    if (isNear(play.seekingSeconds, sound.positionSeconds)) play.seekingSeconds = null;
    return this.#countSound(play, sound.latencyMs);
  }

  /** What is to be kept. */
  get kept(): KeptStatistics {
    const { cached, origin } = this.#latency;
    return { ...this.#counts, latency: { cached: cached.counts, origin: origin.counts } };
  }

  /** What hosts are told. */
  get figures(): Statistics {
    const { cached, origin } = this.#latency;
    return { ...this.#counts, latency: { cached: cached.figures, origin: origin.figures } };
  }

  get #counts(): Omit<KeptStatistics, 'latency'> {
    return {
      playedBytes: { ...this.#bytes.play },
      prefetchedBytes: { ...this.#bytes.prefetch },
      sent: this.#sent,
      plays: this.#plays,
      underruns: this.#underruns,
      playsWithStutter: this.#playsWithStutter,
    };
  }

  #begin(playId: string | null, isContinued: boolean): void {
    this.#play = playId === null ? null : newPlay(playId, isContinued);
    const ahead = this.#ahead.get(playId ?? '');
    if (ahead === undefined) return;
    this.#ahead.delete(playId ?? '');
    for (const source of ['cache', 'origin', 'peers'] as const) {
      this.#bytes.prefetch[source] -= ahead[source];
      this.#bytes.play[source] += ahead[source];
    }
  }

  #addAhead(playId: string): { cache: number; origin: number; peers: number } {
    const known = this.#ahead.get(playId);
    if (known !== undefined) return known;
    const [oldest] = this.#ahead.keys();
    if (this.#ahead.size >= MOST_AHEAD && oldest !== undefined) this.#ahead.delete(oldest);
    const none = { cache: 0, origin: 0, peers: 0 };
    this.#ahead.set(playId, none);
    return none;
  }

  #countUnderrun(play: CountedPlay): void {
    this.#underruns += 1;
    if (!play.hasStuttered) this.#playsWithStutter += 1;
    play.hasStuttered = true;
  }

  #countSound(play: CountedPlay, latencyMs: number | null): boolean {
    if (latencyMs !== null) this.#latency[play.isCached ? 'cached' : 'origin'].add(latencyMs);
    if (!play.hasSounded) this.#plays += 1;
    const isCounted = latencyMs !== null || !play.hasSounded;
    play.hasSounded = true;
    return isCounted;
  }
}

function newPlay(playId: string, isContinued: boolean): CountedPlay {
  return {
    playId,
    hasSounded: isContinued,
    hasStuttered: false,
    isSounding: false,
    isCached: true,
    seekingSeconds: null,
  };
}

function isNear(seekingSeconds: number | null, positionSeconds: number): boolean {
  if (seekingSeconds === null) return false;
  return positionSeconds >= seekingSeconds - NEAR_SECONDS && positionSeconds <= seekingSeconds + NEAR_SECONDS;
}
