// From a piece to its sound and to its file, all but the tags: those tell of the whole album, and come last.
import { encodeOgg } from './encode';
import { measureHops } from './loudness';
import type { HopPowers } from './loudness';
import { mixScore } from './mix';
import type { OnProgress, Pcm } from './mix';
import type { Piece } from './piece';
import { composeScore, shortenScore } from './score';
import { measureTruePeak } from './truePeak';

/** Share of the work that is composing and mixing; the rest is encoding. */
const MIX_SHARE = 0.7;

/** A piece and how much of it is wanted. */
export interface RenderTask {
  readonly piece: Piece;
  /** Only so much from its beginning, in seconds; default: all of it. */
  readonly seconds?: number;
}

/** A rendered piece. */
export interface Rendering {
  /** An Ogg Vorbis file without tags. */
  readonly ogg: Uint8Array;
  readonly hops: HopPowers;
  /** True peak; 1 is full scale. */
  readonly peak: number;
  readonly seconds: number;
}

/** The piece as sound: composed, played, mastered. */
export function renderSound({ piece, seconds }: RenderTask, onProgress: OnProgress = () => undefined): Pcm {
  const score = composeScore(piece);
  return mixScore(seconds === undefined ? score : shortenScore(score, seconds), piece, onProgress);
}

/** The piece as a file: the same bytes every time on one machine and Node version. */
export async function render(task: RenderTask, onProgress: OnProgress = () => undefined): Promise<Rendering> {
  const pcm = renderSound(task, (done) => { onProgress(MIX_SHARE * done); }); // prettier-ignore
  const ogg = await encodeOgg(pcm, [], (done) => { onProgress(MIX_SHARE + (1 - MIX_SHARE) * done); }); // prettier-ignore
  const seconds = pcm.left.length / pcm.sampleRate;
  return { ogg, hops: measureHops(pcm), peak: measureTruePeak(pcm), seconds };
}
