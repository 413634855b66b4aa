// Connections to one HTTP origin. They are kept open as long as the origin keeps them, so that a click doesn't wait for a
// handshake, and a cancelled answer that is nearly there is read to its end, so that a seek doesn't cost a connection.
//
// node:http instead of fetch, because fetch gives up an idle connection after 4 s where the origin doesn't say otherwise,
// and always gives up that of a cancelled answer. Proxies and certificates come by the environment of the process:
//   NODE_USE_ENV_PROXY=1        go through HTTP_PROXY and HTTPS_PROXY, but not to NO_PROXY (Node from 22.21 and 24.5)
//   NODE_USE_SYSTEM_CA=1        trust the certificates that the system trusts (Node from 22.19 and 24.6)
//   NODE_EXTRA_CA_CERTS=FILE    trust these as well
// The last two are read by node itself, when it starts.
import { Agent, get, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent, get as getOverTls } from 'node:https';
import { DRAIN_MS, DRAINED_BYTES, HttpAnswer } from './httpAnswer';

/** Connections at once, as in browsers. */
const MOST_CONNECTIONS = 6;
/** Connections that are opened beforehand. */
const WARM_CONNECTIONS = 2;
const MOST_REDIRECTS = 5;

/** What is asked for. */
export interface HttpRequest {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the body will be, in bytes, where that is known. */
  readonly expectedBytes?: number;
  readonly signal: AbortSignal;
}

/** The connections to one origin. */
export class HttpConnections {
  readonly #agent: Agent;
  readonly #get: typeof get;

  /** Connections for addresses that begin with `protocol`. */
  constructor(protocol: 'http:' | 'https:') {
    const limits = { maxSockets: MOST_CONNECTIONS, maxFreeSockets: MOST_CONNECTIONS };
    const options = { keepAlive: true, ...limits, ...proxyOption(process.env) };
    this.#agent = protocol === 'https:' ? new TlsAgent(options) : new Agent(options);
    this.#get = protocol === 'https:' ? getOverTls : get;
  }

  /** Opens connections, so that they are there when they are needed. What goes wrong is for the first real request to say. */
  async warmUp(url: URL, signal: AbortSignal): Promise<void> {
    const opening = Array.from({ length: WARM_CONNECTIONS }, () => this.ask({ url, signal }));
    for (const opened of await Promise.allSettled(opening))
      if (opened.status === 'fulfilled') opened.value.drop();
  }

  /**
   * Asks, following redirects within the host. Another host is never asked, with a login or without: the answer is then the one that sends
   * there (`HttpAnswer.leadsElsewhere`). Throws what node:http throws.
   */
  async ask(request: HttpRequest): Promise<HttpAnswer> {
    let { url } = request;
    for (let redirects = 0; ; redirects++) {
      const answer = await this.#askPatiently({ ...request, url });
      const target = redirects < MOST_REDIRECTS ? answer.redirectFrom(url) : null;
      if (target === null) return answer;
      answer.drop();
      url = target;
    }
  }

  /** Closes them all. What is asked afterwards opens new ones. */
  close(): void {
    this.#agent.destroy();
  }

  /** Asks again where the connection turned out to be one that the origin had closed already. */
  async #askPatiently(request: HttpRequest): Promise<HttpAnswer> {
    for (let attempts = 1; ; attempts++) {
      try {
        return await this.#askOnce(request);
      } catch (error) {
        if (!(error instanceof StaleConnectionError)) throw error;
        if (attempts > MOST_CONNECTIONS) throw error.cause;
      }
    }
  }

  #askOnce({ url, headers = {}, expectedBytes = Infinity, signal }: HttpRequest): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const request = this.#get(url, { agent: this.#agent, headers });
      const cancel = (): void => {
        reject(signal.reason instanceof Error ? signal.reason : new Error('It was cancelled.'));
        giveUp(request, expectedBytes);
      };
      signal.addEventListener('abort', cancel, { once: true });
      request.once('response', (message: IncomingMessage) => {
        signal.removeEventListener('abort', cancel);
        const answer = new HttpAnswer(message, signal);
        if (signal.aborted) answer.drop();
        resolve(answer);
      });
      request.on('error', (error) => {
        signal.removeEventListener('abort', cancel);
        reject(request.reusedSocket && isHangUp(error) ? new StaleConnectionError(error) : error);
      });
    });
  }
}

/** Agents other than node's global one have to be told to use the proxies of the environment. */
function proxyOption(env: NodeJS.ProcessEnv): { readonly proxyEnv?: NodeJS.ProcessEnv } {
  return env['NODE_USE_ENV_PROXY'] === '1' ? { proxyEnv: env } : {};
}

/** Thrown within when the origin had closed the connection before it was used again. */
class StaleConnectionError extends Error {
  override readonly name = 'StaleConnectionError';

  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

/** Gives a request up that has no answer yet; one for a few bytes that is on its way is left to be answered. */
function giveUp(request: ClientRequest, expectedBytes: number): void {
  if (!request.writableFinished || expectedBytes >= DRAINED_BYTES) request.destroy();
  else request.setTimeout(DRAIN_MS, () => request.destroy());
}

function isHangUp(error: Error): boolean {
  return 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
