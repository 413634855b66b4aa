// Frames on a stream of libp2p. Reading: each frame is handed over as it comes, and nothing but a part of one is kept. Writing: what
// is sent in one round of the event loop goes out together (messages of WebRTC come a turn each, many in a round), since each write
// is encrypted for itself, and most of what that costs is the beginning; what
// the stream doesn't take at once waits in a queue with a bound; whoever takes too little of it is a slow reader, and the
// stream ends. `stream.onDrain()` isn't used: in @libp2p/utils 7.4.1 it waits only once per stream, so that all that is sent later
// piles up in the stream's own buffer. The event `drain` comes each time.
import type { Stream, StreamCloseEvent, StreamMessageEvent } from '@libp2p/interface';
import type { Clock } from '../../ports';
import { FrameReader, frameOf } from './frames';
import * as limits from './limits';
import { WireError } from './wireError';

/** How a stream ended. */
export interface StreamEnd {
  /**
   * `closed`: by either side, in peace · `lost`: reset, or the connection is gone · `malformed`: the other end sent what is no
   * message · `silent`: no first message in time · `slow`: it takes too little of what is sent to it.
   */
  readonly why: 'closed' | 'lost' | 'malformed' | 'silent' | 'slow';
  /** A sentence for the log. */
  readonly message: string;
}

/** What a stream of frames is made of. */
export interface FrameStreamParts {
  readonly stream: Stream;
  readonly clock: Pick<Clock, 'nowMs' | 'wakeAt'>;
  /** The longest frame taken, in bytes. */
  readonly mostFrameBytes: number;
  /** Within how many milliseconds the first frame is to come; null where none has to. */
  readonly firstFrameMs: number | null;
  /** What may wait to be sent, in bytes; default: `QUEUED_BYTES`. */
  readonly mostQueuedBytes?: number;
  /** Takes a frame. It may throw a `WireError`: then the stream ends. */
  readonly onFrame: (frame: Uint8Array) => void;
  /** It is over: once, however it came about. */
  readonly onEnd: (end: StreamEnd) => void;
}

/** A stream of frames. */
export class FrameStream {
  readonly #parts: FrameStreamParts;
  readonly #reader: FrameReader;
  readonly #queue: Uint8Array[] = [];
  #waitingBytes = 0;
  /** Frames that have come. */
  #heard = 0;
  #isReadWatched = false;
  #isFlushDue = false;
  #isWatched = false;
  #drains = 0;
  #isFinishing = false;
  #isClosing = false;
  #end: StreamEnd | null = null;

  constructor(parts: FrameStreamParts) {
    this.#parts = parts;
    this.#reader = new FrameReader(parts.mostFrameBytes);
    const { stream, firstFrameMs } = parts;
    stream.maxReadBufferLength = limits.UNREAD_BYTES;
    stream.addEventListener('message', this.#take);
    stream.addEventListener('drain', this.#drain);
    stream.addEventListener('close', this.#close);
    stream.addEventListener('remoteCloseWrite', this.#closeWithIt);
    // Not before its owner has it.
    if (stream.status !== 'open')
      queueMicrotask(() => this.#finish({ why: 'lost', message: 'It was over before it began.' }, false));
    if (firstFrameMs !== null) this.#expectFirst(firstFrameMs);
  }

  /** Whether nothing can be sent or comes any more. */
  get hasEnded(): boolean {
    return this.#end !== null;
  }

  /** Whether nothing more is said on it: it has ended, or will when what waits is sent. */
  get isEnding(): boolean {
    return this.hasEnded || this.#isFinishing;
  }

  /** What waits to be sent, in bytes: here and in the stream. */
  get queuedBytes(): number {
    return this.#waitingBytes + this.#parts.stream.writeBufferLength;
  }

  /** Sends a message, or has it wait for those before it. */
  send(message: Uint8Array): void {
    if (this.isEnding) return;
    if (message.length > this.#parts.mostFrameBytes)
      throw new Error('Messages that are too long are not made.');
    const frame = frameOf(message);
    this.#queue.push(frame);
    this.#waitingBytes += frame.length;
    if (this.#waitingBytes >= limits.WRITE_BYTES) this.#flushNow();
    else this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    setImmediate(() => {
      this.#isFlushDue = false;
      if (this.#end === null) this.#flushNow();
    });
  }

  #flushNow(): void {
    this.#flush();
    if (this.queuedBytes > (this.#parts.mostQueuedBytes ?? limits.QUEUED_BYTES))
      this.#finish({ why: 'slow', message: `It leaves ${this.queuedBytes} bytes waiting.` });
    else if (this.queuedBytes > 0) this.#watch();
  }

  /** Sends what waits, and then closes. */
  finish(): void {
    this.#isFinishing = true;
    this.#flush();
    // What it doesn't take in time is given up by #watch.
    if (this.queuedBytes > 0) this.#watch();
  }

  /** Ends it at once, whatever waits; the other end sees a reset. */
  abort(end: StreamEnd): void {
    this.#finish(end);
  }

  readonly #take = ({ data }: StreamMessageEvent): void => {
    try {
      for (const frame of this.#reader.take(data.subarray())) {
        if (this.#end !== null) return;
        this.#heard += 1;
        this.#parts.onFrame(frame);
      }
      if (this.#reader.isInside) this.#watchRead();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#finish({ why: 'malformed', message: error.message });
    }
  };

  readonly #drain = (): void => {
    this.#drains += 1;
    this.#flush();
  };

  #flush(): void {
    const { stream } = this.#parts;
    while (!stream.writableNeedsDrain && this.#end === null) {
      const next = this.#takeNext();
      if (next === null) break;
      this.#waitingBytes -= next.length;
      this.#write(next);
    }
    if (this.#isFinishing && this.#queue.length === 0 && this.#end === null) this.#closeInPeace();
  }

  /** The frames that go out next, as one; null where none waits. */
  #takeNext(): Uint8Array | null {
    let [count, bytes] = [0, 0];
    for (const { length } of this.#queue) {
      if (count > 0 && bytes + length > limits.WRITE_BYTES) break;
      count += 1;
      bytes += length;
    }
    const frames = this.#queue.splice(0, count);
    const [first = null] = frames;
    return frames.length <= 1 ? first : Buffer.concat(frames, bytes);
  }

  #write(frames: Uint8Array): void {
    try {
      this.#parts.stream.send(frames);
    } catch (error) {
      this.#finish({ why: 'lost', message: `It can't be written to: ${String(error)}.` });
    }
  }

  #closeInPeace(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    const { stream } = this.#parts;
    stream.close({ signal: AbortSignal.timeout(limits.STUCK_MS) }).then(
      () => this.#finish({ why: 'closed', message: 'We closed it.' }, false),
      (error: unknown) => this.#finish({ why: 'lost', message: `It can't be closed: ${String(error)}.` }),
    );
  }

  /** Sees to it that something of what waits is taken in time. */
  #watch(): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    const { clock } = this.#parts;
    const drains = this.#drains;
    clock.wakeAt(clock.nowMs() + limits.STUCK_MS, () => {
      this.#isWatched = false;
      if (this.#end !== null || this.queuedBytes === 0) return;
      if (this.#drains === drains) this.#finish({ why: 'slow', message: 'It takes nothing of what waits.' });
      else this.#watch();
    });
  }

  /** Sees to it that a message that has begun ends in time. */
  #watchRead(): void {
    if (this.#isReadWatched || this.#end !== null) return;
    this.#isReadWatched = true;
    const { clock } = this.#parts;
    const heard = this.#heard;
    clock.wakeAt(clock.nowMs() + limits.FRAME_MS, () => {
      this.#isReadWatched = false;
      if (this.#end !== null || !this.#reader.isInside) return;
      if (this.#heard === heard)
        this.#finish({ why: 'malformed', message: 'It leaves a message unfinished.' });
      else this.#watchRead();
    });
  }

  #expectFirst(withinMs: number): void {
    const { clock } = this.#parts;
    clock.wakeAt(clock.nowMs() + withinMs, () => {
      if (this.#heard === 0) this.#finish({ why: 'silent', message: `It said nothing for ${withinMs} ms.` });
    });
  }

  readonly #close = ({ error }: StreamCloseEvent): void => {
    if (error === undefined) this.#finish({ why: 'closed', message: 'It was closed.' }, false);
    else this.#finish({ why: 'lost', message: `It was lost: ${error.message}` }, false);
  };

  readonly #closeWithIt = (): void => {
    this.finish();
  };

  #finish(end: StreamEnd, isReset = true): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.#queue.length = 0;
    this.#waitingBytes = 0;
    const { stream, onEnd } = this.#parts;
    stream.removeEventListener('message', this.#take);
    stream.removeEventListener('drain', this.#drain);
    stream.removeEventListener('close', this.#close);
    stream.removeEventListener('remoteCloseWrite', this.#closeWithIt);
    if (isReset) stream.abort(new Error(end.message));
    onEnd(end);
  }
}
