// What has been counted of all plays so far, as hosts are told it.

/** Bytes by where they came from. */
export interface BytesBySource {
  readonly cache: number;
  /** Also those of a folder of this machine, which is an origin too. */
  readonly origin: number;
  readonly peers: number;
}

/** Bytes of music that went to other members of a server. */
export interface SentBytes {
  /** Since the first. */
  readonly totalBytes: number;
  /** On the latest day on which any did, as `2026-11-26` in the engine's time zone; empty where none ever did. */
  readonly day: string;
  /** On that day. */
  readonly dayBytes: number;
}

/** Playback latency: from the click, or the command, to the first sound. Right to 1 %. */
export interface LatencyFigures {
  readonly plays: number;
  readonly p50Ms: number;
  readonly p75Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
}

/** Counted since the first play, over all restarts. */
export interface Statistics {
  /** Bytes that went to a page to be played. What peers sent for that play is theirs, also where the cache kept it until the page took it. */
  readonly playedBytes: BytesBySource;
  /** Bytes that were had ahead of a play: into the cache (played, they count again, as the cache's), or to a page for a play that hasn't come. */
  readonly prefetchedBytes: BytesBySource;
  /** What this player gave to others. */
  readonly sent: SentBytes;
  /** Plays that have sounded. */
  readonly plays: number;
  /** How often the playhead met the end of the buffer. */
  readonly underruns: number;
  /** Plays with at least one underrun. */
  readonly playsWithStutter: number;
  readonly latency: {
    /** Of plays whose bytes up to the first sound came from the cache alone; null while there is none. */
    readonly cached: LatencyFigures | null;
    /** Of all others. */
    readonly origin: LatencyFigures | null;
  };
}
