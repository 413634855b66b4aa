import { LitElement, html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CoverPicture } from '../covers';
import { codicon } from './icons';

/** The cover of what plays, or an icon in its place. What it shows stands beside it in words. */
@customElement('starling-cover')
export class CoverTile extends LitElement {
  @property({ attribute: false }) picture: CoverPicture | null = null;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const canvas = this.querySelector('canvas');
    if (canvas === null || this.picture === null || !changed.has('picture')) return;
    const { canvas: drawn } = this.picture;
    canvas.width = drawn.width;
    canvas.height = drawn.height;
    canvas.getContext('2d')?.drawImage(drawn, 0, 0);
  }

  protected override render(): TemplateResult {
    return this.picture === null ? codicon('music') : html`<canvas aria-hidden="true"></canvas>`;
  }
}
