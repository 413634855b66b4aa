// The engine: performs what policy and session decide, through the ports. It decides nothing itself.
//
// Clients (hosts with their pages) attach and send messages; session events make snapshots, which go to every client; a
// change of the current play tells the policy what is wanted; the policy's actions are performed here, and what comes of
// them is fed back as events. Bytes go to the client that asked last: its page is the one that sounds.
import { blockSizeBytes, bytesOfBlocks } from '../shared/blocks';
import type { EngineMessage, HostMessage, Intent, LogMessage, PageMessage } from '../shared/messages';
import { currentTrack, EMPTY_SNAPSHOT, type Snapshot } from '../shared/snapshot';
import { BlockCutter } from './blockCutter';
import { FetchPolicy, type FetchAction, type FetchEvent } from './policy/fetchPolicy';
import { LIMITS } from './policy/limits';
import { OriginError, type Clock, type Origin } from './ports';
import { reduceSession, type SessionEvent } from './session/session';

/** What the engine is made of. */
export interface EngineParts {
  readonly clock: Clock;
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
  readonly #policy = new FetchPolicy(LIMITS);
  readonly #requests = new Map<number, AbortController>();
  readonly #clients = new Set<Client>();
  #snapshot: Snapshot = EMPTY_SNAPSHOT;
  #origin: { readonly url: string; readonly origin: Origin; readonly abort: AbortController } | null = null;
  #soundingClient: Client | null = null;

  constructor(parts: EngineParts) {
    this.#parts = parts;
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
        this.#fetch({
          type: 'windowMoved',
          playId: message.playId,
          window: { start: message.start, end: message.end },
        });
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
    if (current !== null) this.#fetch({ type: 'abandoned', playId: current.playId });
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
    const { current } = this.#snapshot;
    if (was === current?.playId) return;
    if (was !== undefined) this.#fetch({ type: 'abandoned', playId: was });
    this.#wantCurrent();
  }

  #wantCurrent(): void {
    const { current } = this.#snapshot;
    const track = currentTrack(this.#snapshot);
    if (current !== null && track !== null)
      this.#fetch({ type: 'trackWanted', playId: current.playId, track });
  }

  #fetch(event: FetchEvent, bytes?: Uint8Array): void {
    for (const action of this.#policy.handle(event, this.#parts.clock.nowMs())) this.#perform(action, bytes);
  }

  #perform(action: FetchAction, bytes: Uint8Array | undefined): void {
    switch (action.type) {
      case 'askOrigin':
        void this.#askOrigin(action);
        return;
      case 'cancel':
        this.#requests.get(action.requestId)?.abort();
        this.#requests.delete(action.requestId);
        return;
      case 'sendToPage':
        if (bytes !== undefined) this.#sendBlock(action.playId, action.block, bytes);
        return;
      case 'giveUp': {
        const title = currentTrack(this.#snapshot)?.title ?? 'This track';
        this.#failPlay(action.playId, `“${title}” can't be played: ${action.message}.`);
        return;
      }
      case 'wakeAt':
        this.#parts.clock.wakeAt(action.atMs, () => {
          this.#fetch({ type: 'timer' });
        });
    }
  }

  #sendBlock(playId: string, block: number, bytes: Uint8Array): void {
    const track = currentTrack(this.#snapshot);
    if (track === null || this.#snapshot.current?.playId !== playId) return;
    this.#soundingClient?.send({
      type: 'bytes',
      playId,
      start: block * blockSizeBytes(track.sizeBytes),
      bytes,
    });
  }

  async #askOrigin({ requestId, track, blocks }: FetchAction & { type: 'askOrigin' }): Promise<void> {
    const abort = new AbortController();
    this.#requests.set(requestId, abort);
    const cutter = new BlockCutter(track, blocks.first, (block, bytes) => {
      if (!abort.signal.aborted) this.#fetch({ type: 'blockArrived', requestId, block }, bytes);
    });
    const range = bytesOfBlocks(track.sizeBytes, blocks);
    try {
      if (this.#origin === null) throw new OriginError('no origin is set', { isFinal: true });
      await this.#origin.origin.read(
        {
          track,
          range,
          onBytes: (bytes) => cutter.push(bytes),
        },
        abort.signal,
      );
      if (!abort.signal.aborted) this.#fetch({ type: 'requestDone', requestId });
    } catch (error) {
      if (abort.signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      this.log('warn', `Bytes ${range.start}–${range.end} of “${track.title}”: ${message}.`);
      this.#fetch({
        type: 'requestFailed',
        requestId,
        message,
        isFinal: error instanceof OriginError && error.isFinal,
      });
    } finally {
      this.#requests.delete(requestId);
    }
  }

  #useOrigin(url: string | null): void {
    if (url === (this.#origin?.url ?? null)) return;
    this.#origin?.abort.abort();
    this.#origin = null;
    this.#advance({ type: 'queueLoaded', tracks: [], newPlayId: this.#parts.newPlayId() });
    if (url === null) return;
    const abort = new AbortController();
    const origin = this.#parts.openOrigin(url);
    this.#origin = { url, origin, abort };
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
