// The way to the origin's tracker: one stream, our credential first, then what we have and what we look for. It connects by
// itself, again and again, and tells everything anew each time, for a tracker forgets.
import type { Stream } from '@libp2p/interface';
import type { Finding } from '../policy/neighbourMessages';
import { TokenBucket } from '../policy/tokenBucket';
import type { Holding } from '../policy/trackerMessages';
import type { Clock } from '../ports';
import * as limits from './limits';
import { isLoopback } from './loopback';
import type { TrackerClient } from './tracker';
import { FrameStream } from './wire/frameStream';
import { ADDRESSES_OF_NODE, LONGEST_TRACKER_FRAME } from './wire/limits';
import {
  batchesOf,
  decodeTrackerMessage,
  encodeTrackerMessage,
  type TrackerMessage,
} from './wire/trackerCodec';

/** What the way is made of. */
export interface TrackerLinkParts {
  readonly clock: Pick<Clock, 'nowMs' | 'wakeAt'>;
  /** Numbers in [0, 1): whoever lost the tracker at the same time doesn't come back at the same time. */
  readonly random: () => number;
  /** Opens a stream to the tracker. */
  readonly open: () => Promise<Stream>;
  readonly credential: () => Uint8Array;
  /** How others reach us, as multiaddrs. */
  readonly addresses: () => readonly string[];
  /** All that we have. */
  readonly holdings: () => readonly Holding[];
  /** The origin no longer vouches for these accounts, by their hashes. */
  readonly onRevoked: (accounts: readonly string[]) => void;
  /** The tracker can't be reached, or doesn't take us as a member: a newer invitation may help. `reason` is a clause. */
  readonly onTrouble: (reason: string) => void;
  /** It is connected, and has been told who we are. */
  readonly onConnected?: () => void;
}

/** The addresses that are told, as many as may be: those that only this machine reaches last. */
function toldOf(addresses: readonly string[]): readonly string[] {
  const others = addresses.filter((address) => !isLoopback(address));
  return [...others, ...addresses.filter(isLoopback)].slice(0, ADDRESSES_OF_NODE);
}

const NONE = new Uint8Array(0);

interface Question {
  readonly resolve: (found: readonly Finding[]) => void;
  readonly reject: (error: Error) => void;
}

/** The tracker, from a member's side. */
export class TrackerLink implements TrackerClient {
  readonly #parts: TrackerLinkParts;
  readonly #waiting = new Map<number, Question>();
  /** Contents of the latest announcements, in the order in which they were named, the oldest first. */
  readonly #announced = new Map<number, readonly string[]>();
  /** Contents that weren't taken and are told again. */
  readonly #untold = new Set<string>();
  /** What it may say without having been asked. */
  readonly #unasked = new TokenBucket({
    perSecond: limits.UNASKED_PER_SECOND,
    burst: limits.UNASKED_AT_ONCE,
  });
  #frames: FrameStream | null = null;
  #connecting: Promise<FrameStream> | null = null;
  #queryId = 0;
  #load = 0;
  #failures = 0;
  #isClosed = false;

  constructor(parts: TrackerLinkParts) {
    this.#parts = parts;
  }

  /** Whether the tracker is connected. */
  get isConnected(): boolean {
    return this.#frames !== null;
  }

  /** Connects now. Never rejects: it tries again by itself. */
  async start(): Promise<void> {
    await this.#connected().catch(() => undefined);
  }

  async find(contentIds: readonly string[]): Promise<readonly Finding[]> {
    const frames = await this.#connected();
    // It may have ended since: then nobody would ever answer.
    if (frames.isEnding) throw new Error('The tracker is gone.');
    const { clock } = this.#parts;
    const queryId = (this.#queryId += 1);
    clock.wakeAt(clock.nowMs() + limits.TRACKER_ANSWER_MS, () => this.#fail(queryId, "It doesn't answer."));
    return await new Promise((resolve, reject) => {
      this.#waiting.set(queryId, { resolve, reject });
      frames.send(encodeTrackerMessage({ type: 'find', queryId, contentIds }));
    });
  }

  announce(holdings: readonly Holding[], load: number): void {
    this.#load = load;
    // Who isn't connected tells all when it is.
    if (this.#frames !== null) this.#announce(this.#frames, holdings, null);
  }

  /** There is a newer credential. */
  renew(): void {
    this.#frames?.send(encodeTrackerMessage({ type: 'credential', credential: this.#parts.credential() }));
    // It forgets who says nothing for two hours.
    this.announce([], this.#load);
  }

  /** Leaves. */
  close(): void {
    this.#isClosed = true;
    this.#frames?.finish();
    this.#failAll('The swarm has been left.');
  }

  #connected(): Promise<FrameStream> {
    if (this.#frames !== null) return Promise.resolve(this.#frames);
    this.#connecting ??= this.#connect().finally(() => (this.#connecting = null));
    return this.#connecting;
  }

  async #connect(): Promise<FrameStream> {
    try {
      const stream = await this.#parts.open();
      if (this.#isClosed) throw new Error('The swarm has been left.');
      return this.#greet(stream);
    } catch (error) {
      this.#tryAgain();
      throw error;
    }
  }

  #greet(stream: Stream): FrameStream {
    const { clock, credential, addresses, holdings } = this.#parts;
    const frames: FrameStream = new FrameStream({
      ...{ stream, clock, mostFrameBytes: LONGEST_TRACKER_FRAME, firstFrameMs: null },
      // The whole of a large cache is announced at once.
      mostQueuedBytes: limits.ANNOUNCED_BYTES,
      onFrame: (frame) => this.#hear(frames, decodeTrackerMessage(frame)),
      onEnd: ({ message }) => {
        this.#lose(frames, message);
      },
    });
    this.#frames = frames;
    // All is told anew.
    this.#announced.clear();
    this.#untold.clear();
    frames.send(encodeTrackerMessage({ type: 'credential', credential: credential() }));
    this.#announce(frames, holdings(), toldOf(addresses()));
    this.#parts.onConnected?.();
    return frames;
  }

  #announce(frames: FrameStream, holdings: readonly Holding[], addresses: readonly string[] | null): void {
    const batches = holdings.length === 0 ? [[]] : batchesOf(holdings);
    batches.forEach((batch, at) => {
      const held = batch.filter(({ haveMap }) => haveMap === null || haveMap.length > 0);
      const departed = batch.filter((each) => !held.includes(each)).map(({ contentId }) => contentId);
      const where = at === 0 ? addresses : null;
      const queryId = (this.#queryId += 1);
      this.#note(queryId, [...held.map(({ contentId }) => contentId), ...departed]);
      frames.send(
        encodeTrackerMessage({
          ...{ type: 'announce', queryId, holdings: held, departed, load: this.#load, addresses: where },
        }),
      );
    });
  }

  /** Remembers an announcement for as long as it may be refused. */
  #note(queryId: number, contentIds: readonly string[]): void {
    if (contentIds.length === 0) return;
    this.#announced.set(queryId, contentIds);
    const [oldest] = this.#announced.keys();
    if (this.#announced.size > limits.ANNOUNCEMENTS_NOTED && oldest !== undefined)
      this.#announced.delete(oldest);
  }

  /** Null: a message of a later version. */
  #hear(frames: FrameStream, message: TrackerMessage | null): void {
    const question = message?.type === 'found' ? this.#waiting.get(message.queryId) : undefined;
    const isTooMuch = question === undefined && !this.#unasked.take(1, this.#parts.clock.nowMs());
    if (isTooMuch) frames.abort({ why: 'malformed', message: 'It says more than it was asked for.' });
    else if (message?.type === 'found') {
      this.#failures = 0;
      question?.resolve(message.found);
      this.#waiting.delete(message.queryId);
    } else if (message?.type === 'refused') this.#heed(message);
    else if (message?.type === 'revoked') this.#parts.onRevoked(message.accounts);
  }

  #heed({ queryId, reason, refusedHoldings, waitMs }: TrackerMessage & { type: 'refused' }): void {
    if (queryId !== null) this.#fail(queryId, 'The tracker is asked too often.');
    if (queryId !== null && refusedHoldings > 0) this.#tellLater(queryId, refusedHoldings, waitMs);
    if (reason !== 'later') this.#parts.onTrouble(reason);
  }

  /** Tells again what wasn't taken of an announcement, as it stands by then. */
  #tellLater(queryId: number, refusedHoldings: number, waitMs: number): void {
    const { clock, holdings } = this.#parts;
    // Of one that is forgotten nothing is known: all is told.
    const refused =
      this.#announced.get(queryId)?.slice(-refusedHoldings) ?? holdings().map(({ contentId }) => contentId);
    if (this.#untold.size === 0)
      clock.wakeAt(clock.nowMs() + Math.max(waitMs, limits.TELL_AGAIN_MS), () => this.#tellAgain());
    for (const contentId of refused) this.#untold.add(contentId);
  }

  #tellAgain(): void {
    const held = new Map(this.#parts.holdings().map((holding) => [holding.contentId, holding]));
    const again = [...this.#untold].map((contentId) => held.get(contentId) ?? { contentId, haveMap: NONE });
    this.#untold.clear();
    if (again.length > 0) this.announce(again, this.#load);
  }

  #fail(queryId: number, message: string): void {
    this.#waiting.get(queryId)?.reject(new Error(message));
    this.#waiting.delete(queryId);
  }

  #failAll(message: string): void {
    for (const queryId of [...this.#waiting.keys()]) this.#fail(queryId, message);
  }

  #lose(frames: FrameStream, message: string): void {
    if (this.#frames !== frames) return;
    this.#frames = null;
    this.#failAll(`The tracker is gone: ${message}`);
    this.#tryAgain();
  }

  #tryAgain(): void {
    if (this.#isClosed) return;
    const { clock, random } = this.#parts;
    const waitMs = Math.min(limits.TRACKER_AGAIN_MS * 2 ** this.#failures, limits.TRACKER_AGAIN_AT_MOST_MS);
    this.#failures += 1;
    if (this.#failures % limits.FAILURES_OF_TROUBLE === 0) this.#parts.onTrouble("it can't be reached");
    clock.wakeAt(clock.nowMs() + waitMs * (0.5 + random()), () => {
      if (!this.#isClosed) void this.start();
    });
  }
}
