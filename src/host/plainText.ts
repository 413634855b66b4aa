const GRAPHEMES = new Intl.Segmenter();

/** Characters that turn the direction of whatever follows them, beyond the end of the name that they are in, and other invisible controls. */
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A tag as plain text: no line breaks, nothing that turns what stands beside it, and nothing that VS Code would take for an icon. */
export function plain(text: string): string {
  return text.replace(CONTROLS, '').replace(/\s+/g, ' ').replaceAll('$(', '$\u200b(');
}

/** At most so many characters of a text, as people count them. */
export function clip(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters) return text;
  const characters = Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
  return characters.length <= mostCharacters ? text : `${characters.slice(0, mostCharacters - 1).join('')}…`;
}
