// Runs in the page: the product's own demuxer and decoder on a whole file that is handed over block by block, as it asks for
// it. Without an engine, a clock or loudspeakers.
import type { MediaInfo } from '../../../src/shared/mediaInfo';
import { BlockBuffer } from '../../../src/webview/blockBuffer';
import { decodeTrack } from '../../../src/webview/decoder';
import { openFile } from '../../../src/webview/demuxer';

const BLOCK_BYTES = 16 * 1024;

/** What to decode. */
export interface DecodingRequest {
  /** The file, in base64. */
  readonly file: string;
  readonly mediaType: string;
  readonly mediaInfo: MediaInfo | null;
  readonly fromSeconds: number;
  /** Stop after so many frames; null: to the end. */
  readonly mostFrames: number | null;
}

/** What came of it. */
export interface DecodingResult {
  /** The planes as 32-bit floats in base64, one after the other. */
  readonly planes: readonly string[];
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly saidFrames: number | null;
  /** Bytes of the blocks that were asked for, until the header was read, until the first sample, and in all. */
  readonly headerBytes: number;
  readonly firstSoundBytes: number;
  readonly askedBytes: number;
  readonly problems: readonly string[];
  readonly error: string | null;
}

Object.assign(globalThis, { decodeFile });

async function decodeFile(request: DecodingRequest): Promise<DecodingResult> {
  const file = Uint8Array.from(atob(request.file), (character) => character.charCodeAt(0));
  const supply = new Supply(file);
  const stretches: (readonly Float32Array[])[] = [];
  const problems: string[] = [];
  const abort = new AbortController();
  const got = { codec: '', sampleRate: 0, channels: 0, saidFrames: null as number | null };
  let [headerBytes, firstSoundBytes, frames] = [0, 0, 0];
  let failure: string | null = null;
  const opened = openFile(supply.buffer, request);
  try {
    const track = await opened.track;
    Object.assign(got, { codec: track.codec, sampleRate: track.sampleRate, channels: track.channels });
    got.saidFrames = track.frames;
    headerBytes = supply.askedBytes;
    await decodeTrack({
      track,
      fromSeconds: request.fromSeconds,
      signal: abort.signal,
      room: () => Promise.resolve(),
      onPlanes: (planes) => {
        if (stretches.length === 0) firstSoundBytes = supply.askedBytes;
        stretches.push(planes.map((plane) => plane.slice()));
        frames += planes[0]?.length ?? 0;
        if (request.mostFrames !== null && frames >= request.mostFrames) abort.abort();
      },
      onProblem: (problem) => problems.push(problem),
    });
  } catch (error) {
    failure = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  opened.close();
  const planes = await Promise.all(
    [...(stretches[0]?.keys() ?? [])].map((index) =>
      base64Of(stretches.map((each) => each[index] ?? new Float32Array())),
    ),
  );
  return {
    ...got,
    planes,
    headerBytes,
    firstSoundBytes,
    askedBytes: supply.askedBytes,
    problems,
    error: failure,
  };
}

/** Gives what a reader waits for at once, in whole blocks, and counts. */
class Supply {
  readonly buffer: BlockBuffer;
  readonly #file: Uint8Array;
  readonly #given = new Set<number>();

  constructor(file: Uint8Array) {
    this.#file = file;
    this.buffer = new BlockBuffer({
      sizeBytes: file.length,
      keepBytes: Infinity,
      keepHeadBytes: 0,
      onDropped: () => undefined,
      signal: new AbortController().signal,
      onRead: () => {
        queueMicrotask(() => {
          this.#give();
        });
      },
    });
  }

  get askedBytes(): number {
    return this.#given.size * BLOCK_BYTES;
  }

  #give(): void {
    const range = this.buffer.waitingFor;
    if (range === null) return;
    for (let block = Math.floor(range.start / BLOCK_BYTES); block * BLOCK_BYTES < range.end; block++) {
      this.#given.add(block);
      const start = block * BLOCK_BYTES;
      this.buffer.add(start, this.#file.subarray(start, start + BLOCK_BYTES));
    }
    this.#give();
  }
}

async function base64Of(stretches: readonly Float32Array[]): Promise<string> {
  const url = await new Promise<string>((resolve) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(typeof reader.result === 'string' ? reader.result : '');
    };
    reader.readAsDataURL(new Blob(stretches as Float32Array<ArrayBuffer>[]));
  });
  return url.slice(url.indexOf(',') + 1);
}
