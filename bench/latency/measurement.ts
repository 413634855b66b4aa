// What is measured, and what came of it.
import type { Steps } from './instruments';

/** What is measured: a class of plays, in a format, by ours or by `<audio>`. */
export interface Measurement {
  readonly name: 'next' | 'previous' | 'in view' | 'pointed at' | 'cached' | `origin ${number} ms`;
  readonly format: string;
  readonly who: 'ours' | '<audio>';
}

/** Every figure of a measurement. */
export interface Series extends Measurement {
  readonly plays: Steps[];
}
