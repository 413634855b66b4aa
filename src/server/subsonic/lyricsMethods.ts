// The words of songs: extension songLyrics, version 1.
import { findLyrics } from '../../engine/origin/musicLibrary/lyrics';
import { songOf } from './browsingMethods';
import type { Method, Methods } from './call';

/** Methods about lyrics. */
export const LYRICS_METHODS: Methods<Method> = {
  getLyricsBySongId: async (call) => {
    const { file, track } = songOf(call);
    const found = await findLyrics(file);
    return {
      lyricsList: {
        structuredLyrics: found.map(({ language, lines }) => ({
          ...{ displayArtist: track.artist, displayTitle: track.title, lang: language, offset: 0 },
          synced: lines.some(({ startMs }) => startMs !== null),
          line: lines.map(({ startMs, text }) => ({ start: startMs ?? undefined, value: text })),
        })),
      },
    };
  },
};
