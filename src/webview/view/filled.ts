import { noChange } from 'lit';
import { directive, Directive, type ElementPart } from 'lit/directive.js';

/** What a slider's track shows: parts of it, from 0 (its beginning) to 1. */
export interface Filling {
  /** Filled from the beginning to here. */
  readonly part: number;
  /** Parts that are there, in order. */
  readonly buffered?: readonly (readonly [from: number, to: number])[];
}

class Filled extends Directive {
  override render(...[]: [filling: Filling]): typeof noChange {
    return noChange;
  }

  /** By the object model: the page's policy lets no style stand in an attribute. */
  override update({ element }: ElementPart, [{ part, buffered = [] }]: [Filling]): typeof noChange {
    if (!(element instanceof HTMLElement)) return noChange;
    const stops = [`var(--filled) ${percent(part)}`, `var(--unfilled) ${percent(part)}`];
    for (const [from, to] of buffered)
      if (to > part) {
        const begins = Math.max(from, part);
        stops.push(`var(--unfilled) ${percent(begins)}`, `var(--buffered) ${percent(begins)}`);
        stops.push(`var(--buffered) ${percent(to)}`, `var(--unfilled) ${percent(to)}`);
      }
    element.style.setProperty('--filling', `linear-gradient(to right, ${stops.join(', ')})`);
    return noChange;
  }
}

function percent(part: number): string {
  return `${(100 * part).toFixed(2)}%`;
}

/** Fills a slider's track. */
export const filled = directive(Filled);
