// Answers as JSON and as XML. In XML plain values are attributes, trees are elements, and lists are elements of one name.
import { API_VERSION, type Answer, type Value } from './answer';

/** How a client wants its answers. */
export type Format = 'json' | 'xml';

/** An answer as it is sent. */
export interface Rendered {
  readonly mediaType: string;
  readonly body: string;
}

/** What the server says of itself with each answer. */
const SELF = { version: API_VERSION, type: 'starling', serverVersion: '0.1.0', openSubsonic: true };
/** What XML 1.0 has no way to write (2.2), lone halves of characters included. */
const NO_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
/** What means something else in XML, and white space that an attribute would lose. */
const SPECIAL = /[&<>"\t\n\r]/g;
/** What might be either: a quick look, as lists have a million values. */
const UNUSUAL = /[&<>"\u0000-\u001f\ud800-\udfff\ufffe\uffff]/;
const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Renders the answer of a method that went well. */
export function renderAnswer(answer: Answer, format: Format): Rendered {
  return render({ status: 'ok', ...SELF, ...answer }, format);
}

/** Renders an error. */
export function renderError(
  { code, message }: { readonly code: number; readonly message: string },
  format: Format,
): Rendered {
  return render({ status: 'failed', ...SELF, error: { code, message } }, format);
}

function render(content: Answer, format: Format): Rendered {
  if (format === 'json')
    return {
      mediaType: 'application/json; charset=utf-8',
      body: JSON.stringify({ 'subsonic-response': content }),
    };
  const root = { xmlns: 'http://subsonic.org/restapi', ...content };
  return {
    mediaType: 'application/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${element('subsonic-response', root)}\n`,
  };
}

function element(name: string, answer: Answer): string {
  let attributes = '';
  let content = '';
  for (const [key, value] of Object.entries(answer)) {
    if (value === undefined) continue;
    if (typeof value === 'object') content += elements(key, value);
    else if (key === 'value') content += toText(value);
    else attributes += ` ${key}="${toText(value)}"`;
  }
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function elements(name: string, value: Value): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return `<${name}>${toText(value)}</${name}>`;
  return isList(value) ? value.map((each) => elements(name, each)).join('') : element(name, value);
}

function toText(value: string | number | boolean): string {
  if (typeof value !== 'string' || !UNUSUAL.test(value)) return String(value);
  return value
    .replace(NO_XML, '')
    .replace(SPECIAL, (character) => NAMED[character] ?? `&#${character.charCodeAt(0)};`);
}

function isList(value: Answer | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value);
}
