// How a run would end if nothing more came: in a ramp to silence at the last frame that is scheduled. Nobody can say on the
// main thread that the samples run out, least of all when it is held up; so the ramp always lies there beforehand, and each
// block that follows in time moves it on. A gain of its own, since level and fades go their own ways.
import { Fader } from './fader';
import { LEAD_SECONDS, RAMP_SECONDS, TAIL_SECONDS } from './limits';

/** The ramp at the end of what is scheduled. */
export class Tail {
  /** What sounds goes through here. */
  readonly node: GainNode;
  readonly #fader: Fader;
  #isPlanned = false;

  constructor(context: AudioContext) {
    this.node = new GainNode(context);
    this.#fader = new Fader(this.node.gain, 1);
  }

  /** What is scheduled ends at this time of the context: it ramps down right before. */
  moveTo(endTime: number): void {
    this.takeBack();
    const fromTime = Math.max(endTime - TAIL_SECONDS, this.#soon);
    this.#fader.moveTo(0, fromTime, Math.max(0, endTime - fromTime));
    this.#isPlanned = true;
  }

  /** What is scheduled ends as it is. */
  takeBack(): void {
    if (this.#isPlanned) this.#fader.moveTo(1, this.#soon, RAMP_SECONDS);
    this.#isPlanned = false;
  }

  /** The first time that a change decided now is sure to reach. */
  get #soon(): number {
    return this.node.context.currentTime + LEAD_SECONDS;
  }
}
