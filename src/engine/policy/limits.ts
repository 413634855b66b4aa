// Every limit of the fetch policy, with its unit, its reason and its source.
const KiB = 1024;

/** The limits that the policy keeps to. */
export interface Limits {
  /** Longest range asked of the origin in one request, in bytes: small enough to cancel cheaply. Source: streaming.md §6. */
  readonly originRequestBytes: number;
  /** Requests to the origin under way at once for one play: one arrives while the next is on its way. Source: streaming.md §6. */
  readonly originRequests: number;
  /** Bytes pushed before the page has said anything: enough to sound from, small enough not to queue behind itself. Source: audio.md, Flow. */
  readonly firstWindowBytes: number;
  /** The same for MP3, whose demuxer reads further before it gives its first packet. Source: audio.md, Flow. */
  readonly firstWindowMp3Bytes: number;
  /** First pause after a failed request, in milliseconds; doubled with each failure in a row. */
  readonly retryFirstMs: number;
  /** Longest pause between tries, in milliseconds. */
  readonly retryLongestMs: number;
  /** Failures in a row, without a block between them, after which a play is given up: about 30 s of trying. */
  readonly retries: number;
}

/** The limits in force. */
export const LIMITS: Limits = {
  originRequestBytes: 128 * KiB,
  originRequests: 2,
  firstWindowBytes: 64 * KiB,
  firstWindowMp3Bytes: 128 * KiB,
  retryFirstMs: 250,
  retryLongestMs: 8_000,
  retries: 8,
};
