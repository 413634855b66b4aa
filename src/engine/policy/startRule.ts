// When a play that awaits leave may begin to sound. Cold, which is with little known of the rates or with a head in the cache: as
// soon as enough to decode is there. Else as soon as the measured rates bring the rest sooner than it is needed. The classic
// client draws the rest of the download from the rates of the last minutes instead. Source: streaming.md §3.7; Kreitz & Niemelä 2010.
import type { Alarm } from './alarm';
import { DONE } from './blockStates';
import { bufferedMs } from './emergency';
import type { FetchAction } from './fetchMessages';
import { durationOf } from './pace';
import type { PeerLimits } from './peerLimits';
import type { RateChain } from './rateChain';
import type { Wanted } from './wanted';

/** What the rule goes by. */
export interface StartRuleParts {
  readonly limits: PeerLimits;
  readonly chain: RateChain;
  readonly alarm: Alarm;
  /** What can be received for a track now, in bytes a second; and for how long rates have been measured, in milliseconds. */
  readonly receiving: (wanted: Wanted) => { readonly rateBytesPerSecond: number; readonly forMs: number };
}

/** Gives leave to sound. */
export class StartRule {
  readonly #parts: StartRuleParts;
  /** The plays that await leave; they may be known only in a moment. */
  readonly #awaiting = new Set<string>();
  #lookedAtMs = -Infinity;

  constructor(parts: StartRuleParts) {
    this.#parts = parts;
  }

  /** A play awaits leave. */
  await(playId: string): void {
    this.#awaiting.add(playId);
  }

  /** A play is over. */
  forget(playId: string): void {
    this.#awaiting.delete(playId);
  }

  /** Gives leave to the plays that await it and may begin. */
  update(plays: readonly Wanted[], nowMs: number, actions: FetchAction[]): void {
    if (this.#awaiting.size === 0) return;
    const { limits, alarm } = this.#parts;
    const ready = plays.filter((play) => this.#awaiting.has(play.playId) && this.#isDecodable(play, nowMs));
    if (ready.length === 0) return;
    const atMs = this.#lookedAtMs + limits.startEveryMs;
    // What has come since the last look may be the last that comes, and the chain is drawn anew with each look.
    alarm.want(nowMs < atMs ? atMs : nowMs + limits.startEveryMs, nowMs);
    if (nowMs < atMs) return;
    this.#lookedAtMs = nowMs;
    for (const play of ready) {
      if (!this.#isSafe(play, nowMs)) continue;
      this.#awaiting.delete(play.playId);
      actions.push({ type: 'start', playId: play.playId });
    }
  }

  #isDecodable(play: Wanted, nowMs: number): boolean {
    return bufferedMs(play, nowMs) >= this.#parts.limits.startMs;
  }

  #isSafe(play: Wanted, nowMs: number): boolean {
    const { limits, chain, receiving } = this.#parts;
    const { rateBytesPerSecond, forMs } = receiving(play);
    const { safeHeadMs, coldMs, startRule } = limits;
    const secondsLeft = durationOf(play.track) - play.playhead.seconds(nowMs);
    const bytes = bytesAhead(play, nowMs);
    if (startRule === 'markov') return chain.seconds === 0 || chain.isSafe({ ...bytes, secondsLeft });
    if (forMs < coldMs || play.heldAtFirstMs >= safeHeadMs) return true;
    return bytes.missingBytes / rateBytesPerSecond <= secondsLeft;
  }
}

/** What is there from the playhead on, and what isn't. */
function bytesAhead(
  { blocks, blockSizeBytes, playhead }: Wanted,
  nowMs: number,
): { bufferedBytes: number; missingBytes: number } {
  let there = 0;
  const first = Math.floor(playhead.byte(nowMs) / blockSizeBytes);
  for (let block = first; block < blocks.count; block++) if (blocks.at(block) === DONE) there += 1;
  return {
    bufferedBytes: there * blockSizeBytes,
    missingBytes: (blocks.count - first - there) * blockSizeBytes,
  };
}
