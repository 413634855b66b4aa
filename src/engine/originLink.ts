// One origin that music is taken from, and its catalogue: loaded when the origin is opened, asked for again and again while it
// is away, and taken anew whenever it changes.
import { isSameLogin, type Login } from '../shared/login';
import type { Track } from '../shared/track';
import { OriginError, type Clock, type Origin } from './ports';

/** What an origin link is made of. */
export interface OriginLinkParts {
  readonly clock: Clock;
  readonly url: string;
  readonly origin: Origin;
  /** What it is logged in with at first. */
  readonly login: Login | null;
  /** It wants another login from now on, or no longer. */
  readonly onLoginWanted: () => void;
  /** Its catalogue has come, or changed. */
  readonly onCatalogue: () => void;
  /** The catalogue can't be had; `text` is a sentence that says what to do. Told once until it could be had again. */
  readonly onProblem: (text: string) => void;
  readonly info: (text: string) => void;
}

/** The pauses before an origin that couldn't be reached is asked again for its catalogue, in milliseconds: doubled from the least to the most. */
const RETRY_MS = { least: 5_000, most: 60_000 };
/**
 * The pause before one that refuses the login is asked again with the same, in milliseconds: servers count wrong logins (Starling's
 * lets ten in a row pass, then one in half a minute), and what was wrong there may have been put right.
 */
const REFUSED_RETRY_MS = 300_000;

/** An origin that is used. */
export class OriginLink {
  readonly origin: Origin;
  readonly #parts: OriginLinkParts;
  readonly #abort = new AbortController();
  #login: Login | null;
  #tracks: readonly Track[] | null = null;
  #hasFailed = false;
  #isLoginWanted = false;
  /** Of several loadings the latest counts. */
  #loading = 0;

  constructor(parts: OriginLinkParts) {
    this.#parts = parts;
    this.origin = parts.origin;
    this.#login = parts.login;
    this.origin.logIn?.(parts.login);
    this.origin.onChange?.((tracks) => {
      if (!this.#abort.signal.aborted) this.#take(tracks);
    });
    this.origin.onLoginRefused?.(() => {
      if (!this.#isLoginWanted) this.#wantLogin();
    });
    void this.#load(RETRY_MS.least);
  }

  /** What it has; null until that is known. */
  get tracks(): readonly Track[] | null {
    return this.#tracks;
  }

  /** Whether it hasn't answered yet, well or badly. */
  get isLoading(): boolean {
    return this.#tracks === null && !this.#hasFailed;
  }

  /** Whether somebody has to log in, and whether the login that there is was refused; null where all is well. */
  get wantsLogin(): { readonly isRefused: boolean } | null {
    return this.#isLoginWanted ? { isRefused: this.#login !== null } : null;
  }

  /** Logs in with this from now on. The same login as before changes nothing. */
  logIn(login: Login): void {
    if (isSameLogin(login, this.#login)) return;
    this.#login = login;
    this.origin.logIn?.(login);
    this.#hasFailed = false;
    void this.#load(RETRY_MS.least);
  }

  /** This login is known to be good now: where it was refused before, it is tried again. */
  tryAgain(login: Login): void {
    if (!this.#isLoginWanted || !isSameLogin(login, this.#login)) return;
    this.#hasFailed = false;
    void this.#load(RETRY_MS.least);
  }

  /** Lets go of it. */
  close(): void {
    this.#abort.abort();
    this.origin.close?.();
  }

  #take(tracks: readonly Track[]): void {
    this.#tracks = tracks;
    this.#hasFailed = false;
    this.#setLoginWanted(false);
    this.#parts.onCatalogue();
  }

  async #load(retryMs: number): Promise<void> {
    const { signal } = this.#abort;
    const loading = ++this.#loading;
    const isOver = (): boolean => signal.aborted || this.#loading !== loading;
    try {
      const tracks = await this.origin.catalogue(signal);
      if (isOver()) return;
      this.#parts.info(`${tracks.length} tracks at ${this.origin.name}.`);
      this.#take(tracks);
    } catch (error) {
      if (isOver()) return;
      if (error instanceof OriginError && error.isLoginRefused) {
        this.#wantLogin();
      } else {
        this.#fail(error);
        this.#loadLater(retryMs, Math.min(2 * retryMs, RETRY_MS.most));
      }
    }
  }

  #loadLater(waitMs: number, retryMs: number): void {
    const { clock } = this.#parts;
    const loading = this.#loading;
    clock.wakeAt(clock.nowMs() + waitMs, () => {
      if (!this.#abort.signal.aborted && this.#loading === loading) void this.#load(retryMs);
    });
  }

  /** It doesn't let us in as we are: until somebody has logged in anew it is asked seldom. Told once. */
  #wantLogin(): void {
    if (this.#abort.signal.aborted) return;
    this.#loadLater(REFUSED_RETRY_MS, RETRY_MS.least);
    const isNews = !this.#isLoginWanted || !this.#hasFailed;
    this.#hasFailed = true;
    this.#setLoginWanted(true);
    if (!isNews) return;
    const why = this.#login === null ? 'it asks for a login' : 'it refuses the login that Starling has';
    this.#parts.onProblem(
      `No music from ${this.origin.name}: ${why}. Log in by “Starling: Log In to Server…”.`,
    );
  }

  #setLoginWanted(isWanted: boolean): void {
    this.#isLoginWanted = isWanted;
    this.#parts.onLoginWanted();
  }

  #fail(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    const message = error instanceof Error ? error.message : String(error);
    const { name, isLocal } = this.origin;
    const remedy = isLocal ? 'Bring the folder back' : 'Start the server, or correct its address';
    this.#parts.onProblem(
      `No music from ${name}: ${message}. ${remedy}, or remove it by “Starling: Remove Folder or Server…”.`,
    );
  }
}
