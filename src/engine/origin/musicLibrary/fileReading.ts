// What a library wants read of its files, and how: here, or on threads beside (fileThreads.ts).
import type { AudioFile } from './audioFiles';
import { studyFile, type StudiedFile } from './study';
import { readTags, type Tags } from './tags';

/** Reads files for a library. */
export interface FileReading {
  /** @throws {NotAudioError} when it is no audio, {FileChangedError} when it is gone. */
  readTags(file: AudioFile): Promise<Tags>;
  /** Reads a file as a whole. @throws {FileChangedError} when it isn't the file that was listed, or doesn't stay it. */
  study(file: AudioFile, signal: AbortSignal): Promise<StudiedFile>;
}

/** Reads on the thread that asks. */
export const readingHere: FileReading = { readTags, study: studyFile };
