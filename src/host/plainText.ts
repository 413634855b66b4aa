const GRAPHEMES = new Intl.Segmenter();
/** Units of UTF-16 that a character as people count them may have here; a family of four has eleven. */
const MOST_UNITS = 20;
/** FSI and PDI (Unicode UAX #9). */
const [FIRST_STRONG_ISOLATE, POP_ISOLATE] = ['\u2068', '\u2069'];

/** Characters that turn the direction of whatever follows them, beyond the end of the name that they are in, and other invisible controls. */
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A tag as plain text: no line breaks, nothing that turns what stands beside it, and nothing that VS Code would take for an icon. */
export function plain(text: string): string {
  return text.replace(CONTROLS, '').replace(/\s+/g, ' ').replaceAll('$(', '$\u200b(');
}

/** A text, already plain, that is written in its own direction and turns nothing round it. */
export function isolated(text: string): string {
  return `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}`;
}

/** At most so many characters of a text, as people count them. */
export function clip(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters) return text;
  // Tags may be as long as their file; hardly a character has more than so many units.
  const looked = text.slice(0, MOST_UNITS * (mostCharacters + 1));
  const characters = Array.from(GRAPHEMES.segment(looked), ({ segment }) => segment);
  const isWhole = characters.length <= mostCharacters && looked.length === text.length;
  return isWhole ? text : `${characters.slice(0, mostCharacters - 1).join('')}…`;
}
