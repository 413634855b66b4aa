// The two audio contexts of the page. They are made and resumed in the first real gesture, synchronously; a context made
// later would stay locked on the desktop, so they are never closed, only suspended while nothing sounds. Before each
// context's destination stands one gain, the volume.
import { Fader } from './fader';
import { EASE_SECONDS, IDLE_MS, RAMP_LEAD_SECONDS } from './limits';

const RATES = [44_100, 48_000] as const;

/** A context on loan. */
export interface Output {
  readonly context: AudioContext;
  /** Where sound goes: the volume and then the loudspeakers. */
  readonly destination: AudioNode;
  /** To be called when everything is scheduled: a suspended context's time stands still until then. */
  readonly run: () => void;
  readonly release: () => void;
}

/** The rate of the context that a track of this rate sounds on: its own, or the one that it fits into better. */
export function contextRate(sampleRate: number): number {
  return sampleRate % 11_025 === 0 ? 44_100 : 48_000;
}

interface Channel {
  readonly context: AudioContext;
  readonly volume: GainNode;
  readonly fader: Fader;
  loans: number;
  /** Told to stand: its state says so only a little later. */
  isResting: boolean;
}

/** What may sound, once a gesture has unlocked it. */
export class Speakers {
  #channels: readonly Channel[] = [];
  #gain = 1;
  #idleTimer: number | undefined;

  /** Whether a gesture has made the contexts. Whether they run is another matter: sound is claimed only when it flows. */
  get isUnlocked(): boolean {
    return this.#channels.length > 0;
  }

  /** A context that lives as long as the page, or null while it is locked. */
  get context(): AudioContext | null {
    return this.#channels[0]?.context ?? null;
  }

  /** To be called inside a real gesture, with nothing awaited before. What is asked for next then meets contexts that run. */
  unlock(): void {
    if (!this.isUnlocked) this.#channels = RATES.map((sampleRate) => openChannel(sampleRate, this.#gain));
    for (const channel of this.#channels) wake(channel);
    this.#restWhenIdle();
  }

  /** Sets the volume, from 0 to 1 (as recorded). Loudness is heard in ratios: the gain is the square. */
  setVolume(volume: number): void {
    const gain = volume * volume;
    if (gain === this.#gain) return;
    this.#gain = gain;
    for (const { context, fader, loans } of this.#channels)
      if (loans > 0) fader.moveTo(gain, context.currentTime + RAMP_LEAD_SECONDS, EASE_SECONDS);
  }

  /** Lends the context of this rate, one of the two. Null while it is locked. */
  lend(rate: number): Output | null {
    const channel = this.#channels.find(({ context }) => context.sampleRate === rate);
    if (channel === undefined) return null;
    // A gain that nothing goes through stands still in the midst of a ramp, and stays there (seen in Chromium 156).
    if (channel.loans === 0) channel.fader.standAt(this.#gain);
    channel.loans += 1;
    let isLent = true;
    const release = (): void => {
      if (isLent) channel.loans -= 1;
      isLent = false;
      this.#restWhenIdle();
    };
    const run = (): void => {
      wake(channel);
    };
    return { context: channel.context, destination: channel.volume, run, release };
  }

  /** The page goes: nothing sounds after this. */
  dispose(): void {
    window.clearTimeout(this.#idleTimer);
    for (const { context } of this.#channels) void context.close();
    this.#channels = [];
  }

  /** Suspends idle contexts after a while: from one track to the next they go on, which spares a restart of 10 ms. */
  #restWhenIdle(): void {
    window.clearTimeout(this.#idleTimer);
    this.#idleTimer = window.setTimeout(() => {
      for (const channel of this.#channels) if (channel.loans === 0) rest(channel);
    }, IDLE_MS);
  }
}

function openChannel(sampleRate: number, gain: number): Channel {
  const context = new AudioContext({ sampleRate, latencyHint: 'interactive' });
  const volume = new GainNode(context);
  volume.connect(context.destination);
  return { context, volume, fader: new Fader(volume.gain, gain), loans: 0, isResting: false };
}

function rest(channel: Channel): void {
  channel.isResting = true;
  void channel.context.suspend();
}

/** While it is locked this never settles, and that is fine. */
function wake(channel: Channel): void {
  if (channel.context.state !== 'running' || channel.isResting) void channel.context.resume();
  channel.isResting = false;
}
