// Every limit of the search, with its unit, its reason and its source. How long a query may be is part of the contract: shared/pageMessages.ts.

/** The most tracks that a search finds: more than a list shows at a time is narrowed down by typing on. */
export const MOST_FOUND = 50;
/** Words of a query that count. The sixth has long told which track is meant, and each costs a reading through all tracks. */
export const MOST_QUERY_WORDS = 6;
/** Characters of a title, an artist or an album that are searched; tags can be as long as their file. */
export const LONGEST_FIELD = 300;
/** Characters of a word that count, in tracks and in queries: what is longer is no word, and costs the look for typos its time. */
export const LONGEST_WORD = 40;
/** Shorter words are taken as typed: with one letter wrong in three, most words would do. In characters. */
export const SHORTEST_MISTYPED = 4;
/** Wrong letters allowed, as a part of the word's length. Source: minisearch's own advice (README, “Fuzzy search”). */
export const WRONG_LETTERS = 0.2;
/** Wrong letters allowed in a long word: the cost of the look for typos grows exponentially with them. */
export const MOST_WRONG_LETTERS = 2;
/**
 * A word that begins some word of more tracks than this is taken as typed, and only sifts what the other words find: scoring every
 * track that has “the” in it takes a tenth of a second at 50,000 tracks. Source: bench `search`.
 */
export const COMMON_IN_TRACKS = 2_000;
/** How long the index is worked on without letting anything else happen, in milliseconds: a play must not wait for it. */
export const WORK_MS = 5;
/** Between two such stretches, in milliseconds. */
export const REST_MS = 2;
