// The engine: clients, session and fetcher joined. It decides nothing itself: the session says what plays, the policy which
// bytes are fetched.
//
// Clients (hosts with their pages) attach and send messages; session events make snapshots, which go to every client; a
// change of the current play tells the fetcher what is wanted now and what comes next. Bytes go to the client that asked
// last: its page is the one that sounds.
import type { EngineMessage, HostMessage, Intent, LogMessage, PageMessage } from '../shared/messages';
import { currentTrack, EMPTY_SNAPSHOT, nextTrack, type Play, type Snapshot } from '../shared/snapshot';
import type { BlockPins, BlockStore } from './blockStore';
import { Fetcher } from './fetcher';
import { PROFILES } from './policy/limits';
import type { Clock, Origin } from './ports';
import type { Prove } from './proofs';
import { reduceSession, type SessionEvent } from './session/session';

/** What the engine is made of. */
export interface EngineParts {
  readonly clock: Clock;
  /** Where blocks are kept between plays. */
  readonly store: BlockStore & BlockPins;
  readonly prove: Prove;
  /** Makes ids that were never used before. */
  readonly newPlayId: () => string;
  /** Makes the origin at an address. */
  readonly openOrigin: (url: string) => Origin;
}

/** One attached host: where to send, and the page of it that may sound. */
export interface Client {
  send(message: EngineMessage): void;
}

/** The pause before an origin that couldn't be reached is asked again for its catalogue, in milliseconds. */
const CATALOGUE_RETRY_MS = 5_000;

/** The fetch engine. One for all windows. */
export class Engine {
  readonly #parts: EngineParts;
  readonly #fetcher: Fetcher;
  readonly #clients = new Set<Client>();
  #snapshot: Snapshot = EMPTY_SNAPSHOT;
  #origin: { readonly url: string; readonly origin: Origin; readonly abort: AbortController } | null = null;
  #soundingClient: Client | null = null;
  /** The next track, whose head is prefetched. */
  #prefetch: Play | null = null;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#fetcher = new Fetcher({
      clock: parts.clock,
      store: parts.store,
      prove: parts.prove,
      limits: PROFILES.modern,
      onBlock: ({ playId, start, bytes }) =>
        this.#soundingClient?.send({ type: 'bytes', playId, start, bytes }),
      onGiveUp: (playId, message) => {
        this.#giveUp(playId, message);
      },
      warn: (text) => {
        this.log('warn', text);
      },
    });
  }

  /** Takes a client in and shows it the present state. */
  attach(client: Client): void {
    this.#clients.add(client);
    client.send({ type: 'snapshot', snapshot: this.#snapshot });
  }

  /** Lets a client go. If its page sounded, the player pauses and keeps its place. */
  detach(client: Client): void {
    this.#clients.delete(client);
    this.#losePage(client);
  }

  /** Writes a line to the log of every window. */
  log(level: LogMessage['level'], text: string): void {
    for (const client of this.#clients) client.send({ type: 'log', level, text });
  }

  /** Takes a message of an attached client. */
  receive(client: Client, message: HostMessage): void {
    switch (message.type) {
      case 'hello':
        return;
      case 'settings':
        this.#useOrigin(message.originUrl);
        return;
      case 'pageHere':
        if (message.isHere) this.#greetPage(client);
        else this.#losePage(client);
        return;
      case 'intent':
      case 'window':
      case 'sound':
      case 'ended':
      case 'playFailed':
        this.#receiveOfPage(client, message);
    }
  }

  #receiveOfPage(client: Client, message: PageMessage): void {
    switch (message.type) {
      case 'intent':
        this.#intend(client, message.intent);
        return;
      case 'window':
        this.#fetcher.moveWindow(message.playId, { start: message.start, end: message.end });
        return;
      case 'sound':
        if (message.latencyMs !== null)
          this.log('info', `First sound after ${Math.round(message.latencyMs)} ms.`);
        this.#advance({
          type: 'soundChanged',
          playId: message.playId,
          state: message.state,
          positionSeconds: message.positionSeconds,
        });
        return;
      case 'ended':
        this.#advance({ type: 'playEnded', playId: message.playId, newPlayId: this.#parts.newPlayId() });
        return;
      case 'playFailed':
        this.#failPlay(message.playId, message.message);
    }
  }

  #intend(client: Client, intent: Intent): void {
    this.#soundingClient = client;
    this.#advance({ type: 'intended', intent, newPlayId: this.#parts.newPlayId() });
  }

  /** A new page has none of the bytes that were sent before it came: what is wanted is fetched for it from the start. */
  #greetPage(client: Client): void {
    if (this.#soundingClient !== client) return;
    const { current } = this.#snapshot;
    if (current !== null) this.#fetcher.abandon(current.playId);
    this.#wantCurrent();
  }

  #losePage(client: Client): void {
    if (this.#soundingClient !== client) return;
    this.#soundingClient = null;
    this.#advance({ type: 'pageGone' });
  }

  #failPlay(playId: string, message: string): void {
    this.log('warn', message);
    this.#advance({ type: 'playFailed', playId, message, newPlayId: this.#parts.newPlayId() });
  }

  /** Takes the session a step on, shows the new snapshot, and fetches what is wanted now. */
  #advance(event: SessionEvent): void {
    const before = this.#snapshot;
    this.#snapshot = reduceSession(before, event);
    if (isWorthShowing(before, this.#snapshot)) {
      for (const client of this.#clients) client.send({ type: 'snapshot', snapshot: this.#snapshot });
    }
    const was = before.current?.playId;
    if (was !== this.#snapshot.current?.playId) {
      if (was !== undefined) this.#fetcher.abandon(was);
      this.#wantCurrent();
    }
    this.#wantNext();
    this.#movePlayhead();
  }

  #wantCurrent(): void {
    const { current } = this.#snapshot;
    const track = currentTrack(this.#snapshot);
    if (current !== null && track !== null) this.#fetcher.want(current.playId, track, 'play');
  }

  /** Names the next track to the fetcher, which has its head fetched when it is time. */
  #wantNext(): void {
    const next = nextTrack(this.#snapshot);
    if (next?.id === this.#prefetch?.trackId) return;
    if (this.#prefetch !== null) this.#fetcher.abandon(this.#prefetch.playId);
    this.#prefetch = next === null ? null : { playId: this.#parts.newPlayId(), trackId: next.id };
    if (next !== null && this.#prefetch !== null) this.#fetcher.want(this.#prefetch.playId, next, 'prefetch');
  }

  #movePlayhead(): void {
    const { current, positionSeconds } = this.#snapshot;
    const durationSeconds = currentTrack(this.#snapshot)?.durationSeconds ?? null;
    if (current === null || durationSeconds === null) return;
    this.#fetcher.movePlayhead(current.playId, durationSeconds - positionSeconds);
  }

  #giveUp(playId: string, message: string): void {
    if (this.#snapshot.current?.playId !== playId) return;
    const title = currentTrack(this.#snapshot)?.title ?? 'This track';
    this.#failPlay(playId, `“${title}” can't be played: ${message}.`);
  }

  #useOrigin(url: string | null): void {
    if (url === (this.#origin?.url ?? null)) return;
    this.#origin?.abort.abort();
    this.#origin = null;
    this.#fetcher.useOrigin(null);
    this.#advance({ type: 'queueLoaded', tracks: [], newPlayId: this.#parts.newPlayId() });
    if (url === null) return;
    const abort = new AbortController();
    const origin = this.#parts.openOrigin(url);
    this.#origin = { url, origin, abort };
    this.#fetcher.useOrigin(origin);
    void this.#loadCatalogue(origin, abort.signal);
  }

  async #loadCatalogue(origin: Origin, signal: AbortSignal): Promise<void> {
    try {
      const tracks = await origin.catalogue(signal);
      if (signal.aborted) return;
      this.log('info', `${tracks.length} tracks at ${origin.name}.`);
      this.#advance({ type: 'queueLoaded', tracks, newPlayId: this.#parts.newPlayId() });
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      const text = `No music from ${origin.name}: ${message}. Start the origin, or change the setting “Starling: Origin”.`;
      this.log('warn', text);
      this.#advance({ type: 'problemArose', message: text });
      this.#parts.clock.wakeAt(this.#parts.clock.nowMs() + CATALOGUE_RETRY_MS, () => {
        if (!signal.aborted) void this.#loadCatalogue(origin, signal);
      });
    }
  }
}

/** The position alone isn't shown: the page that sounds knows it, and a queue a second would be a waste. */
function isWorthShowing(before: Snapshot, after: Snapshot): boolean {
  return SHOWN.some((key) => before[key] !== after[key]);
}

const SHOWN = ['queue', 'current', 'wanted', 'sound', 'problem'] as const satisfies (keyof Snapshot)[];
