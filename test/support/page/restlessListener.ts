// A listener who does one thing after another without waiting: with the hands in the page, with media keys, and from other
// windows, while the engine's answers come now at once and now late. All of it by chance, from one seed.
import type { Page } from 'playwright-core';
import { pick, pickWeighted, type NonEmpty, type Random, type Weighted } from '../../../src/demo/random';
import type { Intent } from '../../../src/shared/intents';
import { pressMediaKey } from './census';
import type { SessionEngine } from './sessionEngine';

/** Whom and what the listener acts on. */
export interface ListenerParts {
  readonly page: Page;
  readonly engine: SessionEngine;
  readonly random: Random;
  /** How long the longest track is, in seconds. */
  readonly longestSeconds: number;
}

type Action = () => Promise<void> | void;

/** How late the engine's answers may come, in milliseconds: at once, as over Remote SSH, as from an engine that is busy. */
const LATENESS_MS: NonEmpty<number> = [0, 0, 40, 150, 400];
const CROSSFADES_SECONDS: NonEmpty<number> = [0, 0, 0.5, 2];
const CLICK_LIMIT_MS = 10_000;

/** A listener. */
export class RestlessListener {
  /** What was done, to be read where something went wrong. */
  readonly done: string[] = [];
  readonly #parts: ListenerParts;
  #mostLateMs = 0;
  #isHidden = false;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
  }

  /** How late the next answer of the engine comes. */
  readonly delayMs = (): number => this.#parts.random() * this.#mostLateMs;

  /** Answers come at once, and the view is there. */
  async calm(): Promise<void> {
    this.#mostLateMs = 0;
    await this.#show(true);
  }

  /** Does one thing, and rests for a moment. */
  async act(): Promise<void> {
    const { random } = this.#parts;
    const actions: NonEmpty<Weighted<[string, Action]>> = [
      [['track', () => this.#clickTrack()], 5],
      [['next', () => this.#press('Next track', { kind: 'next' })], 4],
      [['previous', () => this.#press('Previous track', { kind: 'previous' })], 3],
      [['toggle', () => this.#toggle()], 5],
      [['toggle twice', () => this.#toggle().then(() => this.#toggle())], 1],
      [['media key', () => this.#mediaKey()], 3],
      [['seek', () => this.#seek()], 4],
      [['volume', () => this.#intend({ kind: 'setVolume', volume: 0.3 + 0.7 * random() })], 2],
      [['repeat', () => this.#intend({ kind: 'setRepeat', repeat: pick(random, ['off', 'one', 'all']) })], 2],
      [['order', () => this.#reorder()], 2],
      [['cross-fade', () => this.#crossfade()], 2],
      [['lateness', () => void (this.#mostLateMs = pick(random, LATENESS_MS))], 3],
      [['hide or show', () => this.#show(this.#isHidden)], 2],
      [['listen', () => this.#rest(1_500)], 3],
    ];
    const [name, action] = pickWeighted(random, actions);
    this.done.push(name);
    await action();
    await this.#rest(pick(random, [0, 0, 30, 150, 500]));
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  #intend(intent: Intent): void {
    this.done.push(JSON.stringify(intent));
    this.#parts.engine.intend(intent);
  }

  async #clickTrack(): Promise<void> {
    const { engine, page, random } = this.#parts;
    const { queue } = engine.snapshot;
    const track = queue[Math.floor(random() * queue.length)];
    if (track === undefined) return;
    this.done.push(track.title);
    if (this.#isHidden) {
      this.#intend({ kind: 'playTrack', trackId: track.id, playId: crypto.randomUUID() });
      return;
    }
    const row = page
      .getByRole('list', { name: 'Queue' })
      .getByRole('button')
      .filter({ hasText: track.title });
    await row.click({ timeout: CLICK_LIMIT_MS });
  }

  async #press(name: string, intent: Intent): Promise<void> {
    if (this.#isHidden) this.#intend(intent);
    else await this.#parts.page.getByRole('button', { name, exact: true }).click({ timeout: CLICK_LIMIT_MS });
  }

  async #toggle(): Promise<void> {
    if (this.#isHidden) this.#intend({ kind: 'togglePlay' });
    else
      await this.#parts.page
        .getByRole('button', { name: /^(Play|Pause)$/ })
        .click({ timeout: CLICK_LIMIT_MS });
  }

  async #mediaKey(): Promise<void> {
    const { page, random } = this.#parts;
    const action = pick(random, [
      ...(['play', 'pause', 'nexttrack', 'previoustrack'] as const),
      ...(['seekforward', 'seekbackward'] as const),
    ]);
    this.done.push(action);
    await pressMediaKey(page, { action, seekOffset: 1 + random() });
  }

  async #seek(): Promise<void> {
    const { page, random, longestSeconds } = this.#parts;
    const positionSeconds = random() * longestSeconds;
    this.done.push(positionSeconds.toFixed(2));
    if (random() < 0.5) await pressMediaKey(page, { action: 'seekto', seekTime: positionSeconds });
    else this.#intend({ kind: 'seek', positionSeconds, seekId: crypto.randomUUID() });
  }

  #reorder(): void {
    const { engine, random } = this.#parts;
    const queue = [...engine.snapshot.queue];
    queue.push(...queue.splice(Math.floor(random() * queue.length), 1));
    engine.change({ queue });
  }

  #crossfade(): void {
    const { engine, random } = this.#parts;
    const crossfadeSeconds = pick(random, CROSSFADES_SECONDS);
    this.done.push(`${crossfadeSeconds} s`);
    engine.soundSettings = { ...engine.soundSettings, crossfadeSeconds };
    engine.change({});
  }

  /** As VS Code hides a view: it is there, and shows nothing. */
  async #show(isShown: boolean): Promise<void> {
    if (this.#isHidden !== isShown) return;
    this.#isHidden = !isShown;
    await this.#parts.page.evaluate(
      (display) => {
        document.documentElement.style.display = display;
      },
      isShown ? '' : 'none',
    );
  }
}
