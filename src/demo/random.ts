// Seeded chance. The composer and the noise of the drums get theirs from here, so that a seed is a piece.

/** A source of chance: each call gives the next number in [0, 1). */
export type Random = () => number;

/** A list with at least one element. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** FNV-1a, 32 bits: turns the words of a seed into the first state. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

/**
 * A generator that gives the same sequence for the same seed: a Weyl sequence whose states are mixed by MurmurHash3's
 * finalizer, the construction of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
 */
export function seededRandom(seed: string): Random {
  let state = hashText(seed);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** One element, all equally likely. */
export function pick<T>(random: Random, from: NonEmpty<T>): T {
  return from[Math.floor(random() * from.length)] ?? from[0];
}

/** A choice and how likely it is, compared with the others beside it. */
export type Weighted<T> = readonly [value: T, weight: number];

/** One value, as likely as its weight says. */
export function pickWeighted<T>(random: Random, from: NonEmpty<Weighted<T>>): T {
  let left = random() * from.reduce((sum, [, weight]) => sum + weight, 0);
  return (from.find(([, weight]) => (left -= weight) < 0) ?? from[0])[0];
}
