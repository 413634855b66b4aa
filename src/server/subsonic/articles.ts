// Names as lists of artists are sorted and divided: without the article that they begin with, by their first letter.

/** The articles, as answers name them. Source: what Subsonic ignores by default. */
export const IGNORED_ARTICLES = 'The El La Los Las Le Les';

const ARTICLE = new RegExp(`^(?:${IGNORED_ARTICLES.replaceAll(' ', '|')})\\s+(?=\\S)`, 'i');
/** Where what begins with no letter stands. */
const NO_LETTER = '#';

/** A name without the article that it begins with. */
export function withoutArticle(name: string): string {
  return name.replace(ARTICLE, '');
}

/** The letter under which a name is listed, or `#`. */
export function indexLetter(name: string): string {
  const [first = ''] = withoutArticle(name).normalize('NFD');
  return /\p{L}/u.test(first) ? first.toUpperCase() : NO_LETTER;
}
