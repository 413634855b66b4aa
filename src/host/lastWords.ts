// What this window's page has last said of its play: what a new engine has to know to go on after a lost one.
import type { RestoreMessage } from '../shared/hostMessages';
import type { PageMessage, SoundMessage, WindowMessage } from '../shared/pageMessages';
import type { Snapshot } from '../shared/snapshot';

/** The page's last words. */
export class LastWords {
  #sound: SoundMessage | null = null;
  #window: WindowMessage | null = null;

  /** The page says something. */
  hear(message: PageMessage): void {
    if (message.type === 'sound') this.#sound = message;
    if (message.type === 'window') this.#window = message;
  }

  /** What is said to an engine that replaces a lost one, which had said so last. */
  restoring(snapshot: Snapshot): RestoreMessage {
    const playId = snapshot.current?.playId;
    const sound = this.#sound?.playId === playId ? this.#sound : null;
    const window = this.#window?.playId === playId ? this.#window : null;
    const positionSeconds = sound?.positionSeconds ?? snapshot.positionSeconds;
    return { type: 'restore', snapshot: { ...snapshot, positionSeconds }, window };
  }

  /** Nothing of it counts any more. */
  forget(): void {
    this.#sound = null;
    this.#window = null;
  }
}
