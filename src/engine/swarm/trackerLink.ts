// The way to the origin's tracker: one stream, our credential first, then what we have and what we look for. It connects by
// itself, again and again, and tells everything anew each time, for a tracker forgets.
import type { Stream } from '@libp2p/interface';
import type { Finding } from '../policy/neighbourMessages';
import type { Holding } from '../policy/trackerMessages';
import type { Clock } from '../ports';
import * as limits from './limits';
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
  /** The tracker can't be reached, or doesn't take us as a member: a newer invitation may help. `reason` is a clause. */
  readonly onTrouble: (reason: string) => void;
}

/** The addresses that are told, as many as may be: those that only this machine reaches last. */
function toldOf(addresses: readonly string[]): readonly string[] {
  const isOwn = (address: string): boolean => /^\/(ip4\/127\.|ip6\/::1\/)/.test(address);
  const others = addresses.filter((address) => !isOwn(address));
  return [...others, ...addresses.filter(isOwn)].slice(0, ADDRESSES_OF_NODE);
}

interface Question {
  readonly resolve: (found: readonly Finding[]) => void;
  readonly reject: (error: Error) => void;
}

/** The tracker, from a member's side. */
export class TrackerLink implements TrackerClient {
  readonly #parts: TrackerLinkParts;
  readonly #waiting = new Map<number, Question>();
  #frames: FrameStream | null = null;
  #connecting: Promise<FrameStream> | null = null;
  #queryId = 0;
  #load = 0;
  #failures = 0;
  /** Holdings that weren't taken and are told again. */
  #untold = 0;
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
    const queryId = (this.#queryId += 1);
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
    const frames = new FrameStream({
      ...{ stream, clock, mostFrameBytes: LONGEST_TRACKER_FRAME, firstFrameMs: null },
      // The whole of a large cache is announced at once.
      mostQueuedBytes: limits.ANNOUNCED_BYTES,
      onFrame: (frame) => {
        const message = decodeTrackerMessage(frame);
        if (message !== null) this.#hear(message);
      },
      onEnd: ({ message }) => {
        this.#lose(frames, message);
      },
    });
    this.#frames = frames;
    frames.send(encodeTrackerMessage({ type: 'credential', credential: credential() }));
    this.#announce(frames, holdings(), toldOf(addresses()));
    return frames;
  }

  #announce(frames: FrameStream, holdings: readonly Holding[], addresses: readonly string[] | null): void {
    const batches = holdings.length === 0 ? [[]] : batchesOf(holdings);
    batches.forEach((batch, at) => {
      const held = batch.filter(({ haveMap }) => haveMap === null || haveMap.length > 0);
      const departed = batch.filter((each) => !held.includes(each)).map(({ contentId }) => contentId);
      const where = at === 0 ? addresses : null;
      frames.send(
        encodeTrackerMessage({
          ...{ type: 'announce', holdings: held, departed, load: this.#load, addresses: where },
        }),
      );
    });
  }

  #hear(message: TrackerMessage): void {
    if (message.type === 'found') {
      this.#failures = 0;
      this.#waiting.get(message.queryId)?.resolve(message.found);
      this.#waiting.delete(message.queryId);
    } else if (message.type === 'refused') this.#heed(message);
  }

  #heed({ queryId, reason, refusedHoldings, waitMs }: TrackerMessage & { type: 'refused' }): void {
    if (queryId !== null) {
      this.#waiting.get(queryId)?.reject(new Error('The tracker is asked too often.'));
      this.#waiting.delete(queryId);
    }
    // What is told is told in order: those at the end weren't taken.
    if (refusedHoldings > 0) this.#tellLater(refusedHoldings, waitMs);
    if (reason !== 'later') this.#parts.onTrouble(reason);
  }

  #tellLater(refusedHoldings: number, waitMs: number): void {
    const { clock, holdings } = this.#parts;
    if (this.#untold === 0)
      clock.wakeAt(clock.nowMs() + Math.max(waitMs, limits.TELL_AGAIN_MS), () => {
        const again = holdings().slice(-this.#untold);
        this.#untold = 0;
        this.announce(again, this.#load);
      });
    this.#untold += refusedHoldings;
  }

  #lose(frames: FrameStream, message: string): void {
    if (this.#frames !== frames) return;
    this.#frames = null;
    for (const { reject } of this.#waiting.values()) reject(new Error(`The tracker is gone: ${message}`));
    this.#waiting.clear();
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
