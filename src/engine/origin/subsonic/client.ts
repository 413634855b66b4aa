// Asks a Subsonic server. JSON is asked for, XML taken too. Logged in by an API key, or by token (MD5 of password and a salt of its own for
// each request), or, where the server can't do that and nobody can read it on the way, by the password itself. Source: OpenSubsonic API reference.
import { createHash, randomBytes } from 'node:crypto';
import type { Login } from '../../../shared/login';
import { OriginError } from '../../ports';
import type { HttpAnswer } from '../httpAnswer';
import type { HttpConnections } from '../httpConnections';
import { stayAtHost } from '../httpRefusal';
import { isOverheard } from '../overheard';
import { StallGuard } from '../stallGuard';
import { unreachable } from '../unreachable';
import { parseEnvelope } from './envelope';
import { CODES, failureIn, failureOfStatus, SubsonicFailure } from './failures';
import { LONGEST_ANSWER_BYTES, LONGEST_ANSWER_MS } from './limits';

/** The version of the API that is spoken with servers that don't want an older one. */
const VERSION = '1.16.1';
/** The first version with tokens. Source: Subsonic API, versions. */
const FIRST_WITH_TOKENS = 13;
/** An answer that stands still for this long is given up, in milliseconds. */
const STALL_MS = 15_000;
/** How often something is asked anew in another way: by password, in the server's version, and both. */
const MOST_WAYS = 3;

/** Parameters of a method. */
export type Parameters = Readonly<Record<string, string | number>>;

/** What is asked for besides a method and its parameters. */
export interface BytesRequest {
  readonly parameters: Parameters;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** A server. */
export class SubsonicClient {
  readonly #base: URL;
  readonly #connections: HttpConnections;
  #login: Login | null = null;
  #isByToken = true;
  #version = VERSION;

  /** The server at `base`, which ends with a slash. */
  constructor(base: URL, connections: HttpConnections) {
    this.#base = base;
    this.#connections = connections;
  }

  /** Logs in with this from now on. */
  logIn(login: Login | null): void {
    this.#login = login;
    this.#isByToken = true;
  }

  /**
   * Calls a method; the content of its answer.
   * @throws {OriginError} when it can't be reached, or says that it can't.
   */
  async call(
    method: string,
    parameters: Parameters,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_ANSWER_MS)]);
    return await this.#inEveryWay(async () => {
      const stall = new StallGuard(STALL_MS, limit);
      try {
        const answer = await this.#ask(method, { parameters, signal: stall.signal });
        const envelope = await parseEnvelope(await textOf(answer, stall));
        const failure = envelope === null ? null : failureIn(envelope, this.#login !== null);
        if (failure !== null) throw failure;
        if (envelope === null) throw failureOfStatus(answer.status, this.#login !== null);
        return envelope.content;
      } catch (error) {
        throw await this.#meaning(error, signal);
      } finally {
        stall.stop();
      }
    });
  }

  /**
   * Asks for a file, which comes through `onAnswer`; what it receives is told as having moved. An answer that is an error of the protocol
   * never gets there.
   * @throws {OriginError} as `call`.
   */
  async bytes<Result>(
    method: string,
    { parameters, headers = {}, signal }: BytesRequest,
    onAnswer: (answer: HttpAnswer, onMoved: () => void) => Promise<Result>,
  ): Promise<Result> {
    return await this.#inEveryWay(async () => {
      const stall = new StallGuard(STALL_MS, signal);
      try {
        const answer = await this.#ask(method, { parameters, headers, signal: stall.signal });
        if (isDocument(answer)) {
          const envelope = await parseEnvelope(await textOf(answer, stall));
          const failure = envelope === null ? null : failureIn(envelope, this.#login !== null);
          throw failure ?? failureOfStatus(answer.status, this.#login !== null);
        }
        return await onAnswer(answer, () => stall.moved());
      } catch (error) {
        throw await this.#meaning(error, signal);
      } finally {
        stall.stop();
      }
    });
  }

  /** What an answer of this status means that gives no file. */
  refusal(answer: HttpAnswer): OriginError {
    answer.drop();
    return failureOfStatus(answer.status, this.#login !== null);
  }

  async #ask(method: string, { parameters, headers = {}, signal }: BytesRequest): Promise<HttpAnswer> {
    const url = new URL(`rest/${method}.view`, this.#base);
    const all: Parameters = {
      ...parameters,
      v: this.#version,
      c: 'Starling',
      f: 'json',
      ...this.#loginParameters,
    };
    for (const [name, value] of Object.entries(all)) url.searchParams.set(name, String(value));
    const answer = await this.#connections.ask({ url, headers, signal });
    stayAtHost(answer, url);
    return answer;
  }

  get #loginParameters(): Parameters {
    const login = this.#login;
    if (login === null) return {};
    if (login.kind === 'apiKey') return { apiKey: login.apiKey };
    const { user: u, password } = login;
    if (!this.#isByToken) return { u, p: `enc:${Buffer.from(password).toString('hex')}` };
    const s = randomBytes(8).toString('hex');
    return {
      u,
      s,
      t: createHash('md5')
        .update(password + s)
        .digest('hex'),
    };
  }

  /** Does something, and again where the server wants it in another way that there is. */
  async #inEveryWay<Result>(action: () => Promise<Result>): Promise<Result> {
    for (let ways = 1; ; ways++) {
      try {
        return await action();
      } catch (error) {
        const isOther = error instanceof SubsonicFailure && this.#takeOtherWay(error);
        if (!isOther || ways === MOST_WAYS) throw error;
      }
    }
  }

  #takeOtherWay({ code, version }: SubsonicFailure): boolean {
    if (code === CODES.serverTooOld && version !== null && version !== this.#version) {
      this.#version = version;
      const [major = 1, minor = 0] = version.split('.').map(Number);
      if (major === 1 && minor < FIRST_WITH_TOKENS) this.#tellPassword();
      return true;
    }
    const wantsPassword = code === CODES.noTokens || code === CODES.wayNotSupported;
    if (!wantsPassword || this.#login?.kind !== 'password' || !this.#isByToken) return false;
    this.#tellPassword();
    return true;
  }

  /**
   * Logs in by the password itself from now on: whoever answers for the server could ask for it.
   * @throws {OriginError} where others could read it on the way.
   */
  #tellPassword(): void {
    if (this.#login?.kind === 'password' && isOverheard(this.#base))
      throw new OriginError(
        'it wants the password as it is, which everybody on the way could read over plain http: add the server by an https address, or log in with an API key',
        { isFinal: true },
      );
    this.#isByToken = false;
  }

  /** What has gone wrong, for the listener; nothing of an address is in it, where the login is. */
  async #meaning(error: unknown, signal: AbortSignal): Promise<unknown> {
    if (error instanceof OriginError || signal.aborted) return error;
    if (error instanceof Error && error.name === 'TimeoutError')
      return new OriginError('the server takes too long to answer', { isFinal: false });
    return await unreachable(error, this.#base);
  }
}

async function textOf(answer: HttpAnswer, stall: StallGuard): Promise<string> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  await answer.receive((bytes) => {
    stall.moved();
    sizeBytes += bytes.length;
    if (sizeBytes > LONGEST_ANSWER_BYTES)
      throw new OriginError('it sends more than it may', { isFinal: true });
    pieces.push(bytes);
  });
  return Buffer.concat(pieces).toString('utf8');
}

/** Whether it is an answer of the protocol where a file was asked for. */
function isDocument({ headers }: HttpAnswer): boolean {
  return /^(?:application|text)\/(?:[a-z.+-]*\+)?(?:json|xml|html)\b/i.test(headers['content-type'] ?? '');
}
