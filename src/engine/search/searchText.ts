// A track as it is searched: one string ` words of title\n words of artist\n words of album\n`, in which the beginning of a
// word is found by a plain search for the word with a space before it.
import type { Track } from '../../shared/track';
import { wordsOf } from './words';

/** What is searched of a track. */
export type Named = Pick<Track, 'id' | 'title' | 'artist' | 'album'>;

/** The fields, in the order in which they count. */
export const FIELDS = ['title', 'artist', 'album'] as const;

/** The text of a track. */
export function searchText(track: Named): string {
  return FIELDS.map(
    (field) =>
      wordsOf(track[field])
        .map((word) => ` ${word}`)
        .join('') + '\n',
  ).join('');
}

/** The words of a field in such a text, each with a space before it. */
export function fieldOf(text: string, field: (typeof FIELDS)[number]): string {
  return text.split('\n', FIELDS.length)[FIELDS.indexOf(field)] ?? '';
}

/** Whether a word of the text begins so. */
export function hasWord(text: string, word: string): boolean {
  return text.includes(` ${word}`);
}
