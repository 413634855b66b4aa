// The gains that a run goes through, one behind the other: level and slow fades, the ramp up, the ramp down, and the ramp at the end
// of what is scheduled. Where the audio thread finds a gain locked by the main thread it doesn't wait, and the gain stands still for
// 128 frames, in the midst of a ramp a jump (seen in Chromium 156, seldom). So each steep ramp has a gain of its own that nothing touches
// while it moves.
import { Fader } from './fader';
import { EASE_SECONDS, RAMP_SECONDS } from './limits';
import { Tail } from './tail';

/** The gains of a run. Times are the context's, in seconds. */
export class GainChain {
  /** Level and fades out: slow. */
  readonly #gain: GainNode;
  readonly #fader: Fader;
  /** The ramp up or the fade in, settled before anything sounds. */
  readonly #opening: GainNode;
  /** The ramp down where the run is stopped. */
  readonly #closing: GainNode;
  /** At the end of what is scheduled. */
  readonly tail: Tail;
  #level: number;

  /** At this level: 1 is as recorded. */
  constructor(context: AudioContext, level: number) {
    this.#level = level;
    this.#gain = new GainNode(context);
    this.#fader = new Fader(this.#gain.gain, level);
    this.#opening = new GainNode(context);
    this.#closing = new GainNode(context);
    this.tail = new Tail(context);
    this.#gain.connect(this.#opening).connect(this.#closing).connect(this.tail.node);
  }

  /** Where nodes are connected to. */
  get input(): AudioNode {
    return this.#gain;
  }

  connect(destination: AudioNode): void {
    this.tail.node.connect(destination);
  }

  disconnect(): void {
    for (const node of [this.#gain, this.#opening, this.#closing, this.tail.node]) node.disconnect();
  }

  /** Begins to sound at this time: by a fade in of so many seconds, or where that is 0 by a ramp. */
  open(atTime: number, fadeInSeconds: number): void {
    const fader = new Fader(this.#opening.gain, 0);
    if (fadeInSeconds > 0) fader.fadeTo(1, atTime, fadeInSeconds);
    else fader.moveTo(1, atTime, RAMP_SECONDS);
  }

  /** Takes another level from this time on, without a click. */
  setLevel(level: number, atTime: number): void {
    if (level === this.#level) return;
    this.#level = level;
    this.#fader.moveTo(level, atTime, EASE_SECONDS);
  }

  /** Fades out from this time on, for so many seconds. */
  fadeOut(atTime: number, seconds: number): void {
    this.#fader.fadeTo(0, atTime, seconds);
  }

  /** Takes a fade back that hasn't begun, or goes back to the full level from where it has got to. */
  cancelFadeOut(atTime: number): void {
    this.#fader.moveTo(this.#level, atTime, EASE_SECONDS);
  }

  /** Ramps down from this time on. Returns when nothing is heard any more. */
  close(atTime: number): number {
    new Fader(this.#closing.gain, 1).moveTo(0, atTime, RAMP_SECONDS);
    return atTime + RAMP_SECONDS;
  }
}
