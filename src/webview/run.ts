// One uninterrupted stretch of sound: blocks as nodes on the frame grid of one context, from an anchor (a context time and
// the track's frame that sounds then). Pausing, an underrun or a change of context ends a run; going on is a new one.
import { LEAD_SECONDS, RAMP_SECONDS } from './limits';
import type { Output } from './speakers';

/** Samples of the track from `startFrame` on. */
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
}

/** What a run starts from. */
export interface RunOptions {
  readonly output: Output;
  readonly frame: number;
  readonly sampleRate: number;
  /** From now to the first sample. */
  readonly leadSeconds: number;
  readonly events: RunEvents;
}

/** A run in progress. */
export class Run {
  readonly #options: RunOptions;
  readonly #gain: GainNode;
  readonly #nodes = new Set<AudioScheduledSourceNode>();
  readonly #anchorTime: number;
  #isStopped = false;

  constructor(options: RunOptions) {
    this.#options = options;
    const { context } = options.output;
    this.#anchorTime =
      Math.ceil((context.currentTime + LEAD_SECONDS) * context.sampleRate) / context.sampleRate;
    this.#gain = new GainNode(context);
    this.#gain.gain.setValueAtTime(1, 0);
    if (options.frame > 0) this.#rampUp();
    this.#markBeginning();
  }

  /** The track's frame that sounds now. */
  get frame(): number {
    return this.#frameAt(this.#options.output.context.currentTime);
  }

  /** Seconds that the first sample has sounded for; negative before. */
  get soundedSeconds(): number {
    return this.#options.output.context.currentTime - this.#anchorTime;
  }

  /** Whether a block that begins at this frame would still be in time. */
  isInTimeFor(startFrame: number): boolean {
    return this.#timeOf(startFrame) >= this.#options.output.context.currentTime + LEAD_SECONDS / 2;
  }

  /**
   * Lets it sound, once everything that is there is scheduled. Fails if the audio thread may have gone past the anchor
   * meanwhile (it renders in bursts): the first block would be late and overlap the second. To be abandoned then.
   */
  begin(): boolean {
    const { output } = this.#options;
    if (!this.#isAhead()) return false;
    this.#gain.connect(output.context.destination);
    if (!this.#isAhead()) return false;
    output.run();
    return true;
  }

  /** Undoes a run that couldn't begin in time. The output stays on loan, for another. */
  abandon(): void {
    this.#gain.disconnect();
    for (const node of this.#nodes) {
      node.onended = null;
      node.disconnect();
      node.stop();
    }
  }

  schedule(block: Block): void {
    const node = new AudioBufferSourceNode(this.#options.output.context, { buffer: block.buffer });
    this.#start(node, this.#timeOf(block.startFrame), () => {
      this.#options.events.onBlockEnded(block);
    });
  }

  /** Ramps down and ends. Returns the frame at which sound can go on without a hole. */
  stop(): number {
    const { context } = this.#options.output;
    const from = Math.max(context.currentTime + LEAD_SECONDS, this.#anchorTime);
    const isHeard = context.state === 'running' && context.currentTime > this.#anchorTime - LEAD_SECONDS;
    const to = isHeard ? from + RAMP_SECONDS : 0;
    if (isHeard) this.#rampDown(from, to);
    for (const node of this.#nodes) node.stop(to);
    this.#isStopped = true;
    return isHeard ? this.#frameAt(to) : this.#options.frame;
  }

  /** Ends without a sound's being left: every node has ended. */
  finish(): void {
    this.#isStopped = true;
    this.#closeIfDone();
  }

  /** What is connected now takes effect with the next quantum of 128 frames: whether that is early enough. */
  #isAhead(): boolean {
    const { context } = this.#options.output;
    return context.currentTime + 128 / context.sampleRate <= this.#anchorTime;
  }

  #start(node: AudioScheduledSourceNode, time: number, onEnded: () => void): void {
    this.#nodes.add(node);
    node.connect(this.#gain);
    node.onended = () => {
      this.#nodes.delete(node);
      node.disconnect();
      if (!this.#isStopped) onEnded();
      this.#closeIfDone();
    };
    node.start(time);
  }

  #closeIfDone(): void {
    if (!this.#isStopped || this.#nodes.size > 0) return;
    this.#gain.disconnect();
    this.#options.output.release();
  }

  /** A silent node of one frame, whose end says that samples flow. A context that doesn't run never ends it. */
  #markBeginning(): void {
    const { context } = this.#options.output;
    const marker = new ConstantSourceNode(context, { offset: 0 });
    this.#start(marker, this.#anchorTime, this.#options.events.onBegan);
    marker.stop(this.#anchorTime + 1 / context.sampleRate);
  }

  /** Only where sound goes on in the middle; a track's own beginning stays as it is. */
  #rampUp(): void {
    this.#gain.gain
      .setValueAtTime(0, this.#anchorTime)
      .linearRampToValueAtTime(1, this.#anchorTime + RAMP_SECONDS);
  }

  /** From where the ramp up has got to, if it hasn't ended; holding alone would let the ramp begin at the event before. */
  #rampDown(from: number, to: number): void {
    const { gain } = this.#gain;
    const isRampingUp = this.#options.frame > 0 && from < this.#anchorTime + RAMP_SECONDS;
    if (isRampingUp) gain.cancelAndHoldAtTime(from);
    else gain.setValueAtTime(1, from);
    gain.linearRampToValueAtTime(0, to);
  }

  #timeOf(frame: number): number {
    return this.#anchorTime + (frame - this.#options.frame) / this.#options.sampleRate;
  }

  #frameAt(time: number): number {
    const { frame, sampleRate } = this.#options;
    return frame + Math.max(0, Math.floor((time - this.#anchorTime) * sampleRate));
  }
}
