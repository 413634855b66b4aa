// One uninterrupted stretch of sound: blocks as nodes on the frame grid of one context, from an anchor (a context time and
// the frame that sounds then). Pausing, seeking, an underrun or a change of context ends a run; going on is a new one. A run
// begins at once, or at a time in the future: right behind another play's last frame, or so far before it as both fade.
//
// What sounds mustn't be touched: where the audio thread finds a node locked by the main thread it doesn't wait, and the node gives
// silence for 128 frames (seen in Chromium 156, seldom; of gains see gainChain.ts). So nodes are stopped only when nothing is
// heard of them any more.
import { GainChain } from './gainChain';
import { measureLateness } from './lateness';
import { RAMP_LEAD_SECONDS, TAIL_SECONDS } from './limits';
import type { Output } from './speakers';

/** Samples from `startFrame` on, counted in the context's frames from where the playout begins. */
export interface Block {
  readonly startFrame: number;
  readonly buffer: AudioBuffer;
}

/** What a run tells. */
export interface RunEvents {
  /** The first sample sounds now. */
  onBegan: () => void;
  /** This block has sounded to its end. */
  onBlockEnded: (block: Block) => void;
  /** It is known when the run began, and so when everything sounds; or it is too late for what follows, from this frame on. */
  onSettled: (missedFrame: number | null) => void;
}

/** How a run begins: as soon as may be, or at a time of its context; there it may fade in. */
export interface Beginning {
  /** From now to the first sample, where no time is given. */
  readonly leadSeconds: number;
  readonly atTime: number | null;
  /** 0 where it doesn't fade in. */
  readonly fadeInSeconds: number;
}

/** What a run starts from. */
export interface RunOptions {
  readonly output: Output;
  readonly frame: number;
  /** Where it goes on in the middle of a track, it ramps up. */
  readonly isRampedUp: boolean;
  /** Gain of the whole run: 1 is as recorded. */
  readonly level: number;
  readonly beginning: Beginning;
  readonly events: RunEvents;
}

/** A run in progress. */
export class Run {
  readonly #options: RunOptions;
  readonly #gains: GainChain;
  readonly #nodes = new Set<AudioScheduledSourceNode>();
  /** Blocks that wait until it is known when the first one began; null once it is. */
  #held: Block[] | null;
  #hasFirst = false;
  /** Where what is scheduled ends. */
  #endFrame: number;
  /** When the first frame sounds, in whole frames of the context's time: a node that begins between two frames interpolates. */
  #anchorFrame: number;
  #endMeasuring: () => void = () => undefined;
  #isStopped = false;
  /** Where nothing is heard any more, once it is stopped and has been heard. */
  #endTime: number | null = null;
  /** Whether more may follow what is scheduled. */
  #isOpenEnded = true;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#held = options.beginning.atTime === null ? [] : null;
    this.#endFrame = options.frame;
    const { context } = options.output;
    const { atTime, leadSeconds } = options.beginning;
    // Times that are frames already come back a hair beside themselves: they must not move by a frame.
    this.#anchorFrame = Math.ceil((atTime ?? context.currentTime + leadSeconds) * context.sampleRate - 1e-3);
    this.#gains = new GainChain(context, options.level);
    // A track's own beginning stays as it is.
    const { fadeInSeconds } = options.beginning;
    if (fadeInSeconds > 0 || options.isRampedUp) this.#gains.open(this.#anchorTime, fadeInSeconds);
    this.#mark(this.#anchorTime, () => {
      if (!this.#isStopped) options.events.onBegan();
    });
  }

  /** The frame that sounds now. */
  get frame(): number {
    return this.#frameAt(this.#options.output.context.currentTime);
  }

  /** Seconds that the first sample has sounded for; negative before. */
  get soundedSeconds(): number {
    return this.#options.output.context.currentTime - this.#anchorTime;
  }

  /** The time at which a frame sounds. */
  timeOf(frame: number): number {
    return (this.#anchorFrame + frame - this.#options.frame) / this.#options.output.context.sampleRate;
  }

  /** Whether it is known when everything sounds. */
  get isSettled(): boolean {
    return this.#held === null;
  }

  /** Whether a block that begins at this frame would still be in time: also for taking back the ramp that lies before it. */
  isInTimeFor(startFrame: number): boolean {
    return this.timeOf(startFrame) - TAIL_SECONDS >= this.#soon;
  }

  /**
   * Lets it sound, once everything that is there is scheduled. Fails if the audio thread has gone past the anchor meanwhile:
   * nothing has been heard of it, and it is to be abandoned. What begins now may be late all the same (the audio thread renders
   * in bursts): that is measured, and the rest follows as late; what begins at a time to come has to be ahead of all bursts.
   */
  begin(): boolean {
    const { output, beginning } = this.#options;
    if (beginning.atTime === null) this.#measure();
    if (!this.#isAhead(beginning.atTime === null ? 128 / output.context.sampleRate : RAMP_LEAD_SECONDS))
      return false;
    this.#gains.connect(output.destination);
    output.run();
    return true;
  }

  /** Undoes a run that couldn't begin in time. The output stays on loan, for another. */
  abandon(): void {
    this.#endMeasuring();
    this.#gains.disconnect();
    for (const node of this.#nodes) {
      node.onended = null;
      node.disconnect();
      node.stop();
    }
  }

  /** Blocks in order, the first one before it begins. */
  schedule(block: Block): void {
    if (this.#held === null || !this.#hasFirst) this.#schedule(block);
    else this.#hold(this.#held, block);
  }

  /** Nothing follows what is scheduled, or is about to be: it ends as it is. Till then its end is a ramp. */
  complete(): void {
    this.#isOpenEnded = false;
    this.#placeTail();
  }

  /** Takes another level, without a click. */
  setLevel(level: number): void {
    this.#gains.setLevel(level, this.#soon);
  }

  /** Fades out from `fromTime` on, for `seconds`; what is left then is silent. */
  fadeOut(fromTime: number, seconds: number): void {
    this.#gains.fadeOut(Math.max(fromTime, this.#soon), seconds);
  }

  /** Takes a fade back that hasn't begun, or goes back to the full level from where it has got to. */
  cancelFadeOut(): void {
    this.#gains.cancelFadeOut(this.#soon);
  }

  /** Ramps down and ends. Returns the frame at which sound can go on without a hole. */
  stop(): number {
    const { context } = this.#options.output;
    const from = Math.max(this.#soon, this.#anchorTime);
    // The context's state doesn't say: it is told a little later than the audio thread goes on.
    const hasBegun = this.#soon > this.#anchorTime;
    this.#isStopped = true;
    if (!hasBegun) {
      this.#stopNodes();
      return this.frame;
    }
    const to = this.#gains.close(from);
    this.#endTime = to;
    // Two quanta of 128 frames later: told of the mark within its own quantum, the ramp's last frames may not be rendered yet.
    this.#mark(to + 256 / context.sampleRate, () => {
      this.#stopNodes();
    });
    // Where the system has stopped the context in mid-run, it goes on from there.
    return context.state === 'running' ? this.#frameAt(to) : this.frame;
  }

  /** Ends without a sound's being left: every node has ended. */
  finish(): void {
    this.#isStopped = true;
    this.#closeIfDone();
  }

  /** Whether so many seconds are left till it begins. What is connected takes effect with the next quantum of 128 frames. */
  #isAhead(seconds: number): boolean {
    return this.#options.output.context.currentTime + seconds <= this.#anchorTime;
  }

  #start(node: AudioScheduledSourceNode, time: number, onEnded: () => void): void {
    this.#nodes.add(node);
    node.connect(this.#gains.input);
    node.onended = () => {
      this.#nodes.delete(node);
      node.disconnect();
      onEnded();
      this.#closeIfDone();
    };
    node.start(time);
  }

  /** Before anything is connected: it has to be as late as the first block is. */
  #measure(): void {
    const { context } = this.#options.output;
    this.#endMeasuring = measureLateness({
      context,
      through: this.#gains.input,
      atTime: this.#anchorTime,
      onMeasured: (frames) => {
        this.#settle(frames);
      },
    });
  }

  /** It began so late: everything behind the first block is late by the same, also what is still heard of a run that is stopped. */
  #settle(lateFrames: number | null): void {
    const held = this.#held ?? [];
    this.#held = null;
    // By the time as it was: the tail's ramp lies there.
    const isInTime = this.isInTimeFor(held[0]?.startFrame ?? this.#endFrame);
    this.#anchorFrame += lateFrames ?? 0;
    const isHeard = ({ startFrame }: Block): boolean =>
      this.#endTime === null ? !this.#isStopped : this.timeOf(startFrame) < this.#endTime;
    const due = held.filter(isHeard);
    // What may yet come has no place either where nobody can say when it began, or the tail ramps already, too early.
    const isUnsure = this.#isOpenEnded && (lateFrames === null || (lateFrames > 0 && !isInTime));
    const next = due[0]?.startFrame ?? (isUnsure ? this.#endFrame : null);
    const isMissed = next !== null && (lateFrames === null || !isInTime);
    if (!isMissed) for (const block of due) this.#schedule(block);
    if (!isMissed) this.#placeTail();
    if (!this.#isStopped) this.#options.events.onSettled(isMissed ? next : null);
    this.#closeIfDone();
  }

  #hold(held: Block[], block: Block): void {
    held.push(block);
    this.#placeTail();
  }

  #schedule(block: Block): void {
    const node = new AudioBufferSourceNode(this.#options.output.context, { buffer: block.buffer });
    // Chromium takes a node for forgotten, and ends it, 256 frames after it should have ended; but none that has ever looped.
    node.loop = true;
    node.loop = false;
    this.#hasFirst = true;
    this.#endFrame = block.startFrame + block.buffer.length;
    this.#start(node, this.timeOf(block.startFrame), () => {
      if (!this.#isStopped) this.#options.events.onBlockEnded(block);
    });
    this.#placeTail();
  }

  /** At the end of what is scheduled, as long as something may follow that isn't. */
  #placeTail(): void {
    if (this.#isOpenEnded || (this.#held?.length ?? 0) > 0)
      this.#gains.tail.moveTo(this.timeOf(this.#endFrame));
    else this.#gains.tail.takeBack();
  }

  #closeIfDone(): void {
    if (!this.#isStopped || this.#nodes.size > 0) return;
    this.#endMeasuring();
    this.#gains.disconnect();
    this.#options.output.release();
  }

  #stopNodes(): void {
    for (const node of this.#nodes) node.stop();
  }

  /** A silent node of one frame, whose end says that samples flow. A context that doesn't run never ends it. */
  #mark(time: number, onPassed: () => void): void {
    const { context } = this.#options.output;
    const marker = new ConstantSourceNode(context, { offset: 0 });
    this.#start(marker, time, onPassed);
    marker.stop(time + 1 / context.sampleRate);
  }

  get #anchorTime(): number {
    return this.#anchorFrame / this.#options.output.context.sampleRate;
  }

  /** The first time that a change decided now is sure to reach. */
  get #soon(): number {
    return this.#options.output.context.currentTime + RAMP_LEAD_SECONDS;
  }

  #frameAt(time: number): number {
    const { frame, output } = this.#options;
    return frame + Math.max(0, Math.floor((time - this.#anchorTime) * output.context.sampleRate + 1e-6));
  }
}
