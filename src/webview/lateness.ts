// How late a run really began. A node whose time has passed when the audio thread first hears of it begins late, without a
// word; a block behind it that was scheduled already would begin on time, and the two would overlap. So two steps go along with
// the first block, through the same path and unheard: one at the same frame, one a little later. How far apart they lie in an
// analyser's memory tells how late the first was, to the frame; where the second was late as well, that can't be told.
import { LATENESS_PROBE_SECONDS } from './limits';

/** Samples that the analyser remembers: 0.34 s, enough for an event that comes late. */
const MEMORY_FRAMES = 16_384;

/** What a measurement goes along with. */
export interface LatenessOptions {
  readonly context: AudioContext;
  /** The node that the first block goes through; what goes in here is muted before. */
  readonly through: AudioNode;
  /** When the first block is to begin, on the frame grid. */
  readonly atTime: number;
  /** Frames that it began late by, or null where that can't be told. Called once, unless it is ended early. */
  readonly onMeasured: (lateFrames: number | null) => void;
}

/** Measures once. Returns what ends it early. */
export function measureLateness({ context, through, atTime, onMeasured }: LatenessOptions): () => void {
  const probeFrames = Math.round(LATENESS_PROBE_SECONDS * context.sampleRate);
  const analyser = new AnalyserNode(context, { fftSize: MEMORY_FRAMES });
  const muted = new GainNode(context, { gain: 0 });
  analyser.connect(muted).connect(through);
  const first = new ConstantSourceNode(context);
  const second = new ConstantSourceNode(context);
  const end = (): void => {
    second.onended = null;
    for (const node of [first, second, analyser, muted]) node.disconnect();
  };
  second.onended = () => {
    const apart = stepsApart(analyser);
    end();
    onMeasured(apart === null ? null : Math.max(0, probeFrames - apart));
  };
  const probeTime = atTime + probeFrames / context.sampleRate;
  const endTime = probeTime + 1 / context.sampleRate;
  first.connect(analyser);
  second.connect(analyser);
  first.start(atTime);
  first.stop(endTime);
  second.start(probeTime);
  second.stop(endTime);
  return end;
}

/** Frames from the step up to 1 to that up to 2, or null where the memory doesn't have both, or the second was late as well. */
function stepsApart(analyser: AnalyserNode): number | null {
  const memory = new Float32Array(MEMORY_FRAMES);
  analyser.getFloatTimeDomainData(memory);
  const [first, second] = [
    memory.findIndex((value) => value > 0.5),
    memory.findIndex((value) => value > 1.5),
  ];
  return first <= 0 || second < 0 ? null : second - first;
}
