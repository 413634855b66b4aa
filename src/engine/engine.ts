// The engine: clients, session and fetcher joined. It decides nothing itself: the session says what plays, the policy which
// bytes are fetched.
//
// Clients (hosts with their pages) attach and send messages; session events make snapshots, which go to every client; a
// change of the current play tells the fetcher what is wanted now and what comes next. Bytes go to the client that asked
// last: its page is the one that sounds.
import type {
  EngineMessage,
  HostMessage,
  Intent,
  LogMessage,
  PageMessage,
  RestoreMessage,
} from '../shared/messages';
import { currentTrack, nextTrack, type Play, type Snapshot } from '../shared/snapshot';
import type { Track } from '../shared/track';
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
  /** A number from 0 to 1, for shuffling. */
  readonly chance: () => number;
  /** The state that the last engine of this folder left behind. */
  readonly initial: Snapshot;
  /** Called with every new state, to be kept. */
  readonly save: (snapshot: Snapshot) => void;
  /** Makes the origin at an address. */
  readonly openOrigin: (url: string) => Origin;
}

/** One attached host: where to send, and the page of it that may sound. */
export interface Client {
  /** Names the window for as long as it is open. */
  readonly windowId: string;
  send(message: EngineMessage): void;
}

/** The pause before an origin that couldn't be reached is asked again for its catalogue, in milliseconds. */
const CATALOGUE_RETRY_MS = 5_000;

/** The fetch engine. One for all windows. */
export class Engine {
  readonly #parts: EngineParts;
  readonly #fetcher: Fetcher;
  readonly #clients = new Set<Client>();
  #snapshot: Snapshot;
  #origin: { readonly url: string; readonly origin: Origin; readonly abort: AbortController } | null = null;
  /** The next track, whose head is prefetched. */
  #prefetch: Play | null = null;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#snapshot = parts.initial;
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
      case 'restore':
        this.#restore(client, message);
        return;
      case 'settings':
        this.#useOrigin(message.originUrl);
        return;
      case 'pageHere':
        if (message.isHere) this.#greetPage(client);
        else this.#losePage(client);
        return;
      case 'intent':
      case 'prepare':
      case 'window':
      case 'dropped':
      case 'sound':
      case 'ended':
      case 'playFailed':
      case 'soundLost':
        this.#receiveOfPage(client, message);
    }
  }

  #receiveOfPage(client: Client, message: PageMessage): void {
    // Only the page that sounds has anything to say of sound.
    if (message.type !== 'intent' && client.windowId !== this.#snapshot.soundingWindow) return;
    switch (message.type) {
      case 'intent':
        this.#intend(client, message.intent);
        return;
      case 'prepare':
      case 'dropped':
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
        return;
      case 'soundLost':
        this.log('warn', message.message);
        this.#advance({ type: 'soundLost', playId: message.playId, message: message.message });
    }
  }

  /** The client whose page sounds, or is to sound. */
  get #soundingClient(): Client | null {
    return [...this.#clients].find(({ windowId }) => windowId === this.#snapshot.soundingWindow) ?? null;
  }

  #intend(client: Client, intent: Intent): void {
    const { chance, newPlayId } = this.#parts;
    this.#advance({ type: 'intended', intent, newPlayId: newPlayId(), window: client.windowId, chance });
  }

  /** A window lost the engine before this one while its page went on from what it had. */
  #restore(client: Client, { snapshot, window }: RestoreMessage): void {
    if (snapshot.soundingWindow !== client.windowId) return;
    this.log('info', 'The engine was started anew and goes on where the last one stopped.');
    this.#advance({ type: 'restored', snapshot });
    if (window !== null) this.#receiveOfPage(client, window);
  }

  /** A new page has none of the bytes that were sent before it came: what is wanted is fetched for it from the start. */
  #greetPage(client: Client): void {
    if (this.#soundingClient !== client) return;
    const { current } = this.#snapshot;
    if (current !== null) this.#fetcher.abandon(current.playId);
    this.#wantCurrent();
  }

  #losePage(client: Client): void {
    if (client.windowId === this.#snapshot.soundingWindow) this.#advance({ type: 'pageGone' });
  }

  #failPlay(playId: string, message: string): void {
    this.log('warn', message);
    this.#advance({ type: 'playFailed', playId, message, newPlayId: this.#parts.newPlayId() });
  }

  /** Takes the session a step on, shows the new snapshot, and fetches what is wanted now. */
  #advance(event: SessionEvent): void {
    const before = this.#snapshot;
    this.#snapshot = reduceSession(before, event);
    if (this.#snapshot !== before) this.#parts.save(this.#snapshot);
    if (isWorthShowing(before, this.#snapshot)) {
      for (const client of this.#clients) client.send({ type: 'snapshot', snapshot: this.#snapshot });
    }
    this.#refetch(before);
    this.#wantNext();
    this.#movePlayhead();
  }

  /** Fetches anew where another play is current now, or another page is to sound. */
  #refetch(before: Snapshot): void {
    const { current, soundingWindow } = this.#snapshot;
    if (before.current?.playId === current?.playId && before.soundingWindow === soundingWindow) return;
    if (before.current !== null) this.#fetcher.abandon(before.current.playId);
    this.#wantCurrent();
  }

  #wantCurrent(): void {
    const { current, soundingWindow } = this.#snapshot;
    const track = currentTrack(this.#snapshot);
    if (current !== null && track !== null && soundingWindow !== null) {
      this.#fetcher.want(current.playId, track, 'play');
    }
  }

  /** Names the next track to the fetcher, which has its head fetched when it is time. */
  #wantNext(): void {
    const next = this.#snapshot.soundingWindow === null ? null : nextTrack(this.#snapshot);
    if (next?.id === this.#prefetch?.trackId || next?.id === this.#snapshot.current?.trackId) return;
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
    const hadOrigin = this.#origin !== null;
    this.#origin?.abort.abort();
    this.#origin?.origin.close?.();
    this.#origin = null;
    this.#fetcher.useOrigin(null);
    // What the last session left stands until the first catalogue is there; another origin's music goes at once.
    if (hadOrigin || url === null) this.#loadQueue([]);
    if (url === null) return;
    const abort = new AbortController();
    const origin = this.#parts.openOrigin(url);
    this.#origin = { url, origin, abort };
    this.#fetcher.useOrigin(origin);
    origin.onChange?.((tracks) => {
      if (!abort.signal.aborted) this.#loadQueue(tracks);
    });
    void this.#loadCatalogue(origin, abort.signal);
  }

  /** Media info stays out of the session: it would go with every snapshot to every window, 4 KB a track, and nobody there asks for it. */
  #loadQueue(tracks: readonly Track[]): void {
    const queue = tracks.map((track) => ({ ...track, mediaInfo: null }));
    this.#advance({ type: 'queueLoaded', tracks: queue, newPlayId: this.#parts.newPlayId() });
  }

  async #loadCatalogue(origin: Origin, signal: AbortSignal): Promise<void> {
    try {
      const tracks = await origin.catalogue(signal);
      if (signal.aborted) return;
      this.log('info', `${tracks.length} tracks at ${origin.name}.`);
      this.#loadQueue(tracks);
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

const SHOWN = [
  'queue',
  'current',
  'wanted',
  'sound',
  'seek',
  'volume',
  'repeat',
  'shuffled',
  'soundingWindow',
  'problem',
] as const satisfies (keyof Snapshot)[];
