// An origin whose bytes take their time, on a clock that only the test moves, and that does wrong what it is told to.
import { OriginError, type Clock, type Origin, type OriginRead } from '../../src/engine/ports';
import { blockSizeBytes, type BlockRange } from '../../src/shared/blocks';
import type { Track } from '../../src/shared/track';
import { FAILS, REFUSED, type OriginAnswer } from './simulatedDriver';

/** What a read comes to. */
export interface TimedAnswer {
  readonly blocks: OriginAnswer['blocks'];
  /** As for a simulated origin; `hangs`: it never ends by itself. */
  readonly end: OriginAnswer['end'] | 'hangs';
  /** A bit of the first block is wrong. */
  readonly isWrong?: boolean;
  /** It doesn't stop where it was told to. */
  readonly isLong?: boolean;
}

/** How an origin behaves; asked anew each time. */
export interface TimedBehaviour {
  readonly latencyMs: () => number;
  readonly blockMs: () => number;
  /** How long a manifest takes; default: as any first byte. */
  readonly manifestMs?: () => number;
  readonly answer: (track: Track, blocks: BlockRange) => TimedAnswer;
  /** The encoded manifest, or null where it can't be had just now. */
  readonly manifest: (track: Track) => Uint8Array | null;
  readonly bytesOf: (track: Track) => Uint8Array;
}

/** An origin in simulated time, with promises. */
export class TimedOrigin implements Origin {
  readonly name = 'timed';
  readonly isLocal = false;
  /** Reads that have not ended. */
  readonly underWay = new Set<OriginRead>();
  readonly reads: OriginRead[] = [];
  readonly #clock: Clock;
  readonly #behaviour: TimedBehaviour;

  constructor(clock: Clock, behaviour: TimedBehaviour) {
    this.#clock = clock;
    this.#behaviour = behaviour;
  }

  catalogue(): Promise<readonly Track[]> {
    return Promise.resolve([]);
  }

  async manifest(track: Track, signal: AbortSignal): Promise<Uint8Array> {
    await this.#wait((this.#behaviour.manifestMs ?? this.#behaviour.latencyMs)(), signal);
    const encoded = this.#behaviour.manifest(track);
    if (encoded === null) throw new OriginError(FAILS, { isFinal: false });
    return encoded;
  }

  async read(request: OriginRead, signal: AbortSignal): Promise<void> {
    this.reads.push(request);
    this.underWay.add(request);
    try {
      await this.#read(request, signal);
    } finally {
      this.underWay.delete(request);
    }
  }

  async #read({ track, range, onBytes }: OriginRead, signal: AbortSignal): Promise<void> {
    const size = blockSizeBytes(track.sizeBytes);
    const blocks = { first: range.start / size, end: Math.ceil(range.end / size) };
    const answer = this.#behaviour.answer(track, blocks);
    await this.#wait(this.#behaviour.latencyMs(), signal);
    const end = answer.isLong === true ? track.sizeBytes : range.end;
    const bytes = Uint8Array.from(this.#behaviour.bytesOf(track).subarray(range.start, end));
    if (answer.isWrong === true && bytes[0] !== undefined) bytes[0] ^= 1;
    for (let at = 0; at < Math.min(answer.blocks, Math.ceil(bytes.length / size)); at++) {
      await this.#wait(this.#behaviour.blockMs(), signal);
      onBytes(bytes.subarray(at * size, (at + 1) * size));
    }
    if (answer.end === 'hangs') await this.#wait(Infinity, signal);
    if (answer.end === 'fails') throw new OriginError(FAILS, { isFinal: false });
    if (answer.end === 'refused') throw new OriginError(REFUSED, { isFinal: true });
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new OriginError('aborted', { isFinal: false })), {
        once: true,
      });
      if (ms !== Infinity) this.#clock.wakeAt(this.#clock.nowMs() + ms, resolve);
    });
  }
}
