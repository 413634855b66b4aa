/** The longest title, artist or album, in units of UTF-16: longer ones are no names. */
export const LONGEST_NAME = 1_000;

/** Orders to write in another direction (Unicode UAX #9), which would reach beyond the name. Letters have their own directions. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;
/** Line breaks and what else isn't to be seen but moves what is. */
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;

/** A name as it may be shown anywhere: one line, in its own direction, and not endless. */
export function cleanName(name: string): string {
  return name.slice(0, LONGEST_NAME).replace(DIRECTIONS, '').replace(CONTROLS, ' ').trim();
}
