// Runs in the page: a playout whose first note begins late, as it does where the audio thread is ahead of what the main thread
// sees; on a context that renders into memory, and stands still while the main thread does its part. What isn't connected to
// the destination isn't rendered: so the output is connected only when the time of the first note has passed.
import { FIRST_BLOCK_FRAMES, LEAD_SECONDS } from '../../../src/webview/limits';
import { Playout } from '../../../src/webview/playout';

const RATE = 44_100;
const QUANTUM_FRAMES = 128;
/** How often the main thread has its turn: as a page has on a machine that isn't busy. */
const TURN_FRAMES = 2 * QUANTUM_FRAMES;
const START_FRAME = 20 * QUANTUM_FRAMES;
/** Lengths of the blocks: the first as short as the product's, the others half a second. */
const BLOCKS = [FIRST_BLOCK_FRAMES, RATE / 2, RATE / 2] as const;

/** What was heard. */
export interface LateBeginning {
  /** The first sample came by so many frames later than it was scheduled. */
  readonly lateFrames: number;
  /** The first sample that isn't the one that was recorded, counted from the first; null: all are. */
  readonly wrongFrame: number | null;
  /** The largest step from one sample to the next, but for the first and the last one's. */
  readonly largestStep: number;
  /** How often it ran dry. */
  readonly dry: number;
  readonly hasEnded: boolean;
}

Object.assign(globalThis, { beginLate });

/**
 * Begins so many quanta of 128 frames after the playout has been started, and plays to the end; what follows the first block is
 * decoded so many quanta after that.
 */
async function beginLate(quanta: number, decodedAfter: number): Promise<LateBeginning> {
  const frames = BLOCKS.reduce((sum, length) => sum + length, 0);
  const context = new OfflineAudioContext(1, START_FRAME + frames + RATE, RATE);
  const gate = new GainNode(context);
  let [dry, hasEnded] = [0, false];
  const playout = new Playout({
    sampleRate: RATE,
    isInTheMiddle: false,
    events: {
      onBegan: () => undefined,
      onBlockEnded: () => undefined,
      onSettled: () => undefined,
      onRanDry: () => (dry += 1),
      onEnded: () => (hasEnded = true),
    },
  });
  const samples = Float32Array.from({ length: frames }, (_, at) => 0.5 + Math.sin(at / 50) / 4);
  let at = 0;
  const append = (length: number): void => {
    playout.append([samples.slice(at, at + length)]);
    at += length;
  };
  const steps = new Map<number, () => void>([
    [
      START_FRAME,
      () => {
        append(BLOCKS[0]);
        const live = { context: context as unknown as AudioContext, destination: gate };
        playout.start({ ...live, run: () => undefined, release: () => undefined });
      },
    ],
    [START_FRAME + quanta * QUANTUM_FRAMES, () => gate.connect(context.destination)],
    [
      START_FRAME + (quanta + decodedAfter) * QUANTUM_FRAMES,
      () => {
        for (const length of BLOCKS.slice(1)) append(length);
        playout.finish();
      },
    ],
  ]);
  for (let frame = START_FRAME; frame < context.length; frame += TURN_FRAMES)
    if (!steps.has(frame)) steps.set(frame, () => undefined);
  for (const [frame, step] of steps)
    void context.suspend(frame / RATE).then(async () => {
      step();
      // What the audio thread has told by now comes first.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setTimeout(resolve));
      void context.resume();
    });
  const heard = (await context.startRendering()).getChannelData(0);
  const first = heard.findIndex((value) => value !== 0);
  const wrong = samples.findIndex((value, index) => heard[first + index] !== value);
  return {
    lateFrames: first - Math.ceil(START_FRAME + LEAD_SECONDS * RATE),
    largestStep: heard.reduce(
      (most, value, index) =>
        index > first && index < first + frames
          ? Math.max(most, Math.abs(value - (heard[index - 1] ?? 0)))
          : most,
      0,
    ),
    wrongFrame: wrong < 0 ? null : wrong,
    dry,
    hasEnded,
  };
}
