// Finds what is typed wrong: minisearch, with letters wrong, missing or too many, and (which edit distance counts as two wrong
// letters) two neighbours changed round.
import MiniSearch, { type Query } from 'minisearch';
import { MOST_WRONG_LETTERS, SHORTEST_MISTYPED, WRONG_LETTERS } from './limits';
import { FIELDS, fieldOf } from './searchText';

/** What is put into the index. Whoever takes it out again hands in the same. */
export interface Indexed {
  readonly id: string;
  readonly text: string;
}

/** An index for mistyped words. */
export class TypoIndex {
  readonly #index = new MiniSearch<Indexed>({
    fields: [...FIELDS],
    extractField: ({ id, text }, field) =>
      field === 'id' ? id : fieldOf(text, field as (typeof FIELDS)[number]),
    tokenize: (field) => (field === '' ? [] : field.slice(1).split(' ')),
    processTerm: (word) => word,
    // It would run by timers of its own; what is removed here is removed at once.
    autoVacuum: false,
    searchOptions: {
      boost: { title: 3, artist: 2, album: 1 },
      tokenize: (word) => [word],
      prefix: true,
      fuzzy: (word) => word.length >= SHORTEST_MISTYPED && WRONG_LETTERS,
      maxFuzzy: MOST_WRONG_LETTERS,
    },
  });

  /** Puts something in. */
  add(item: Indexed): void {
    this.#index.add(item);
  }

  /** Takes something out. */
  remove(item: Indexed): void {
    this.#index.remove(item);
  }

  /** The ids of what has all these words, or words like them, the best first; `isWanted` sifts. */
  find(words: readonly string[], isWanted: (id: string) => boolean): string[] {
    const query: Query = { combineWith: 'AND', queries: words.map(likeWord) };
    return this.#index
      .search(query, { filter: ({ id }) => isWanted(id as string) })
      .map(({ id }) => id as string);
  }
}

function likeWord(word: string): Query {
  if (word.length < SHORTEST_MISTYPED) return word;
  return {
    combineWith: 'OR',
    queries: [word, { combineWith: 'OR', fuzzy: false, queries: changedRound(word) }],
  };
}

/** The word with each two neighbours changed round. */
function changedRound(word: string): string[] {
  const letters = Array.from(word);
  return letters
    .slice(1)
    .map((letter, at) => [...letters.slice(0, at), letter, letters[at], ...letters.slice(at + 2)].join(''));
}
