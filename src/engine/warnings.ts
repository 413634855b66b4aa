import type { Engine } from './engine';

/** Sentences kept for the first window: beyond it a flood would say nothing more. */
const MOST_KEPT = 100;

type Level = Parameters<Engine['log']>[0];

/** Takes warnings from the start on: what nobody can hear yet is told to the first window that comes. */
export class Warnings {
  readonly #kept: { readonly text: string; readonly level: Level }[] = [];
  #engine: Engine | null = null;

  /** Tells the windows, or keeps it for the first of them. */
  tell(text: string, level: Level = 'warn'): void {
    if (this.#engine !== null) this.#engine.log(level, text);
    else if (this.#kept.length < MOST_KEPT) this.#kept.push({ text, level });
  }

  /** A window is there to hear everything. */
  hearBy(engine: Engine): void {
    this.#engine = engine;
    for (const { text, level } of this.#kept.splice(0)) engine.log(level, text);
  }
}
