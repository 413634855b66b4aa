// What hangs in the player's page while it is measured, put there from outside: the product knows nothing of it.
//
// The tap is a worklet in front of each context's destination. It says when the audio thread hands over the first 128 frames
// that have a sample above −80 dB, by its Date.now(), which is laid on performance.now() to a tenth of a millisecond before each
// measurement; half a millisecond is added for what Date.now() cuts off. The rival `<audio>` plays through the same context.
// Loudspeakers, real or not, come behind the tap and cost both the same.
import type { Locator } from 'playwright-core';

/** What happens between a click and the first sound, in order. */
export const STEPS = [
  'intent',
  'mediaInfo',
  'bytes',
  'configured',
  'decoded',
  'scheduled',
  'sounding',
] as const;

/** Milliseconds from the click to each step that was seen. */
export type Steps = Partial<Record<(typeof STEPS)[number], number>>;

/** What the page offers. */
interface Bench {
  readonly ready: Promise<unknown>;
  readonly touched: Set<string>;
  arm(): void;
  heard(): Promise<Steps>;
  setAudio(url: string | null): void;
}

declare global {
  interface Window {
    starlingBench: Bench;
  }
}

/** How long a sound may take, in milliseconds. */
const PATIENCE_MS = 5_000;

/** The instruments of a page that the listener has clicked in. `inside` is any element of it. */
export class Instruments {
  readonly #inside: Locator;

  constructor(inside: Locator) {
    this.#inside = inside;
  }

  /** Resolves when the tap listens. */
  async ready(): Promise<void> {
    await this.#inside.evaluate(async () => {
      await window.starlingBench.ready;
    });
  }

  /** Forgets what was seen, and listens for the next click and the next sound. It has to be silent. */
  arm(): Promise<void> {
    return this.#inside.evaluate(() => window.starlingBench.arm());
  }

  /** When what came when, once it sounds. */
  async heard(): Promise<Steps> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Nothing sounded.')), PATIENCE_MS);
    });
    const steps = this.#inside.evaluate(() => window.starlingBench.heard());
    return Promise.race([steps, late]).finally(() => clearTimeout(timer));
  }

  /** The ids of the tracks that the page has had anything of. */
  touched(): Promise<string[]> {
    return this.#inside.evaluate(() => [...window.starlingBench.touched]);
  }

  /** Gives the rival its address, to be played at the next click on it; or silences it. */
  setAudio(url: string | null): Promise<void> {
    return this.#inside.evaluate((_, address) => window.starlingBench.setAudio(address), url);
  }
}

/** The worklet's module. */
export const TAP_WORKLET = `
  registerProcessor('latency-tap', class extends AudioWorkletProcessor {
    isArmed = false;
    constructor() { super(); this.port.onmessage = () => { this.isArmed = true; }; }
    process([channels]) {
      if (!this.isArmed || !channels.some((samples) => samples.some((value) => Math.abs(value) > 1e-4))) return true;
      this.isArmed = false;
      this.port.postMessage(Date.now());
      return true;
    }
  });`;

/** Runs in every frame before its scripts. It must stand alone: its text is what is sent. */
export function hangInstruments(worklet: string): void {
  const taps: AudioWorkletNode[] = [];
  const loading: Promise<void>[] = [];
  const touched = new Set<string>();
  let clickMs: number | null = null;
  let playId: string | null = null;
  let steps: Record<string, number> = {};
  let offsetMs = 0;
  let tellHeard: (steps: Steps) => void = () => undefined;
  let heard = new Promise<Steps>(() => undefined);

  const see = (step: string, atMs = performance.now()): void => {
    if (clickMs !== null) steps[step] ??= atMs - clickMs;
  };

  // The host's frame gives the page this function; what it returns is what the page sends through.
  let acquire: (() => { postMessage: (message: unknown) => void }) | undefined;
  Object.defineProperty(window, 'acquireVsCodeApi', {
    configurable: true,
    get: () => acquire,
    set: (native: NonNullable<typeof acquire>) => {
      acquire = () => {
        const api = native();
        listen();
        return {
          ...api,
          postMessage: (message) => {
            watchSent(message as Sent);
            api.postMessage(message);
          },
        };
      };
    },
  });

  interface Sent {
    readonly type: string;
    readonly intent?: { readonly kind: string; readonly playId?: string; readonly trackId?: string };
    readonly plays?: readonly { readonly trackId: string }[];
  }

  interface Told {
    readonly type?: string;
    readonly playId?: string;
  }

  function watchSent({ type, intent, plays }: Sent): void {
    for (const play of plays ?? []) touched.add(play.trackId);
    if (type !== 'intent' || intent?.kind !== 'playTrack') return;
    if (intent.trackId !== undefined) touched.add(intent.trackId);
    playId = intent.playId ?? null;
    see('intent');
  }

  /** Before the page listens itself. Here and not earlier: the frame's document is written anew, which drops listeners. */
  function listen(): void {
    window.addEventListener(
      'message',
      ({ data }: MessageEvent<(Told & { messages?: readonly Told[] }) | null>) => {
        for (const told of data?.messages ?? (data === null ? [] : [data]))
          if (told.playId === playId && (told.type === 'bytes' || told.type === 'mediaInfo')) see(told.type);
      },
    );
    document.addEventListener(
      'click',
      () => {
        clickMs = performance.now();
      },
      { capture: true },
    );
    const rival = document.createElement('button');
    rival.id = 'rival';
    rival.style.cssText = 'position:fixed;right:0;top:0;width:16px;height:16px;z-index:9';
    rival.addEventListener('click', () => {
      if (audio === null) return;
      audio.src = audioUrl;
      void audio.play();
    });
    document.body.append(rival);
  }

  let audio: HTMLAudioElement | null = null;
  let audioUrl = '';
  const contexts: AudioContext[] = [];
  function setAudio(url: string | null): void {
    audio?.pause();
    audio?.removeAttribute('src');
    audio?.load();
    audio = null;
    const context = contexts.find(({ sampleRate }) => sampleRate === 44_100);
    if (url === null || context === undefined) return;
    audioUrl = url;
    audio = new Audio();
    audio.crossOrigin = 'anonymous';
    new MediaElementAudioSourceNode(context, { mediaElement: audio }).connect(context.destination);
  }

  const module = URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' }));
  const inFront = new Map<BaseAudioContext, GainNode>();
  const Native = window.AudioContext;
  window.AudioContext = class extends Native {
    constructor(options?: AudioContextOptions) {
      super(options);
      contexts.push(this);
      const gain = new GainNode(this);
      inFront.set(this, gain);
      const hang = async (): Promise<void> => {
        await this.audioWorklet.addModule(module);
        const tap = new AudioWorkletNode(this, 'latency-tap', { numberOfOutputs: 0 });
        tap.port.onmessage = ({ data }: MessageEvent<number>) => {
          see('sounding', data + 0.5 - offsetMs);
          tellHeard(steps);
        };
        gain.connect(tap);
        taps.push(tap);
      };
      loading.push(hang());
    }
  };
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]) {
    const tap = args[0] instanceof AudioDestinationNode ? inFront.get(this.context) : undefined;
    if (tap !== undefined) Reflect.apply(connect, this, [tap]);
    return Reflect.apply(connect, this, args) as AudioNode;
  };
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...args) {
    see('scheduled');
    start.apply(this, args);
  };
  const NativeDecoder = window.AudioDecoder;
  // Where the page isn't secure, as in the workbench's outer frames, there is none.
  if (typeof NativeDecoder === 'function')
    window.AudioDecoder = class extends NativeDecoder {
      constructor(init: AudioDecoderInit) {
        super({
          error: init.error,
          output: (data) => {
            see('decoded');
            init.output(data);
          },
        });
      }
      override configure(config: AudioDecoderConfig): void {
        see('configured');
        super.configure(config);
      }
    };

  window.starlingBench = {
    get ready() {
      return Promise.all(loading);
    },
    touched,
    arm: () => {
      clickMs = null;
      playId = null;
      steps = {};
      heard = new Promise((resolve) => (tellHeard = resolve));
      const before = Date.now();
      while (Date.now() === before);
      offsetMs = Date.now() - performance.now();
      for (const tap of taps) tap.port.postMessage('arm');
    },
    heard: () => heard,
    setAudio,
  };
}
