// Finds what is typed right by reading through all texts: 50,000 take a few milliseconds, however many of them fit. A hit has
// every word of the query, each at the beginning of a word. Hits are ranked by where the words are: a title that is the query,
// a title that begins with its words; then title before artist before album, and a whole word before the beginning of one.
import { hasWord } from './searchText';

/** A searched text, and what it is of. */
export interface Readable {
  readonly text: string;
}

const IN_TITLE = 6;
const IN_ARTIST = 3;
const IN_ALBUM = 1;
const WHOLE_WORD = 1;
/** More than all words of a query can make together. */
const TITLE_BEGINS_SO = 100;
const TITLE_IS_SO = 200;

/** The best hits, at most `most`; those of equal rank in their own order. */
export function readThrough<Item extends Readable>(
  items: readonly Item[],
  words: readonly string[],
  most: number,
): Item[] {
  // The longest is the rarest, mostly: what lacks it needs no further look.
  const sought = words.map((word) => ` ${word}`).sort((a, b) => b.length - a.length);
  const title = words.map((word) => ` ${word}`).join('');
  const ranked = new Map<number, Item[]>();
  for (const item of items) {
    const rank = rankOf(item.text, sought, title);
    if (rank === 0) continue;
    const alike = ranked.get(rank);
    if (alike === undefined) ranked.set(rank, [item]);
    else if (alike.length < most) alike.push(item);
  }
  const ranks = [...ranked.keys()].sort((a, b) => b - a);
  return ranks.flatMap((rank) => ranked.get(rank) ?? []).slice(0, most);
}

/** Whether more than `count` texts have a word that begins so. */
export function isInMoreThan(count: number, items: readonly Readable[], word: string): boolean {
  let found = 0;
  for (const { text } of items) if (hasWord(text, word) && ++found > count) return true;
  return false;
}

/** 0 where a word is missing. */
function rankOf(text: string, sought: readonly string[], title: string): number {
  let rank = 0;
  for (const word of sought) {
    const at = text.indexOf(word);
    if (at < 0) return 0;
    rank += rankOfWord(text, at, word.length);
  }
  if (!text.startsWith(title)) return rank;
  const after = text[title.length];
  return rank + (after === '\n' ? TITLE_IS_SO : after === ' ' ? TITLE_BEGINS_SO : 0);
}

function rankOfWord(text: string, at: number, length: number): number {
  const titleEnd = text.indexOf('\n');
  const where = at < titleEnd ? IN_TITLE : at < text.indexOf('\n', titleEnd + 1) ? IN_ARTIST : IN_ALBUM;
  const after = text[at + length];
  return where + (after === ' ' || after === '\n' ? WHOLE_WORD : 0);
}
