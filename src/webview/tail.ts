// How a run would end if nothing more came: in a ramp to silence at the last frame that is scheduled. Nobody can say on the
// main thread that the samples run out, least of all when it is held up; so the ramp always lies there beforehand, and each
// block that follows in time moves it on. A gain of its own, since level and fades go their own ways.
import { Fader } from './fader';
import { RAMP_LEAD_SECONDS, RAMP_SECONDS, TAIL_SECONDS } from './limits';

/** The ramp at the end of what is scheduled. */
export class Tail {
  /** What sounds goes through here. */
  readonly node: GainNode;
  readonly #fader: Fader;
  /** Where the ramp begins, as a time of the context; null where there is none. */
  #fromTime: number | null = null;

  constructor(context: AudioContext) {
    this.node = new GainNode(context);
    this.#fader = new Fader(this.node.gain, 1);
  }

  /** What is scheduled ends at this time of the context: it ramps down right before. */
  moveTo(endTime: number): void {
    this.takeBack();
    const fromTime = Math.max(endTime - TAIL_SECONDS, this.#soon);
    this.#fader.moveTo(0, fromTime, Math.max(0, endTime - fromTime));
    this.#fromTime = fromTime;
  }

  /** What is scheduled ends as it is; where it ramps down already, or is about to, it comes back behind that. */
  takeBack(): void {
    if (this.#fromTime !== null)
      this.#fader.moveTo(1, this.#isToRamp ? this.#fromTime + TAIL_SECONDS : this.#soon, RAMP_SECONDS);
    this.#fromTime = null;
  }

  get #isToRamp(): boolean {
    return (
      this.#fromTime !== null && this.#fromTime < this.#soon && this.#soon < this.#fromTime + TAIL_SECONDS
    );
  }

  /** The first time that a change decided now is sure to reach. */
  get #soon(): number {
    return this.node.context.currentTime + RAMP_LEAD_SECONDS;
  }
}
