// Which protocol a server speaks: Starling's own, or that of Subsonic. One question tells both, and needs no login: what extensions of
// OpenSubsonic it has. Starling's own server has one that nobody else has. Servers from before OpenSubsonic are known by their ping.
import { OriginError } from '../ports';
import type { HttpAnswer } from './httpAnswer';
import type { HttpConnections } from './httpConnections';

/** What a server is. `other`: something else, with the HTTP status of what it said last. */
export type ServerKind =
  | { readonly kind: 'starling' }
  | { readonly kind: 'subsonic'; readonly extensions: ReadonlySet<string> }
  /** It sends to another host, or by another protocol; nobody there has been asked. */
  | { readonly kind: 'redirected'; readonly base: URL }
  | { readonly kind: 'other'; readonly status: number };

/** Source: docs/server.md. */
const OWN_EXTENSION = 'starlingSwarm';
/** How much of an answer is looked at, in bytes: some forty extensions exist. */
const MOST_BYTES = 64 * 1024;
const PARAMETERS = 'f=json&v=1.16.1&c=Starling';

/** Asks the server at `base`, which ends with a slash. Throws what node:http throws. */
export async function kindOfServer(
  connections: HttpConnections,
  base: URL,
  signal: AbortSignal,
): Promise<ServerKind> {
  const extensions = await ask(`rest/getOpenSubsonicExtensions.view?${PARAMETERS}`);
  if ('kind' in extensions) return extensions;
  if (isSubsonic(extensions.text)) {
    const names = extensionsIn(extensions.text);
    return names.has(OWN_EXTENSION) ? { kind: 'starling' } : { kind: 'subsonic', extensions: names };
  }
  const ping = await ask(`rest/ping.view?${PARAMETERS}`);
  if ('kind' in ping) return ping;
  if (isSubsonic(ping.text)) return { kind: 'subsonic', extensions: new Set() };
  if (ping.status === 429 || ping.status >= 500)
    throw new OriginError(`the server answers with HTTP status ${ping.status}`, { isFinal: false });
  return { kind: 'other', status: ping.status };

  async function ask(path: string): Promise<ServerKind | { readonly status: number; readonly text: string }> {
    const url = new URL(path, base);
    const answer = await connections.ask({ url, signal });
    const elsewhere = answer.leadsElsewhere(url);
    if (elsewhere === null) return { status: answer.status, text: await beginningOf(answer, MOST_BYTES) };
    answer.drop();
    // What is in front of the host is for somebody else, and would come into the settings.
    [elsewhere.username, elsewhere.password] = ['', ''];
    return elsewhere.href.endsWith(path)
      ? { kind: 'redirected', base: new URL(elsewhere.href.slice(0, -path.length)) }
      : { kind: 'other', status: answer.status };
  }
}

/** The first bytes of an answer as text; the rest isn't waited for. */
export async function beginningOf(answer: HttpAnswer, mostBytes: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  const enough = new Error('That is enough.');
  try {
    await answer.receive((bytes) => {
      pieces.push(bytes);
      sizeBytes += bytes.length;
      if (sizeBytes >= mostBytes) throw enough;
    });
  } catch (error) {
    if (error !== enough) throw error;
  }
  return Buffer.concat(pieces).toString('utf8', 0, mostBytes);
}

function isSubsonic(text: string): boolean {
  return /^\s*[{<]/.test(text) && text.includes('subsonic-response');
}

/** The names of extensions, in JSON or XML: whoever answers in XML only has few. */
function extensionsIn(text: string): ReadonlySet<string> {
  const names = text.matchAll(/"name"\s*:\s*"([a-zA-Z]{1,100})"|\bname="([a-zA-Z]{1,100})"/g);
  return new Set(Array.from(names, ([, json, xml]) => json ?? xml ?? ''));
}
