import { noChange } from 'lit';
import { directive, Directive, type ElementPart } from 'lit/directive.js';

class Filled extends Directive {
  override render(...[]: [part: number]): typeof noChange {
    return noChange;
  }

  /** By the object model: the page's policy lets no style stand in an attribute. */
  override update({ element }: ElementPart, [part]: [number]): typeof noChange {
    if (element instanceof HTMLElement) element.style.setProperty('--part', String(part));
    return noChange;
  }
}

/** Fills a slider's track from its beginning: 0 is none of it, 1 all. */
export const filled = directive(Filled);
