// Makes media info while a file goes by, in pieces of any length: the file is hashed in the same pass. What a file is, it
// says itself; its name and media type are believed only where the bytes say nothing.
import { spells } from '../../shared/bytes';
import type { MediaInfo } from '../../shared/mediaInfo';
import { isMpegSync } from '../../shared/mp3Frame';
import { scanAiff } from './aiff';
import { ByteFeed } from './byteFeed';
import { scanFlac } from './flac';
import { skipId3 } from './id3';
import { scanMp3 } from './mp3';
import { scanMp4 } from './mp4';
import { scanOgg } from './ogg';
import { bytesAt, printable, UnknownMediaError, type Scan, type ScanContext } from './scan';
import { scanWav } from './wav';

/** The most problems that are noted of one file. */
const MOST_PROBLEMS = 20;

/** What a scanner has to know beforehand. */
export interface MediaInfoScannerOptions {
  readonly sizeBytes: number;
  /** MIME type as the catalogue has it, for example `audio/mpeg`. */
  readonly mediaType: string;
}

/** Makes the media info of one file from its bytes in order. */
export class MediaInfoScanner {
  readonly #sizeBytes: number;
  readonly #problems: string[] = [];
  #feed: ByteFeed<MediaInfo> | null = null;
  #failure: UnknownMediaError | null = null;
  #takenBytes = 0;

  constructor({ sizeBytes, mediaType }: MediaInfoScannerOptions) {
    this.#sizeBytes = sizeBytes;
    const context = { sizeBytes, note: (problem: string) => this.#note(problem) };
    this.#attempt(() => {
      this.#feed = new ByteFeed(scanFile(context, mediaType), sizeBytes);
    });
  }

  /** What is odd about the file, a sentence each. It can be played all the same. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** Takes the next bytes of the file. What is wrong with them is said by `finish`, so that hashing can go on. */
  push(bytes: Uint8Array): void {
    this.#takenBytes += bytes.length;
    if (this.#failure === null) this.#attempt(() => this.#feed?.push(bytes));
  }

  /**
   * Ends the file.
   * @throws {UnknownMediaError} when it is no audio that is known here, too damaged, or not all of it was pushed.
   */
  finish(): MediaInfo {
    if (this.#takenBytes !== this.#sizeBytes)
      throw new UnknownMediaError(`${this.#takenBytes} of ${this.#sizeBytes} bytes were there to look at.`);
    if (this.#failure !== null) throw this.#failure;
    const mediaInfo = this.#feed?.result ?? null;
    if (mediaInfo === null) throw new UnknownMediaError('The file ends before its sound begins.');
    return mediaInfo;
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof UnknownMediaError)) throw error;
      this.#failure = error;
    }
  }

  #note(problem: string): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
  }
}

function* scanFile(context: ScanContext, mediaType: string): Scan<MediaInfo> {
  if (context.sizeBytes === 0) throw new UnknownMediaError('The file is empty.');
  const start = yield* skipId3(0);
  const bytes = yield* bytesAt(start, 12);
  if (spells(bytes, 0, 'OggS')) return yield* scanOgg(context, start);
  if (spells(bytes, 0, 'fLaC')) return yield* scanFlac(context, start);
  const scanFromStart = start === 0 ? scanWithoutId3(bytes) : null;
  if (scanFromStart !== null) return yield* scanFromStart(context);
  if (isMpegSync(bytes) || start > 0 || mediaType === 'audio/mpeg') return yield* scanMp3(context, start);
  throw new UnknownMediaError(
    `A file that begins with "${printable(bytes, 12)}" is no audio that is known here.`,
  );
}

/** The scan of a container that no ID3 tag can lie in front of. */
function scanWithoutId3(bytes: Uint8Array): ((context: ScanContext) => Scan<MediaInfo>) | null {
  if (spells(bytes, 4, 'ftyp')) return scanMp4;
  if (spells(bytes, 8, 'AIFF') || spells(bytes, 8, 'AIFC')) return scanAiff;
  return spells(bytes, 8, 'WAVE') ? scanWav : null;
}
