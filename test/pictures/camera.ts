// Takes pictures of the workbench, looks at the player view with axe each time, and lays pictures side by side on sheets.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { axeFindings } from '../support/axe';
import { playerDocument } from '../support/workbenchLook';
import { packPng } from './packPng';

/** How long the workbench may take to draw what has changed, in milliseconds: nothing tells when it has. */
const DRAWING_MS = 400;
/** What a picture in the repository may have at most, in bytes. */
const LARGEST_PUBLISHED_BYTES = 300 * 1000;

/** A camera that puts its pictures into a folder. */
export class Camera {
  /** What axe found, and what reached beyond the view: a line each. */
  readonly findings: string[] = [];
  readonly #page: Page;
  readonly #folder: string;
  readonly #taken: string[] = [];

  constructor(page: Page, folder: string) {
    this.#page = page;
    this.#folder = folder;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  /** How many pictures there are. */
  get count(): number {
    return this.#taken.length;
  }

  /** The side bar, and in it the player view, which is examined. */
  async takeView(name: string): Promise<void> {
    await this.take(name, this.#page.locator('.part.sidebar'));
    const view = await playerDocument(this.#page);
    const found = [...(await axeFindings(view))];
    const tooWide = await view.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    if (tooWide > 0) found.push(`the view is ${tooWide} pixels wider than its place`);
    this.findings.push(...found.map((finding) => `${name}: ${finding}`));
  }

  /** Something of the workbench, or all of it. */
  async take(name: string, what: Locator | Page = this.#page): Promise<void> {
    await this.#page.waitForTimeout(DRAWING_MS);
    await what.screenshot({ path: this.#path(name) });
    this.#taken.push(name);
  }

  /** The lower right corner of the workbench. */
  async takeCorner(name: string, { width, height }: { width: number; height: number }): Promise<void> {
    await this.#page.waitForTimeout(DRAWING_MS);
    const size = this.#page.viewportSize() ?? { width, height };
    const clip = { x: size.width - width, y: size.height - height, width, height };
    await this.#page.screenshot({ path: this.#path(name), clip });
    this.#taken.push(name);
  }

  /** Puts all pictures of each first word on a sheet of their own, to be looked at together. */
  async makeSheets(): Promise<void> {
    const words = new Set(this.#taken.map((name) => name.split('-')[0] ?? name));
    for (const word of words) {
      const names = this.#taken.filter((name) => name.split('-')[0] === word);
      await this.layOut(`sheet-${word}`, names, { isNamed: true });
    }
  }

  /** Lays pictures side by side. `heightPixels`: only so much of each, from its top. */
  async layOut(
    name: string,
    names: readonly string[],
    { isNamed = false, heightPixels }: { isNamed?: boolean; heightPixels?: number } = {},
  ): Promise<void> {
    const figures = names.map((each) => {
      const data = readFileSync(this.#path(each)).toString('base64');
      const caption = isNamed ? `<figcaption>${each}</figcaption>` : '';
      return `<figure><img src="data:image/png;base64,${data}">${caption}</figure>`;
    });
    const sheet = await this.#page.context().newPage();
    await sheet.setViewportSize({ width: 1_600, height: 400 });
    const height =
      heightPixels === undefined ? '' : `height: ${heightPixels}px; object-fit: cover; object-position: top;`;
    await sheet.setContent(`<style>
      body { display: inline-flex; flex-wrap: wrap; gap: 12px; margin: 0; font: 12px sans-serif; }
      figure { margin: 0; } img { display: block; ${height} }
    </style>${figures.join('')}`);
    await sheet.locator('body').screenshot({ path: this.#path(name), omitBackground: !isNamed });
    await sheet.close();
  }

  /**
   * Packs a picture and puts it where the README finds it.
   * @throws when it is larger than a picture in the repository may be.
   */
  publish(name: string, folder: string): void {
    const packed = packPng(readFileSync(this.#path(name)));
    if (packed.length > LARGEST_PUBLISHED_BYTES)
      throw new Error(
        `The picture ${name} has ${packed.length} bytes, more than ${LARGEST_PUBLISHED_BYTES}.`,
      );
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.png`), packed);
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.png`);
  }
}
