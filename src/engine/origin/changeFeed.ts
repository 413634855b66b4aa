// Hears from a Starling origin that its catalogue has changed: `GET /changes` is a stream of server-sent events whose data is
// the version of the catalogue, the present one first. So whatever was missed while the stream was cut is made up for when
// it is there again, and it is listened to again and again, ever more seldom while that fails.
import { setTimeout as pause } from 'node:timers/promises';
import { OriginError } from '../ports';
import type { HttpConnections } from './httpConnections';
import { StallGuard } from './stallGuard';

/** The origin says something at least this often, in milliseconds; Starling's own every 25 s. */
const SILENCE_MS = 70_000;
/** Between two attempts, in milliseconds: doubled from the least to the most. */
const RETRY_MS = { least: 1_000, most: 60_000 };
/** The longest line of the stream, in characters. */
const LONGEST_LINE = 10_000;

/** What a feed is made of. */
export interface ChangeFeedOptions {
  readonly connections: HttpConnections;
  readonly url: URL;
  /** What is sent along: the login, as it is by then. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** The origin doesn't let us listen as we are: nobody listens any more. */
  readonly onLoginRefused: () => void;
  /** Takes the version that is the present one; if it throws, the stream is begun anew after a while. */
  readonly onVersion: (version: string) => Promise<void>;
  /** The shortest time between two attempts, in milliseconds. Default: 1 s. */
  readonly retryMs?: number;
  readonly signal: AbortSignal;
}

/** Listens until the signal is aborted, or until the origin says that it has no such stream, or none for us. */
export async function followChanges(options: ChangeFeedOptions): Promise<void> {
  const { signal, retryMs = RETRY_MS.least } = options;
  for (let waitMs = retryMs; !signal.aborted; waitMs = Math.min(2 * waitMs, RETRY_MS.most)) {
    const ending = await listen(options, () => (waitMs = retryMs)).catch(() => 'cut' as const);
    if (ending === 'absent') return;
    // Not all players of an origin that was away come back in the same moment.
    const pauseMs = waitMs * (0.5 + Math.random());
    await pause(pauseMs, undefined, { signal, ref: false }).catch(() => undefined); // aborted: the loop ends
  }
}

/** How listening ended: a stream that is cut, refused or silent is survived and listened to again. */
type Ending = 'cut' | 'absent';

/** Listens to one stream to its end. */
async function listen(options: ChangeFeedOptions, onHeard: () => void): Promise<Ending> {
  const { connections, url, onVersion, signal } = options;
  const cut = new AbortController();
  const stall = new StallGuard(SILENCE_MS, AbortSignal.any([signal, cut.signal]));
  try {
    const headers = { accept: 'text/event-stream', ...options.headers() };
    const answer = await connections.ask({ url, headers, signal: stall.signal });
    const isStream = answer.headers['content-type']?.startsWith('text/event-stream') === true;
    if (answer.status !== 200 || !isStream) {
      answer.drop();
      if (answer.status === 401) options.onLoginRefused();
      // To another host it isn't followed; who answers for the server may be a hotel's page, and go away.
      const isForNow = answer.status >= 500 || answer.status === 429 || answer.leadsElsewhere(url) !== null;
      return isForNow ? 'cut' : 'absent';
    }
    let heeding = Promise.resolve();
    const lines = new DataLines((version) => {
      onHeard();
      heeding = heeding.then(() => onVersion(version)).catch(() => cut.abort());
    });
    await answer.receive((bytes) => {
      stall.moved();
      lines.push(bytes);
    });
    return 'cut';
  } finally {
    stall.stop();
  }
}

/** Cuts a stream of events into their data, each of one line. */
class DataLines {
  readonly #onData: (data: string) => void;
  readonly #decoder = new TextDecoder();
  #rest = '';

  constructor(onData: (data: string) => void) {
    this.#onData = onData;
  }

  push(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LONGEST_LINE)
      throw new OriginError('it sends more than it may', { isFinal: false });
    for (const line of lines) if (line.startsWith('data:')) this.#onData(line.slice('data:'.length).trim());
  }
}
