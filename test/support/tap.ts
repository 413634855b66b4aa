// Ears: what really reaches a page's audio destination, sample by sample. An init script hangs a tap on every context,
// in every frame, and says what it hears through the console: evaluate and exposeFunction would count as gestures.
import type { Page } from 'playwright-core';

const PREFIX = 'STARLING_TAP ';

/** How long to listen for something unless told, in milliseconds. */
const PATIENCE_MS = 15_000;

/** What one stretch of 2,048 frames sounded like. A suspended context gives no readings. */
export interface TapReading {
  /** Time of the context in seconds. */
  readonly t: number;
  readonly sampleRate: number;
  readonly rms: number;
  /** The left channel's strongest frequency in hertz, over this stretch and the one before; 0 in silence. */
  readonly peakHz: number;
  /** The same of the right channel. */
  readonly rightPeakHz: number;
  readonly frames: number;
  /** Frames from the first to the last that isn't silent, both included. */
  readonly loudFrames: number;
  /** The largest step from one sample to the next, over the joint with the previous stretch too: a click stands out. */
  readonly maxStep: number;
  /** The largest change of that step: low tones bend little, so that even a small click stands out among several. */
  readonly maxBend: number;
}

/** A page with a tap on it. */
export interface Tap {
  readonly readings: readonly TapReading[];
  /** Resolves when it listens: at once where it needs no worklet. To be awaited after the page has loaded. */
  readonly ready: Promise<void>;
  /** The first reading from `since` (an index, default 0) on that fits, now or later. */
  heard(fits: (reading: TapReading) => boolean, options?: HeardOptions): Promise<TapReading>;
  /** Resolves when the context that sounded last has been silent for longer than the tap's own delay: nothing is under way. */
  quiet(): Promise<void>;
}

/** The tap's node delays by two of its buffers of eight readings. */
const DELAY_READINGS = 16;

/** How long to listen, and from which reading on. */
export interface HeardOptions {
  readonly timeoutMs?: number;
  readonly since?: number;
}

/** How a tap listens. */
export interface TapOptions {
  /**
   * Where the page may load `TAP_WORKLET` from: then every sample is taken on the audio thread, and a main thread that is
   * late spoils nothing. Null where the page's policy allows no worklet.
   */
  readonly workletUrl: string | null;
}

/** Puts a tap on a page. To be called before it is navigated. */
export async function attachTap(page: Page, { workletUrl }: TapOptions = { workletUrl: null }): Promise<Tap> {
  const readings: TapReading[] = [];
  const listeners = new Set<() => void>();
  let beReady: () => void = () => undefined;
  const ready = workletUrl === null ? Promise.resolve() : new Promise<void>((resolve) => (beReady = resolve));
  page.on('console', (message) => {
    if (message.text() === `${PREFIX}ready`) beReady();
    if (!message.text().startsWith(`${PREFIX}{`)) return;
    readings.push(JSON.parse(message.text().slice(PREFIX.length)) as TapReading);
    for (const listener of listeners) listener();
  });
  await page.addInitScript(tapInPage, { prefix: PREFIX, workletUrl });
  const until = <T>(look: () => T | undefined, timeoutMs: number): Promise<T> =>
    new Promise((resolve, reject) => {
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        listeners.delete(listen);
        then();
      };
      const listen = (): void => {
        const found = look();
        if (found !== undefined) settle(() => resolve(found));
      };
      const timer = setTimeout(() => {
        const last = JSON.stringify(readings.slice(-3));
        settle(() => reject(new Error(`The tap didn't hear it in ${timeoutMs} ms. Last it heard ${last}.`)));
      }, timeoutMs);
      listeners.add(listen);
      listen();
    });
  return {
    readings,
    ready,
    heard: (fits, { timeoutMs = PATIENCE_MS, since = 0 } = {}) => {
      let next = since;
      return until(() => {
        const from = next;
        next = Math.max(from, readings.length);
        return readings.slice(from).find(fits);
      }, timeoutMs);
    },
    quiet: async () => {
      await until(() => isQuiet(readings) || undefined, PATIENCE_MS);
    },
  };
}

function isQuiet(readings: readonly TapReading[]): boolean {
  const last = readings.findLastIndex(({ loudFrames }) => loudFrames > 0);
  const since = readings
    .slice(last + 1)
    .filter(({ sampleRate }) => sampleRate === readings[last]?.sampleRate);
  return since.length > DELAY_READINGS;
}

/** Whether a reading is this tone, left and right: the strongest line is within half a bin of the 4,096-point transform. */
export function isTone(leftHz: number, rightHz = leftHz): (reading: TapReading) => boolean {
  return ({ peakHz, rightPeakHz, rms, sampleRate }) => {
    const toleranceHz = sampleRate / 4096 / 2 + 1;
    const [left, right] = [Math.abs(peakHz - leftHz), Math.abs(rightPeakHz - rightHz)];
    return rms > 0.01 && left <= toleranceHz && right <= toleranceHz;
  };
}

type Channels = readonly [Float32Array, Float32Array];

/** A stretch in the page and the one before it. */
interface Heard {
  readonly now: Channels;
  readonly before: Channels;
  readonly t: number;
  readonly sampleRate: number;
}

/* eslint-disable @typescript-eslint/no-deprecated -- ScriptProcessorNode: the only node that gives every sample without a
   worklet, which the page's policy refuses. */

/** The worklet's module: hands on what it hears, `FRAMES` frames at a time. */
export const TAP_WORKLET = `
  const FRAMES = 2048;
  registerProcessor('starling-tap', class extends AudioWorkletProcessor {
    filled = 0; left = new Float32Array(FRAMES); right = new Float32Array(FRAMES);
    process([[left, right = left] = []]) {
      if (left !== undefined) { this.left.set(left, this.filled); this.right.set(right, this.filled); }
      this.filled += 128;
      if (this.filled < FRAMES) return true;
      const t = currentTime + 128 / sampleRate - FRAMES / sampleRate;
      this.port.postMessage({ left: this.left, right: this.right, t });
      this.filled = 0; this.left = new Float32Array(FRAMES); this.right = new Float32Array(FRAMES);
      return true;
    }
  });`;

/** Runs in the page, in every frame, before its scripts. It must stand alone: its text is what is sent. */
function tapInPage({ prefix, workletUrl }: { prefix: string; workletUrl: string | null }): void {
  const FRAMES = 2048;
  /** The node's own buffer is much longer, as it spoils samples when the main thread is late by one of them. */
  const NODE_FRAMES = 16_384;
  const SILENCE = 1e-4;
  const taps = new Map<BaseAudioContext, AudioNode>();
  const connect = AudioNode.prototype.connect;

  function tell(context: BaseAudioContext, heard: Omit<Heard, 'sampleRate'>): void {
    console.log(prefix + JSON.stringify(reading({ ...heard, sampleRate: context.sampleRate })));
  }

  function tapOf(context: BaseAudioContext): AudioNode {
    const known = taps.get(context);
    if (known !== undefined) return known;
    const node = workletUrl === null ? scriptTap(context) : workletTap(context);
    Reflect.apply(connect, node, [context.destination]);
    taps.set(context, node);
    return node;
  }

  function scriptTap(context: BaseAudioContext): AudioNode {
    const node = context.createScriptProcessor(NODE_FRAMES, 2, 1);
    let before: Channels = [new Float32Array(FRAMES), new Float32Array(FRAMES)];
    node.onaudioprocess = ({ inputBuffer, playbackTime }) => {
      const [left, right] = [inputBuffer.getChannelData(0), inputBuffer.getChannelData(1)];
      for (let from = 0; from < NODE_FRAMES; from += FRAMES) {
        const now: Channels = [left.slice(from, from + FRAMES), right.slice(from, from + FRAMES)];
        tell(context, { now, before, t: playbackTime + from / context.sampleRate });
        before = now;
      }
    };
    return node;
  }

  function workletTap(context: BaseAudioContext): AudioNode {
    const node = new AudioWorkletNode(context, 'starling-tap', { numberOfInputs: 1, numberOfOutputs: 1 });
    let before: Channels = [new Float32Array(FRAMES), new Float32Array(FRAMES)];
    const samples: Float32Array[] = [];
    Object.assign(window, { [`starlingSamples${context.sampleRate}`]: samples });
    node.port.onmessage = ({
      data,
    }: MessageEvent<{ left: Float32Array; right: Float32Array; t: number }>) => {
      const now: Channels = [data.left, data.right];
      tell(context, { now, before, t: data.t });
      samples.push(data.left);
      before = now;
    };
    return node;
  }

  function reading({ now, before, t, sampleRate }: Heard): TapReading {
    const samples = mixed(now);
    const [last = 0, last2 = 0] = mixed(before).slice(-2).reverse();
    let [energy, maxStep, maxBend, previous, step, first, end] = [0, 0, 0, last, last - last2, -1, -1];
    samples.forEach((value, index) => {
      energy += value * value;
      maxStep = Math.max(maxStep, Math.abs(value - previous));
      maxBend = Math.max(maxBend, Math.abs(value - previous - step));
      step = value - previous;
      previous = value;
      if (Math.abs(value) <= SILENCE) return;
      if (first < 0) first = index;
      end = index;
    });
    const peak = (channel: 0 | 1): number => {
      const both = Float32Array.of(...before[channel], ...now[channel]);
      return first < 0 ? 0 : strongestBin(both) * (sampleRate / both.length);
    };
    const rms = Math.sqrt(energy / FRAMES);
    const loudFrames = first < 0 ? 0 : end - first + 1;
    const steps = { maxStep, maxBend };
    return {
      t,
      sampleRate,
      rms,
      peakHz: peak(0),
      rightPeakHz: peak(1),
      frames: FRAMES,
      loudFrames,
      ...steps,
    };
  }

  function mixed([left, right]: Channels): Float32Array {
    return left.map((value, index) => (value + (right[index] ?? 0)) / 2);
  }

  /** The strongest line of a Hann-windowed transform, between bins by a parabola. */
  function strongestBin(samples: Float32Array): number {
    const size = samples.length;
    const real = samples.map((value, index) => value * (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / size)));
    const imaginary = new Float32Array(size);
    transform(real, imaginary);
    const power = Array.from({ length: size / 2 }, (_, bin) =>
      Math.hypot(real[bin] ?? 0, imaginary[bin] ?? 0),
    );
    let best = 1;
    power.forEach((value, bin) => {
      if (bin > 0 && value > (power[best] ?? 0)) best = bin;
    });
    const [a, b, c] = [power[best - 1] ?? 0, power[best] ?? 0, power[best + 1] ?? 0];
    const curve = a - 2 * b + c;
    return curve === 0 ? best : best + (a - c) / (2 * curve);
  }

  /** Radix-2 fast Fourier transform in place. */
  function transform(real: Float32Array, imaginary: Float32Array): void {
    const size = real.length;
    for (let index = 1, reversed = 0; index < size; index++) {
      let bit = size >> 1;
      for (; reversed & bit; bit >>= 1) reversed ^= bit;
      reversed ^= bit;
      if (index < reversed) {
        [real[index], real[reversed]] = [real[reversed] ?? 0, real[index] ?? 0];
        [imaginary[index], imaginary[reversed]] = [imaginary[reversed] ?? 0, imaginary[index] ?? 0];
      }
    }
    for (let length = 2; length <= size; length *= 2) {
      for (let offset = 0; offset < length / 2; offset++) {
        const [cos, sin] = [
          Math.cos((2 * Math.PI * offset) / length),
          -Math.sin((2 * Math.PI * offset) / length),
        ];
        for (let even = offset; even < size; even += length) {
          const odd = even + length / 2;
          const [re, im] = [real[odd] ?? 0, imaginary[odd] ?? 0];
          const [turnedRe, turnedIm] = [re * cos - im * sin, re * sin + im * cos];
          real[odd] = (real[even] ?? 0) - turnedRe;
          imaginary[odd] = (imaginary[even] ?? 0) - turnedIm;
          real[even] = (real[even] ?? 0) + turnedRe;
          imaginary[even] = (imaginary[even] ?? 0) + turnedIm;
        }
      }
    }
  }

  AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]) {
    if (args[0] instanceof AudioDestinationNode) Reflect.apply(connect, this, [tapOf(this.context)]);
    return Reflect.apply(connect, this, args) as AudioNode;
  };

  const Native = window.AudioContext;
  if (workletUrl === null) {
    // Made with the context: made at the first connect, it would hold that up by some 10 ms and spoil the start it listens to.
    window.AudioContext = class extends Native {
      constructor(options?: AudioContextOptions) {
        super(options);
        tapOf(this);
      }
    };
    return;
  }
  // A worklet takes a while to load: the contexts are there beforehand, suspended as any that no gesture has made.
  const made = new Map([44_100, 48_000].map((sampleRate) => [sampleRate, new Native({ sampleRate })]));
  window.AudioContext = function (options?: AudioContextOptions) {
    return made.get(options?.sampleRate ?? 0) ?? new Native(options);
  } as unknown as typeof AudioContext;
  void Promise.all(
    Array.from(made.values(), async (context) => {
      // In a page of its own, not in a frame as in VS Code, they would run without a gesture.
      await Promise.all([context.suspend(), context.audioWorklet.addModule(workletUrl)]);
      tapOf(context);
    }),
  ).then(() => {
    console.log(`${prefix}ready`);
  });
}
