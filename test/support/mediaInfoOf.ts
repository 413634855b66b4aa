import { MediaInfoScanner } from '../../src/engine/manifest/mediaInfoScanner';
import type { MediaInfo } from '../../src/shared/mediaInfo';

/** The media info that the engine makes of this file. */
export function mediaInfoOf(file: Uint8Array, mediaType: string): MediaInfo {
  const scanner = new MediaInfoScanner({ sizeBytes: file.length, mediaType });
  scanner.push(file);
  return scanner.finish();
}
