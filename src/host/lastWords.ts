// What this window has last told an engine of its page: what is said again to one that replaces it. A new engine has to know what
// plays here and what is prepared here, each with the bytes that the page takes, for the page believes these asked for.
import type { HostMessage } from '../shared/hostMessages';
import type { EndedMessage, SoundMessage, WindowMessage } from '../shared/pageMessages';
import type { Play, Snapshot } from '../shared/snapshot';

/** The last words of the page. */
export class LastWords {
  #isPageHere = false;
  #prepared: readonly Play[] = [];
  #sound: SoundMessage | null = null;
  #ended: EndedMessage | null = null;
  /** By play id: of what sounds and what is prepared; of others until the next word of these. */
  readonly #windows = new Map<string, WindowMessage>();

  /** What the page has listed last as prepared. */
  get prepared(): readonly Play[] {
    return this.#prepared;
  }

  /** This has gone to an engine. What still waits for one isn't to be heard yet: it goes behind what is said again. */
  hear(message: HostMessage): void {
    if (message.type === 'pageHere') {
      // Another page has nothing of what the one before it had.
      this.forget();
      this.#isPageHere = message.isHere;
    }
    if (message.type === 'window') this.#windows.set(message.playId, message);
    if (message.type === 'ended') this.#ended = message;
    if (message.type === 'prepare') this.#prepared = message.plays;
    if (message.type === 'sound') this.#sound = message;
    if (message.type === 'prepare' || message.type === 'sound') this.#forgetOthers();
  }

  /** What an engine is told, in this order, that replaces a lost one; `snapshot` is what that one had said last. */
  again(snapshot: Snapshot, windowId: string): readonly HostMessage[] {
    const messages: HostMessage[] = [];
    const { current } = snapshot;
    if (current !== null && snapshot.soundingWindow === windowId) {
      const positionSeconds =
        this.#sound?.playId === current.playId ? this.#sound.positionSeconds : snapshot.positionSeconds;
      const window = this.#windows.get(current.playId) ?? null;
      messages.push({ type: 'restore', snapshot: { ...snapshot, positionSeconds }, window });
    } else if (this.#isPageHere) messages.push({ type: 'pageHere', isHere: true });
    if (this.#prepared.length > 0) messages.push({ type: 'prepare', plays: this.#prepared });
    // The page has gone on by itself, and the lost engine was too late to say so.
    if (this.#ended?.next && this.#ended.playId === current?.playId) messages.push(this.#ended);
    const others = [...this.#windows.values()].filter(({ playId }) => playId !== current?.playId);
    return [...messages, ...others];
  }

  /** Nothing of it counts any more. */
  forget(): void {
    this.#prepared = [];
    this.#sound = null;
    this.#ended = null;
    this.#windows.clear();
  }

  /** A page says what it prepares when what plays has said that it sounds: other plays are over. */
  #forgetOthers(): void {
    const known = new Set([this.#sound?.playId, ...this.#prepared.map(({ playId }) => playId)]);
    for (const playId of this.#windows.keys()) if (!known.has(playId)) this.#windows.delete(playId);
  }
}
