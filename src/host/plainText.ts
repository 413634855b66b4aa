const GRAPHEMES = new Intl.Segmenter();

/** A tag as plain text: no line breaks, and nothing that VS Code would take for an icon. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('$(', '$\u200b(');
}

/** At most so many characters of a text, as people count them. */
export function clip(text: string, mostCharacters: number): string {
  if (text.length <= mostCharacters) return text;
  const characters = Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
  return characters.length <= mostCharacters ? text : `${characters.slice(0, mostCharacters - 1).join('')}…`;
}
