// A catalogue by seed: artists with albums, names of made-up words of which some are common, as in any collection.
import { pick, seededRandom, type NonEmpty, type Random } from '../../src/demo/random';
import type { Track } from '../../src/shared/track';
import { makeTrack } from './world';

const STARTS: NonEmpty<string> = [
  'b',
  'br',
  'c',
  'd',
  'f',
  'g',
  'gr',
  'h',
  'k',
  'l',
  'm',
  'n',
  'p',
  's',
  'st',
  'th',
  'v',
  'w',
];
const VOWELS: NonEmpty<string> = ['a', 'e', 'i', 'o', 'u', 'ea', 'ou', 'é'];
const ENDS: NonEmpty<string> = ['', '', '', 'n', 'r', 's', 't', 'l', 'ng'];
const COMMON: NonEmpty<string> = ['the', 'of', 'in', 'a', 'love', 'my', 'you', 'and', 'to', 'remastered'];
const WORDS = 12_000;
const ARTISTS = 2_500;
const TRACKS_AN_ALBUM = 12;
/** How much of what is written is common words. */
const COMMON_SHARE = 0.2;

/** Tracks by seed, in the order of their albums. */
export function makeCatalogue(count: number, seed: string): Track[] {
  const random = seededRandom(seed);
  const words = Array.from({ length: WORDS }, () => makeWord(random));
  const phrase = (longest: number): string => {
    const length = 1 + Math.floor(random() * longest);
    return Array.from({ length }, () =>
      random() < COMMON_SHARE ? pick(random, COMMON) : zipf(random, words),
    ).join(' ');
  };
  const artists = Array.from({ length: ARTISTS }, () =>
    capitalised(random() < 0.3 ? `the ${phrase(2)}` : phrase(3)),
  );
  const tracks: Track[] = [];
  while (tracks.length < count) {
    const artist = artists[Math.floor(random() * ARTISTS)] ?? '';
    const album = capitalised(phrase(4));
    for (let at = 0; at < TRACKS_AN_ALBUM && tracks.length < count; at++) {
      const id = `catalogue/${tracks.length.toString(36).padStart(16, '0')}`;
      tracks.push({ ...makeTrack(id, 5_000_000), title: capitalised(phrase(5)), artist, album });
    }
  }
  return tracks;
}

function makeWord(random: Random): string {
  const syllables = 1 + Math.floor(random() * 3);
  const parts = Array.from(
    { length: syllables },
    () => pick(random, STARTS) + pick(random, VOWELS) + pick(random, ENDS),
  );
  return parts.join('');
}

/** The few often, the many seldom: ranks that fall evenly on a logarithmic scale. */
function zipf(random: Random, words: readonly string[]): string {
  return words[Math.floor(words.length ** random()) - 1] ?? '';
}

function capitalised(phrase: string): string {
  return phrase.slice(0, 1).toUpperCase() + phrase.slice(1);
}
