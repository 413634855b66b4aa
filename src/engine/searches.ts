// The searches of all windows, and the time that their index takes. Nothing is indexed before somebody searches; from then on
// the index follows the catalogue, in short stretches between which plays go on. Each window's latest search is answered, as soon as
// the index can.
import type { SearchMessage } from '../shared/pageMessages';
import type { Client } from './clients';
import type { Clock } from './ports';
import { REST_MS, WORK_MS } from './search/limits';
import { TrackIndex } from './search/trackIndex';
import type { Catalogue } from './session/catalogue';

/** What is searched, by whom. */
export class Searches {
  readonly #clock: Clock;
  #catalogue: Catalogue;
  /** Made with the first search. */
  #index: TrackIndex | null = null;
  readonly #waiting = new Map<Client, SearchMessage>();
  #isWorking = false;

  constructor(clock: Clock, catalogue: Catalogue) {
    this.#clock = clock;
    this.#catalogue = catalogue;
  }

  /** Searches this catalogue from now on. */
  follow(catalogue: Catalogue): void {
    if (catalogue === this.#catalogue) return;
    this.#catalogue = catalogue;
    if (this.#index === null) return;
    this.#index.take(catalogue.tracks);
    this.#goOn(0);
  }

  /** Takes a search; an earlier one of this client that waits is dropped. */
  ask(client: Client, search: SearchMessage): void {
    this.#waiting.set(client, search);
    if (this.#index === null) {
      this.#index = new TrackIndex();
      this.#index.take(this.#catalogue.tracks);
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
      const tracks = trackIds.flatMap((id) => this.#catalogue.track(id) ?? []);
      client.send({ type: 'found', searchId, tracks });
    }
  }
}
