// The searches of all windows, and the time that their index takes. Nothing is indexed before somebody searches; from then on
// the index follows the queue, in short stretches between which plays go on. Each window's latest search is answered, as soon as
// the index can.
import type { SearchMessage } from '../shared/messages';
import type { Track } from '../shared/track';
import type { Client } from './clients';
import type { Clock } from './ports';
import { REST_MS, WORK_MS } from './search/limits';
import { TrackIndex } from './search/trackIndex';

/** What is searched, by whom. */
export class Searches {
  readonly #clock: Clock;
  #queue: readonly Track[];
  /** Made with the first search. */
  #index: TrackIndex | null = null;
  readonly #waiting = new Map<Client, SearchMessage>();
  #isWorking = false;

  constructor(clock: Clock, queue: readonly Track[]) {
    this.#clock = clock;
    this.#queue = queue;
  }

  /** Searches this queue from now on. */
  follow(queue: readonly Track[]): void {
    if (queue === this.#queue) return;
    this.#queue = queue;
    if (this.#index === null) return;
    this.#index.take(queue);
    this.#goOn(0);
  }

  /** Takes a search; an earlier one of this client that waits is dropped. */
  ask(client: Client, search: SearchMessage): void {
    this.#waiting.set(client, search);
    if (this.#index === null) {
      this.#index = new TrackIndex();
      this.#index.take(this.#queue);
    }
    this.#goOn(0);
  }

  /** Nobody waits there any more. */
  forget(client: Client): void {
    this.#waiting.delete(client);
  }

  #goOn(afterMs: number): void {
    if (this.#isWorking || this.#index === null) return;
    const index = this.#index;
    this.#isWorking = true;
    this.#clock.wakeAt(this.#clock.nowMs() + afterMs, () => {
      this.#isWorking = false;
      this.#work(index);
      if (index.state !== 'complete') this.#goOn(REST_MS);
    });
  }

  #work(index: TrackIndex): void {
    const before = index.state;
    const untilMs = this.#clock.nowMs() + WORK_MS;
    this.#answer(index);
    while (index.state !== 'complete' && this.#clock.nowMs() < untilMs) index.step();
    if (index.state !== before) this.#answer(index);
  }

  #answer(index: TrackIndex): void {
    for (const [client, { searchId, query }] of this.#waiting) {
      const trackIds = index.find(query);
      if (trackIds === null) continue;
      this.#waiting.delete(client);
      client.send({ type: 'found', searchId, trackIds });
    }
  }
}
