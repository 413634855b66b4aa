// The hand that clicks: brings the player into the state that a measurement begins with, clicks, and waits for the sound.
import { setTimeout as pause } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { playerFrame } from '../../test/support/workbench';
import type { Measurement } from './measurement';
import { Instruments, type Steps } from './instruments';
import { PREPARED_ROWS, type Music } from './origin';

/** How long it rests between two plays, in milliseconds: sounds end, and what may come is prepared. Less than contexts run on for. */
const REST_MS = 700;
/** The same where another page of the queue was turned to, whose tracks are to be prepared first. */
const TURNED_MS = 1_800;

/** How long the pointer is on a row before the click in the class “pointed at”, in milliseconds. */
const POINTED_MS = 150;

/** What the listener has to do with. */
export interface ListenerOptions {
  readonly page: Page;
  /** The queue. */
  readonly list: Locator;
  readonly music: Music;
}

/** Clicks and listens. */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #instruments: Instruments;
  /** Rows played from the origin, by what was on view then. */
  readonly #played = new Map<number, number[]>();
  #firstRow = 0;
  #playCount = 0;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#instruments = new Instruments(options.list);
  }

  /** The first click, which unlocks the page. */
  async begin(): Promise<void> {
    await this.#row(0).click();
    await this.#instruments.ready();
    await pause(TURNED_MS);
    await this.#press('Pause');
  }

  /** Shows a page of the queue and lets it rest. */
  async turnTo(format: string, page: number): Promise<void> {
    const { list, music } = this.#options;
    this.#firstRow = music.firstRow(format, page);
    await list.evaluate((rows, row) => {
      const queue = rows.parentElement;
      const rowPixels = rows.firstElementChild?.getBoundingClientRect().height ?? 0;
      if (queue !== null) queue.scrollTop = Math.ceil(row * rowPixels);
    }, this.#firstRow);
    await pause(TURNED_MS);
  }

  /** One play, from the click to the sound. */
  async measure({ name, who }: Measurement, delayMs: number): Promise<Steps> {
    const { music } = this.#options;
    const isFresh = name.startsWith('origin');
    const row = await this.#rowFor(name);
    const track = music.tracks[row];
    if (track === undefined) throw new Error(`There is no row ${row}.`);
    const target = who === '<audio>' ? this.#rival : this.#target(name, row);
    const url = `${music.urlOf(track)}${isFresh ? `&fresh=${this.#playCount++}` : ''}`;
    if (who === '<audio>') await this.#instruments.setAudio(url);
    if (who === '<audio>' && !isFresh) await this.#warmUp(url);
    const point = await centreOf(target);
    const { mouse } = this.#options.page;
    // Whoever clicks has pointed there before. The hardest case is measured too: pointer and click come at once.
    const isAtOnce = isFresh || name === 'cached';
    if (isAtOnce || name === 'pointed at') await mouse.move(0, 0);
    else await mouse.move(point.x, point.y);
    await pause(REST_MS);
    if (isFresh) music.setDelay(delayMs);
    if (name === 'pointed at') {
      await mouse.move(point.x, point.y);
      await pause(POINTED_MS);
    }
    await this.#instruments.arm();
    await mouse.click(point.x, point.y);
    const steps = await this.#instruments.heard();
    await pause(100);
    music.setDelay(0);
    if (who === '<audio>') await this.#instruments.setAudio(null);
    else await this.#press('Pause');
    if (isFresh && who === 'ours')
      this.#played.set(this.#firstRow, [...(this.#played.get(this.#firstRow) ?? []), row]);
    return steps;
  }

  /** The browser has it in its own cache afterwards, as far as it keeps it. */
  async #warmUp(url: string): Promise<void> {
    const point = await centreOf(this.#rival);
    await this.#instruments.arm();
    await this.#options.page.mouse.click(point.x, point.y);
    await this.#instruments.heard();
    await pause(REST_MS);
    await this.#instruments.setAudio(url);
  }

  async #rowFor(name: Measurement['name']): Promise<number> {
    if (name === 'cached' || name === 'pointed at') {
      const played = this.#played.get(this.#firstRow)?.slice(0, -1) ?? [];
      return played[this.#playCount++ % Math.max(1, played.length)] ?? this.#firstRow;
    }
    if (!name.startsWith('origin')) return this.#firstRow + 2 + ((this.#playCount++ * 3) % 12);
    const touched = new Set(await this.#instruments.touched());
    const { music } = this.#options;
    for (let row = this.#firstRow + PREPARED_ROWS; row < this.#firstRow + music.rowsOnPage; row++)
      if (![...touched].some((id) => id.endsWith(music.tracks[row]?.id ?? ''))) return row;
    throw new Error('Every row of this page was played.');
  }

  get #rival(): Locator {
    return playerFrame(this.#options.page).locator('#rival');
  }

  #target(name: Measurement['name'], row: number): Locator {
    const { page } = this.#options;
    if (name === 'next') return playerFrame(page).getByRole('button', { name: 'Next track' });
    if (name === 'previous') return playerFrame(page).getByRole('button', { name: 'Previous track' });
    return this.#row(row);
  }

  #row(row: number): Locator {
    return this.#options.list.locator(`li[aria-posinset="${row + 1}"] .row`);
  }

  async #press(name: string): Promise<void> {
    await playerFrame(this.#options.page).getByRole('button', { name, exact: true }).click();
  }
}

async function centreOf(target: Locator): Promise<{ x: number; y: number }> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('What is to be clicked is not in view.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
