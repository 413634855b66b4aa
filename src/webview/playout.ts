// Decoded sound on its way to the speakers: blocks in order, from the frame that sounds to the last one decoded. It holds what
// is scheduled too, so that pausing loses no sample. It has no clock: nodes that end drive it. Frames are the context's,
// counted from where the playout begins.
import type { Planes } from './decoder';
import { FIRST_NODE_SECONDS, LEAD_SECONDS, RAMP_LEAD_SECONDS } from './limits';
import { Run, type Beginning } from './run';
import type { Block } from './run';
import type { Output } from './speakers';

/** What a playout tells. */
export interface PlayoutEvents {
  /** Samples flow, since so many seconds. */
  onBegan: (soundedSeconds: number) => void;
  /** A block has sounded: there is room for another. */
  onBlockEnded: () => void;
  /** It is known when everything sounds that is scheduled. */
  onSettled: () => void;
  /** Everything decoded so far has sounded and more is to come. */
  onRanDry: () => void;
  /** The last sample has sounded. */
  onEnded: () => void;
}

/** What a playout is made of. */
export interface PlayoutOptions {
  /** The rate of the context that it is for. */
  readonly sampleRate: number;
  /** Whether it begins in the middle of a track: then it ramps up. */
  readonly isInTheMiddle: boolean;
  readonly events: PlayoutEvents;
}

/** How a playout begins that follows another: at a time of its context, with a fade or none. */
export type Joint = Pick<Beginning, 'fadeInSeconds'> & { readonly atTime: number };

/** The playout of one track from a place on. */
export class Playout {
  readonly sampleRate: number;
  readonly #isInTheMiddle: boolean;
  readonly #events: PlayoutEvents;
  #blocks: Block[] = [];
  #run: Run | null = null;
  #level = 1;
  /** Where it stands while nothing runs. */
  #frame = 0;
  #endFrame = 0;
  #isFinished = false;

  constructor({ sampleRate, isInTheMiddle, events }: PlayoutOptions) {
    this.sampleRate = sampleRate;
    this.#isInTheMiddle = isInTheMiddle;
    this.#events = events;
  }

  /** Whether blocks are scheduled. */
  get isRunning(): boolean {
    return this.#run !== null;
  }

  /** Whether nothing more will be appended. */
  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Blocks that haven't sounded to their end. */
  get blocksAhead(): number {
    return this.#blocks.length;
  }

  /** Frames decoded and not yet sounded. */
  get aheadFrames(): number {
    return this.#endFrame - this.#currentFrame;
  }

  /** Frames decoded so far. */
  get decodedFrames(): number {
    return this.#endFrame;
  }

  get positionSeconds(): number {
    return this.#currentFrame / this.sampleRate;
  }

  /** Seconds that it has sounded for since it began or went on; negative before, null while nothing is scheduled. */
  get soundedSeconds(): number | null {
    return this.#run?.soundedSeconds ?? null;
  }

  /** When the last frame will have sounded, as a time of the context; null while that isn't settled. */
  get endTime(): number | null {
    return this.#run?.isSettled === true && this.#isFinished ? this.#run.timeOf(this.#endFrame) : null;
  }

  append(planes: Planes): void {
    const block = { startFrame: this.#endFrame, buffer: bufferOf(planes, this.sampleRate) };
    this.#blocks.push(block);
    this.#endFrame += block.buffer.length;
    if (this.#run === null) return;
    if (!this.#run.isSettled || this.#run.isInTimeFor(block.startFrame)) this.#run.schedule(block);
    else this.#runDry(block.startFrame);
  }

  /** Nothing more will be appended. */
  finish(): void {
    this.#isFinished = true;
    this.#run?.complete();
    if (this.#blocks.length === 0) this.#events.onEnded();
  }

  /** The gain of what sounds, now and later: 1 is as recorded. */
  setLevel(level: number): void {
    this.#level = level;
    this.#run?.setLevel(level);
  }

  /** Lets it sound from where it stands. */
  start(output: Output): void {
    this.#cut();
    // A ramp up that begins late begins with a jump; a track's own beginning doesn't, and is wanted at once.
    let leadSeconds = this.#isRampedUp ? RAMP_LEAD_SECONDS : LEAD_SECONDS;
    let run = this.#schedule(output, { leadSeconds, atTime: null, fadeInSeconds: 0 });
    while (!run.begin()) {
      run.abandon();
      leadSeconds *= 2;
      run = this.#schedule(output, { leadSeconds, atTime: null, fadeInSeconds: 0 });
    }
    this.#run = run;
  }

  /** Lets it sound from where it stands at a time to come. False where that time has come already. */
  join(output: Output, joint: Joint): boolean {
    this.#cut();
    const run = this.#schedule(output, { leadSeconds: 0, ...joint });
    if (!run.begin()) {
      run.abandon();
      return false;
    }
    this.#run = run;
    return true;
  }

  /** Fades out towards the end, while something else fades in. */
  fadeOut(fromTime: number, seconds: number): void {
    this.#run?.fadeOut(fromTime, seconds);
  }

  /** Takes that back. */
  cancelFadeOut(): void {
    this.#run?.cancelFadeOut();
  }

  /** Ramps down and stands. */
  stop(): void {
    if (this.#run === null) return;
    this.#frame = Math.min(this.#run.stop(), this.#endFrame);
    this.#run = null;
  }

  get #currentFrame(): number {
    return this.#run === null ? this.#frame : Math.min(this.#run.frame, this.#endFrame);
  }

  get #isRampedUp(): boolean {
    return this.#isInTheMiddle || this.#frame > 0;
  }

  /** What has sounded is gone, and what comes first is long enough. */
  #cut(): void {
    const left = this.#blocks.map((block) => cutTo(block, this.#frame)).filter((block) => block !== null);
    const [first, ...rest] = left;
    this.#blocks = left;
    if (first === undefined) return;
    const leastFrames = FIRST_NODE_SECONDS * this.sampleRate;
    const isFirst = ({ startFrame }: Block): boolean => startFrame - first.startFrame < leastFrames;
    this.#blocks = [joined([first, ...rest.filter(isFirst)]), ...rest.filter((block) => !isFirst(block))];
  }

  #schedule(output: Output, beginning: Beginning): Run {
    const run = new Run({
      output,
      frame: this.#frame,
      isRampedUp: this.#isRampedUp,
      level: this.#level,
      beginning,
      events: {
        onBegan: () => {
          this.#events.onBegan(run.soundedSeconds);
        },
        onBlockEnded: (block) => {
          this.#blockEnded(block);
        },
        onSettled: (missedFrame) => {
          if (missedFrame === null) this.#events.onSettled();
          else this.#goOnAnew(missedFrame);
        },
      },
    });
    if (this.#isFinished) run.complete();
    for (const block of this.#blocks) run.schedule(block);
    return run;
  }

  #blockEnded(ended: Block): void {
    this.#blocks = this.#blocks.filter((block) => block !== ended);
    this.#events.onBlockEnded();
    if (this.#blocks.length > 0) return;
    if (this.#isFinished) {
      this.#standAt(this.#endFrame);
      this.#events.onEnded();
    } else {
      this.#runDry(this.#endFrame);
    }
  }

  /** What follows the first block can't be scheduled any more: another run begins there, or where this one has got to. */
  #goOnAnew(missedFrame: number): void {
    this.#frame = Math.min(this.#run?.stop() ?? missedFrame, missedFrame);
    this.#run = null;
    this.#events.onRanDry();
  }

  #runDry(frame: number): void {
    this.#standAt(frame);
    this.#blocks = this.#blocks.filter((block) => block.startFrame >= frame);
    this.#events.onRanDry();
  }

  #standAt(frame: number): void {
    this.#frame = frame;
    this.#run?.finish();
    this.#run = null;
  }
}

function bufferOf(planes: Planes, sampleRate: number): AudioBuffer {
  const length = planes[0]?.length ?? 0;
  const buffer = new AudioBuffer({ length, numberOfChannels: planes.length, sampleRate });
  planes.forEach((plane, channel) => {
    buffer.copyToChannel(plane, channel);
  });
  return buffer;
}

/** Blocks that follow one another as one. */
function joined(blocks: readonly [Block, ...Block[]]): Block {
  const [first] = blocks;
  if (blocks.length === 1) return first;
  const { numberOfChannels, sampleRate } = first.buffer;
  const length = blocks.reduce((frames, { buffer }) => frames + buffer.length, 0);
  const buffer = new AudioBuffer({ length, numberOfChannels, sampleRate });
  for (const block of blocks)
    for (let channel = 0; channel < numberOfChannels; channel++)
      buffer.copyToChannel(
        block.buffer.getChannelData(channel),
        channel,
        block.startFrame - first.startFrame,
      );
  return { startFrame: first.startFrame, buffer };
}

/** What of a block lies at or after a frame. Copied, since a node's own offset is in seconds and may fall between frames. */
function cutTo(block: Block, frame: number): Block | null {
  const skip = frame - block.startFrame;
  if (skip <= 0) return block;
  if (skip >= block.buffer.length) return null;
  const { numberOfChannels, sampleRate } = block.buffer;
  const planes = Array.from({ length: numberOfChannels }, (_, channel) =>
    block.buffer.getChannelData(channel).slice(skip),
  );
  return { startFrame: frame, buffer: bufferOf(planes, sampleRate) };
}
