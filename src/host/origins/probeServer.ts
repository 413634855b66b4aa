// Tries the address of a server before it is taken into the settings: what answers there, and what to do if it is no Starling
// server. Nothing of VS Code in here.

/** What came of it: the address as it is to be written, or a sentence that says what is wrong. */
export type ProbedServer = { readonly url: string } | { readonly wrong: string };

/** How long a server may take to answer, in milliseconds. */
const ANSWER_LIMIT_MS = 10_000;
/** How much of an answer is looked at, in bytes. */
const MOST_BYTES = 4_096;
/** How a catalogue begins (src/server/originServer.ts). */
const CATALOGUE = /^\s*\{\s*"version"\s*:\s*\d+\s*,\s*"tracks"\s*:/;

/** Asks whoever is at the address for a catalogue. Without a scheme it is http. */
export async function probeServer(typed: string, signal?: AbortSignal): Promise<ProbedServer> {
  const address = toAddress(typed.trim());
  if (address === null) return { wrong: 'That is no address. One looks like http://192.168.1.20:4533/.' };
  if (address.username !== '' || address.password !== '')
    return {
      wrong:
        'Leave out user name and password: settings are no place for secrets, and Starling servers ask for none.',
    };
  const answer = await ask(new URL('catalogue.json', address), signal);
  if ('problem' in answer)
    return { wrong: `${address.host} ${answer.problem} Is the server running, and the address right?` };
  if (answer.status === 200 && CATALOGUE.test(answer.text)) return { url: address.href };
  if (answer.status === 401 || answer.status === 403) return { wrong: `${address.host} refuses access.` };
  if (await isSubsonic(address, signal))
    return {
      wrong: `${address.host} is a Subsonic server (Navidrome and the like). Starling can't play from those yet.`,
    };
  return {
    wrong: `${address.host} answers, but not as a Starling server does. Start one with “npm run server -- serve FOLDER”.`,
  };
}

function toAddress(typed: string): URL | null {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`;
  if (typed === '' || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') return null;
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** Whether it speaks the protocol that Navidrome, Gonic and others share: they answer a ping without a name with an error of theirs. */
async function isSubsonic(address: URL, signal: AbortSignal | undefined): Promise<boolean> {
  const answer = await ask(new URL('rest/ping.view?f=json&v=1.16.1&c=starling', address), signal);
  return 'text' in answer && answer.text.includes('subsonic-response');
}

interface Answer {
  readonly status: number;
  /** Its beginning. */
  readonly text: string;
}

async function ask(
  url: URL,
  signal: AbortSignal | undefined,
): Promise<Answer | { readonly problem: string }> {
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([limit, ...(signal ? [signal] : [])]) });
    return { status: response.status, text: await beginningOf(response) };
  } catch (error) {
    if (limit.aborted) return { problem: `doesn't answer within ${ANSWER_LIMIT_MS / 1_000} s.` };
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    return { problem: `can't be reached${code}.` };
  }
}

/** The first bytes of an answer; a catalogue may have megabytes. */
async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of body) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (text.length >= MOST_BYTES) break; // ends the answer
  }
  return text;
}
