// The scripted engine with the product's own session: what a click, an end or a failure leads to is decided as in the engine.
import { Catalogue } from '../../../src/engine/session/catalogue';
import { Playhead } from '../../../src/engine/session/playhead';
import type { PlayIds } from '../../../src/engine/session/plays';
import { reduceSession, type SessionEvent } from '../../../src/engine/session/session';
import type { Intent } from '../../../src/shared/intents';
import type { Snapshot } from '../../../src/shared/snapshot';
import type { FromPage } from './bridge';
import { ScriptedEngine } from './scriptedEngine';

/** The id of the one window. */
const WINDOW = 'window';

/** An engine with a session. */
export class SessionEngine extends ScriptedEngine {
  readonly #playhead = new Playhead();
  #plays = 0;
  #catalogue = new Catalogue([]);
  /** The states before changes of the queue, the latest last. */
  readonly #undoable: Snapshot[] = [];

  /** The snapshot with the position of now, as the engine counts it on between two words of the page. */
  get snapshotNow(): Snapshot {
    return this.#playhead.at(this.snapshot, performance.now());
  }

  /** Asks for something as another window, or a command, would. */
  intend(intent: Intent): void {
    const before = this.snapshot;
    const undone = intent.kind === 'undoQueue' ? (this.#undoable.pop() ?? null) : null;
    // A queue that nobody has changed is the whole catalogue.
    if (!before.isOwnQueue) this.#catalogue = new Catalogue(before.queue);
    const wish = { window: WINDOW, chance: () => 0, catalogue: this.#catalogue, undone };
    this.#advance({ type: 'intended', intent, ...wish, ...this.#ids });
    if (intent.kind !== 'undoQueue' && this.snapshot.queue !== before.queue) this.#undoable.push(before);
  }

  protected override take(message: FromPage): void {
    switch (message.type) {
      case 'intent':
        this.intend(message.intent);
        break;
      case 'ended':
        this.#advance({ ...message, type: 'playEnded', ...this.#ids });
        break;
      case 'playFailed':
        this.#advance({ ...message, ...this.#ids });
        break;
      case 'soundLost':
        this.#advance(message);
        break;
      case 'sound':
        this.#advance({ ...message, type: 'soundChanged' });
        break;
      case 'ready':
      case 'prepare':
      case 'window':
      case 'dropped':
      case 'coverWanted':
      case 'search':
      case 'pageReport':
      case 'sharingAnswer':
        super.take(message);
    }
  }

  get #ids(): PlayIds {
    return { newPlayId: `engine-${++this.#plays}`, prepared: this.prepared };
  }

  #advance(event: SessionEvent): void {
    const before = this.#playhead.moveOn(this.snapshot, event, performance.now());
    const after = reduceSession(before, event);
    this.snapshot = before;
    if (after === before) return;
    this.change(after);
    if (after.current?.playId !== before.current?.playId) this.deliverCurrent();
  }
}
