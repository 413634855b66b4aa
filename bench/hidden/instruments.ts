// Holes in the sound of a page that plays, while its timers are throttled.
import type { Page } from 'playwright-core';

const PREFIX = 'STARLING_HOLES ';

/** Holes in what a page sounds like. */
export interface HoleCounter {
  /** Stretches of silence between sound and sound, so far. */
  readonly holes: number;
  /** Seconds of sound so far. */
  readonly seconds: number;
}

/** Counts holes from now on, on every context of every frame, and has frames' timers throttled as those of a hidden page are. */
export async function countHoles(page: Page): Promise<HoleCounter> {
  const counted = { holes: 0, seconds: 0 };
  page.on('console', (message) => {
    if (!message.text().startsWith(PREFIX)) return;
    Object.assign(counted, JSON.parse(message.text().slice(PREFIX.length)));
  });
  await page.addInitScript(inPage, [PREFIX, WORKLET] as [string, string]);
  return counted;
}

/** Counts no longer: what the page takes from now on is its own. */
export async function stopCounting(page: Page): Promise<void> {
  for (const frame of page.frames())
    await frame.evaluate((prefix) => window.postMessage(prefix, '*'), PREFIX);
}

/** Counts on the audio thread, so that a page that is held up doesn't count as a silent one. */
const WORKLET = `
  registerProcessor('hole-counter', class extends AudioWorkletProcessor {
    holes = 0; silent = 0; sounded = 0; quanta = 0;
    process([channels]) {
      const samples = channels[0] ?? new Float32Array(128);
      for (const value of samples) {
        if (value === 0) { this.silent += 1; continue; }
        // A hole that nobody could miss; a wave's own zeros are shorter.
        if (this.sounded > 0 && this.silent >= 64) this.holes += 1;
        this.silent = 0;
        this.sounded += 1;
      }
      if (++this.quanta % 1024 === 0 && this.sounded > 0)
        this.port.postMessage({ holes: this.holes, seconds: this.sounded / sampleRate });
      return true;
    }
  });`;

/** Runs in every frame before its scripts. It must stand alone: its text is what is sent. */
function inPage([prefix, worklet]: [string, string]): void {
  /** As Chromium does with a hidden page: once a second, and after five minutes once a minute. */
  const [THROTTLED_MS, INTENSIVE_MS, INTENSIVE_AFTER_MS] = [1_000, 60_000, 300_000];
  const taps = new Map<BaseAudioContext, GainNode>();
  let hasSounded = false;

  const module = URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' }));
  const hang = async (context: BaseAudioContext, gain: GainNode): Promise<void> => {
    await context.audioWorklet.addModule(module);
    const counter = new AudioWorkletNode(context, 'hole-counter', { numberOfOutputs: 0 });
    counter.port.onmessage = ({ data }) => {
      hasSounded = true;
      console.log(prefix + JSON.stringify(data));
    };
    gain.connect(counter);
  };
  const tapOf = (context: BaseAudioContext): AudioNode => {
    const known = taps.get(context);
    if (known !== undefined) return known;
    const gain = new GainNode(context);
    taps.set(context, gain);
    void hang(context, gain);
    return gain;
  };
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data !== prefix) return;
    for (const gain of taps.values()) gain.disconnect();
  });
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]) {
    if (args[0] instanceof AudioDestinationNode) Reflect.apply(connect, this, [tapOf(this.context)]);
    return Reflect.apply(connect, this, args) as AudioNode;
  };
  if (window === window.top) return;
  const throttled = (ms: number): number =>
    Math.max(ms, performance.now() > INTENSIVE_AFTER_MS ? INTENSIVE_MS : THROTTLED_MS);
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const native = window[name] as (...args: unknown[]) => number;
    Object.assign(window, {
      [name]: (callback: unknown, ms = 0, ...args: unknown[]) =>
        // What VS Code's own frames do while they load isn't held up.
        native(callback, hasSounded ? throttled(ms) : ms, ...args),
    });
  }
}
