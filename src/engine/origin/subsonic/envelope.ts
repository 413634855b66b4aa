// What a Subsonic server answers, whether in JSON or in XML: the content of its `subsonic-response`. XML becomes what JSON would have been:
// attributes and elements are properties, elements that may come several times are lists, and all values texts, which formats turn into
// numbers (`songFormat.ts`).
import * as v from 'valibot';
import { cleanName } from '../../../shared/names';
import { DEEPEST_XML } from './limits';

/** Elements that may come several times. Source: OpenSubsonic API reference. */
const LISTS: ReadonlySet<string> = new Set([
  'song',
  'album',
  'index',
  'artist',
  'child',
  'albumArtists',
  'artist',
  'index',
  'openSubsonicExtensions',
]);

const Text = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(String),
  v.maxLength(2_000),
  v.transform(cleanName),
);
const ErrorFormat = v.object({
  code: v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer()),
  message: v.fallback(v.optional(Text, ''), ''),
});
const EnvelopeFormat = v.looseObject({
  status: v.fallback(v.optional(v.string(), 'ok'), 'ok'),
  version: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^\d{1,3}(\.\d{1,3}){1,2}$/))), undefined),
  error: v.fallback(v.optional(v.nullable(ErrorFormat), null), null),
});

/** An answer. */
export interface Envelope {
  /** The version of the API that the server speaks, where it says so. */
  readonly version: string | null;
  /** What went wrong, or null. The message is the server's own: clean, but nothing to rely on. */
  readonly error: { readonly code: number; readonly message: string } | null;
  /** Everything in it, of any shape. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** The answer in a text, or null where it is none. */
export async function parseEnvelope(text: string): Promise<Envelope | null> {
  const root = text.trimStart().startsWith('<') ? await parseXml(text) : parseJson(text);
  const response = (root as { readonly 'subsonic-response'?: unknown } | null)?.['subsonic-response'];
  const parsed = v.safeParse(EnvelopeFormat, response);
  if (!parsed.success) return null;
  const { status, version = null, error, ...content } = parsed.output;
  const isFailed = error !== null || status === 'failed';
  return { version, error: isFailed ? (error ?? { code: 0, message: '' }) : null, content };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // What is no JSON is no answer either: the caller says so.
  }
}

/** Entities of a document's own are refused, whatever they are for: no answer has any. */
async function parseXml(text: string): Promise<unknown> {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return null;
  // Loaded with the first answer in XML: nearly all servers speak JSON.
  const { XMLParser } = await import('fast-xml-parser');
  const parser = new XMLParser({
    ...{ ignoreAttributes: false, attributeNamePrefix: '', textNodeName: 'value', removeNSPrefix: true },
    ...{ parseTagValue: false, parseAttributeValue: false, ignoreDeclaration: true, ignorePiTags: true },
    maxNestedTags: DEEPEST_XML,
    // Of these there are none but the five of XML and numbers, which don't grow; the text itself is limited.
    processEntities: { enabled: true, maxTotalExpansions: text.length, maxExpandedLength: text.length + 1 },
    htmlEntities: true,
    isArray: (name, ...[, , isAttribute]) => !isAttribute && LISTS.has(name),
  });
  try {
    return parser.parse(text);
  } catch {
    return null; // As with JSON.
  }
}
