import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TestTrack } from './scriptedEngine';

/** A file of test/fixtures as a track whose id is the file's name. */
export function fixtureTrack(name: string, mediaType: string): TestTrack {
  const file = new Uint8Array(readFileSync(resolve('test/fixtures', name)));
  return {
    file,
    track: {
      id: name,
      title: name,
      artist: '',
      album: '',
      durationSeconds: null,
      sizeBytes: file.length,
      revision: 'r1',
      contentId: null,
      mediaInfo: null,
      replayGain: null,
      mediaType,
    },
  };
}
