// What a library of a folder is made of.
import type { FileReading } from './fileReading';

/** How far the study of the files has come. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** What a library is made of. */
export interface MusicLibraryOptions {
  readonly folder: string;
  /** Where the library keeps what it knows; this library's own. */
  readonly indexFolder: string;
  /** Takes each problem once, as a sentence. */
  readonly onProblem: (sentence: string) => void;
  readonly onProgress?: (progress: Progress) => void;
  /** Reads the files. Default: on this thread. */
  readonly reading?: FileReading;
  /** Ends the library, as `close` does. */
  readonly signal?: AbortSignal;
}
