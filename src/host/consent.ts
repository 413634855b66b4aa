// Whether to share: while the listener has decided nothing and a server with a swarm is used, the page asks, and its answer goes
// into the settings. What is shown of sharing comes through here too. Nothing of VS Code in here.
import type { SharingMessage } from '../shared/engineMessages';
import type { PageSharingMessage } from '../shared/toPageMessages';
import type { PeersChoice, Sharing } from '../shared/peerSettings';

/** What consent is made of. */
export interface ConsentOptions {
  /** What the listener has decided. */
  readonly choice: () => PeersChoice;
  /** Keeps a decision. */
  readonly decide: (choice: PeersChoice) => Thenable<void>;
  readonly tellPage: (message: PageSharingMessage) => void;
  /** A decision couldn't be kept; `message` is a sentence that says what to do. */
  readonly onProblem: (message: string) => void;
}

const NOTHING: Sharing = { server: null, capBytesPerSecond: 0, upload: null };

/** The question whether to share, and its answer. */
export class Consent {
  readonly #options: ConsentOptions;
  #sharing = NOTHING;

  constructor(options: ConsentOptions) {
    this.#options = options;
  }

  /** Whether the page is to ask. */
  get isAsked(): boolean {
    return this.#sharing.server !== null && this.#options.choice() === 'ask';
  }

  /** Takes what the engine says. */
  take({ sharing }: SharingMessage): void {
    this.#sharing = sharing;
    this.tell();
  }

  /** Tells the page how it stands: it is new, or the listener has decided. */
  tell(): void {
    this.#options.tellPage({ type: 'sharing', sharing: this.#sharing, isAsked: this.isAsked });
  }

  /** The engine is gone for good, and what it knew. */
  forget(): void {
    this.#sharing = NOTHING;
    this.tell();
  }

  /** Takes the page's answer. One that nobody has asked for changes nothing: a page that is out of date, or no longer ours. */
  async answer(message: { readonly isOn?: unknown }): Promise<void> {
    const { isOn } = message;
    if (typeof isOn !== 'boolean' || !this.isAsked) return;
    try {
      await this.#options.decide(isOn ? 'on' : 'off');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onProblem(
        `Your answer can't be written into the settings: ${reason} Correct them, or set “Starling › Peers: Enabled” there.`,
      );
    }
    this.tell();
  }
}
