// Says where the page's main thread touches what sounds. The audio thread waits for nobody: a gain that is being written to
// stands still for 128 frames, and in the midst of a steep ramp that is a jump; a source that is being stopped is silent for
// as long. Each happens once in thousands of times, so what is looked for is the chance of it.

/** Runs in the page before its scripts, and complains in the console. It must stand alone: its text is what is sent. */
export function watchTouches(): void {
  /** Seconds; a longer ramp changes little in 128 frames. */
  const STEEP_SECONDS = 0.05;
  interface Line {
    readonly context: BaseAudioContext;
    points: (readonly [time: number, value: number])[];
  }
  const lines = new WeakMap<AudioParam, Line>();
  const following = new WeakMap<AudioNode, AudioNode>();
  const startTimes = new WeakMap<AudioScheduledSourceNode, number>();

  const complain = (what: string): void => {
    console.warn(`${what} ${new Error().stack ?? ''}`);
  };
  const touch = (param: AudioParam): Line | undefined => {
    const line = lines.get(param);
    if (line === undefined) return undefined;
    const now = line.context.currentTime;
    const next = line.points.findIndex(([time]) => time > now);
    const [before, after] = [line.points[next - 1], line.points[next]];
    const isSteep =
      before !== undefined &&
      after !== undefined &&
      Math.abs(after[1] - before[1]) > 0.01 &&
      after[0] - before[0] < STEEP_SECONDS * Math.abs(after[1] - before[1]);
    if (isSteep)
      complain(`A gain is touched at ${now} in the midst of its ramp ${JSON.stringify([before, after])}.`);
    return line;
  };
  const valueAt = ({ points }: Line, now: number): number => {
    const next = points.findIndex(([time]) => time > now);
    const [before, after] = [points.at(next < 0 ? -1 : next - 1), points[next]];
    if (before === undefined || after === undefined) return (before ?? [0, 1])[1];
    return before[1] + ((after[1] - before[1]) * (now - before[0])) / (after[0] - before[0]);
  };
  const isHeard = (source: AudioNode, now: number): boolean => {
    for (let node = following.get(source); node !== undefined; node = following.get(node)) {
      const line = node instanceof GainNode ? lines.get(node.gain) : undefined;
      if (line !== undefined && valueAt(line, now) < 1e-6) return false;
      if (node instanceof AudioDestinationNode) return true;
    }
    return false;
  };

  const native = window.GainNode;
  window.GainNode = new Proxy(native, {
    construct: (target, args: [BaseAudioContext, GainOptions?]) => {
      const node = new target(...args);
      lines.set(node.gain, { context: args[0], points: [[0, args[1]?.gain ?? 1]] });
      return node;
    },
  });
  const { setValueAtTime, linearRampToValueAtTime, cancelAndHoldAtTime, cancelScheduledValues } =
    AudioParam.prototype;
  AudioParam.prototype.cancelScheduledValues = function (this: AudioParam, at: number) {
    const line = touch(this);
    if (line !== undefined) line.points = line.points.filter(([time]) => time < at);
    return cancelScheduledValues.call(this, at);
  };
  AudioParam.prototype.cancelAndHoldAtTime = function (this: AudioParam, at: number) {
    const line = touch(this);
    if (line !== undefined)
      line.points = [...line.points.filter(([time]) => time < at), [at, valueAt(line, at)]];
    return cancelAndHoldAtTime.call(this, at);
  };
  for (const [name, call] of Object.entries({ setValueAtTime, linearRampToValueAtTime }))
    Object.assign(AudioParam.prototype, {
      [name](this: AudioParam, value: number, at: number) {
        touch(this)?.points.push([at, value]);
        return call.call(this, value, at);
      },
    });
  const { connect, disconnect } = AudioNode.prototype as unknown as Record<
    'connect' | 'disconnect',
    (this: AudioNode, ...args: unknown[]) => unknown
  >;
  Object.assign(AudioNode.prototype, {
    connect(this: AudioNode, ...args: unknown[]) {
      if (args[0] instanceof AudioNode && !(args[0] instanceof AudioWorkletNode))
        following.set(this, args[0]);
      return connect.apply(this, args);
    },
    disconnect(this: AudioNode, ...args: unknown[]) {
      if (args.length === 0) following.delete(this);
      return disconnect.apply(this, args);
    },
  });
  const { start, stop } = AudioBufferSourceNode.prototype;
  AudioBufferSourceNode.prototype.start = function (this: AudioBufferSourceNode, ...args) {
    startTimes.set(this, args[0] ?? 0);
    start.apply(this, args);
  };
  const nativeStop = stop;
  AudioBufferSourceNode.prototype.stop = function (this: AudioBufferSourceNode, ...args) {
    const now = this.context.currentTime;
    if (now > (startTimes.get(this) ?? Infinity) && isHeard(this, now))
      complain(`A source is stopped at ${now} while it is heard.`);
    nativeStop.apply(this, args);
  };
}
