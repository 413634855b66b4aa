// Names as the library compares and shows them.
import { UNKNOWN_ALBUM, UNKNOWN_ARTIST, VARIOUS_ARTISTS } from '../../shared/track';

/** The longest name that is told apart, and shown, in characters: rows go to the host by hundreds. */
const LONGEST_NAME = 300;

const ORDER = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
/** What stands behind all names, the last one last. */
const LAST: readonly string[] = [VARIOUS_ARTISTS, UNKNOWN_ARTIST, UNKNOWN_ALBUM];

/** Two names that differ in case or in spaces around them are one. */
export function foldedName(name: string): string {
  return name.slice(0, LONGEST_NAME).trim().normalize('NFC').toLowerCase();
}

/** A name as it is sent. */
export function clippedName(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}

/** The order of names as people expect it, numbers by their size; what has no name of its own comes last. */
export function compareNames(a: string, b: string): number {
  return LAST.indexOf(a) - LAST.indexOf(b) || ORDER.compare(a, b);
}
