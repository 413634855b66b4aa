import { noChange } from 'lit';
import { directive, Directive, type ElementPart } from 'lit/directive.js';

class Placed extends Directive {
  override render(...[]: [property: 'top' | 'height', pixels: number]): typeof noChange {
    return noChange;
  }

  /** By the object model: the page's policy lets no style stand in an attribute. */
  override update(
    { element }: ElementPart,
    [property, pixels]: [property: 'top' | 'height', pixels: number],
  ): typeof noChange {
    if (element instanceof HTMLElement) element.style[property] = `${pixels}px`;
    return noChange;
  }
}

/** Puts an element at a place, or gives it a height. */
export const placed = directive(Placed);
