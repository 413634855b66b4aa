// One pass over a whole file: its manifest and its media info.
import { createHash } from 'node:crypto';
import type { MediaInfo } from '../../../shared/mediaInfo';
import { ManifestBuilder } from '../../manifest/manifestBuilder';
import { MediaInfoScanner } from '../../manifest/mediaInfoScanner';
import { UnknownMediaError } from '../../manifest/scan';
import { mediaTypeOf, type AudioFile } from './audioFiles';
import { readPieces, type OpenFile } from './fileBytes';

/** What is known of a file that was read as a whole. */
export interface Study {
  readonly contentId: string;
  /** Null where the sound is of no kind that is known here. */
  readonly mediaInfo: MediaInfo | null;
  /** What is wrong with the sound, a sentence each. */
  readonly problems: readonly string[];
}

/** A study, and the encoded manifest of the bytes that were read. */
export interface StudiedFile {
  readonly study: Study;
  readonly manifest: Uint8Array;
}

/**
 * Reads a file from its beginning to its end.
 * @throws {FileChangedError} when it isn't the file that was listed, or doesn't stay it.
 */
export async function studyFile(file: AudioFile, signal: AbortSignal, open?: OpenFile): Promise<StudiedFile> {
  const { sizeBytes } = file;
  const builder = new ManifestBuilder({ sizeBytes, createHash: () => createHash('sha256') });
  const scanner = new MediaInfoScanner({ sizeBytes, mediaType: mediaTypeOf(file.name) });
  for await (const piece of readPieces({ file, range: { start: 0, end: sizeBytes } }, signal, open)) {
    builder.push(piece);
    scanner.push(piece);
  }
  const { contentId, encoded } = builder.finish();
  return { study: { contentId, ...soundOf(scanner) }, manifest: encoded };
}

function soundOf(scanner: MediaInfoScanner): Omit<Study, 'contentId'> {
  try {
    return { mediaInfo: scanner.finish(), problems: scanner.problems };
  } catch (error) {
    if (!(error instanceof UnknownMediaError)) throw error;
    return { mediaInfo: null, problems: [...scanner.problems, error.message] };
  }
}
