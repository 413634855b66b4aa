// The engine: clients, session and fetcher joined. It decides nothing itself: the session says what plays, the policy which
// bytes are fetched.
//
// Clients (hosts with their pages) attach and send messages; session events make snapshots, which go to every client; a
// change of the current play tells the fetcher what is wanted now and what may come. Bytes of the current play go to the
// client whose page sounds, those of a prepared play to the one that asked for it.
import type { Intent, LibraryIntent } from '../shared/intents';
import type { LogMessage } from '../shared/engineMessages';
import type { HostMessage, ProbeServerMessage, RestoreMessage } from '../shared/hostMessages';
import type { PageMessage } from '../shared/pageMessages';
import { NO_PEERS } from '../shared/peerSettings';
import { currentTrack, type Play, type Snapshot } from '../shared/snapshot';
import { BlockNotes } from './blockNotes';
import { Browses } from './browses';
import { Clients, type Client } from './clients';
import { Covers } from './covers';
import type { EngineParts } from './engineParts';
import { reportOf } from './engineReport';
import { Fetcher } from './fetcher';
import { Origins } from './origins';
import { PROFILES, type Limits } from './policy/limits';
import { durationOf } from './policy/pace';
import { PreparedPlays } from './preparedPlays';
import { Searches } from './searches';
import type { PlayIds } from './session/plays';
import type { SessionEvent } from './session/session';
import { isWorthShowing } from './session/shown';
import { StandingSession } from './session/standingSession';
import { StatisticsCounter } from './statistics/counter';
import { UploadCount } from './uploadCount';

/** What only the page that sounds can say. */
type WordOfSound = PageMessage & { type: 'sound' | 'ended' | 'playFailed' | 'soundLost' };

/** The fetch engine. One for all windows. */
export class Engine {
  readonly #parts: EngineParts;
  readonly #fetcher: Fetcher;
  readonly #prepared: PreparedPlays;
  readonly #origins: Origins;
  readonly #browses: Browses;
  readonly #clients: Clients;
  readonly #counter: StatisticsCounter;
  readonly #uploads: UploadCount;
  readonly #notes = new BlockNotes();
  readonly #searches: Searches;
  readonly #session: StandingSession;
  readonly #covers: Covers;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#session = new StandingSession(parts.initial, parts.chance);
    const { clock, newPlayId } = parts;
    this.#clients = new Clients(clock);
    this.#searches = new Searches(clock, this.#session.catalogue);
    this.#covers = new Covers(parts.covers, parts.initial);
    this.#counter = new StatisticsCounter(parts.statistics);
    this.#counter.follow(null, parts.initial, parts.initial.positionSeconds > 0);
    this.#uploads = new UploadCount({
      clock,
      counter: this.#counter,
      publish: () => this.#publishStatistics(),
    });
    const limits = PROFILES.modern;
    this.#fetcher = this.#makeFetcher(limits);
    const originKey = parts.originKey ?? (() => '');
    this.#browses = new Browses(this.#clients, originKey);
    this.#origins = new Origins({
      clock,
      openOrigin: parts.openOrigin,
      originKey,
      remembered: () => this.#snapshot.queue,
      onOrigin: (origin) => {
        this.#fetcher.useOrigin(origin);
        this.#covers.useOrigin(origin);
        this.#prepared.startAnew();
      },
      onLeft: (has) => this.#advance({ type: 'originLeft', has, ...this.#playIds(this.#soundingClient) }),
      onCatalogue: (tracks) => this.#advance(this.#session.list(tracks, this.#playIds(this.#soundingClient))),
      onLibrary: (tracks, state) => this.#browses.follow(tracks, state),
      onUsed: (used) => parts.swarm?.use(used),
      onLoginsWanted: (wanted) => this.#clients.tellAll({ type: 'loginsWanted', wanted }),
      onProblem: (message) => {
        this.log('warn', message);
        this.#advance({ type: 'problemArose', message });
      },
      info: (text) => this.log('info', text),
    });
    const withMediaInfo = this.#origins.withMediaInfo.bind(this.#origins);
    const trackOf = this.#session.track.bind(this.#session);
    this.#prepared = new PreparedPlays({ fetcher: this.#fetcher, limits, newPlayId, trackOf, withMediaInfo });
  }

  #makeFetcher(limits: Limits): Fetcher {
    const { clock, store, prove, parseMediaInfo, policy, swarm } = this.#parts;
    const fetcher = new Fetcher({
      ...{ clock, store, prove, parseMediaInfo, limits },
      ...(policy === undefined ? {} : { policy }),
      ...(swarm === undefined ? {} : { peers: swarm }),
      onMediaInfo: (playId, mediaInfo) =>
        this.#clientOf(playId)?.send({ type: 'mediaInfo', playId, mediaInfo }),
      onBlock: ({ playId, block, start, bytes, source: read, reason, isLocal }) => {
        const { source } = this.#notes.add(playId, { block, source: isLocal ? 'folder' : read, reason });
        const counted = source === 'folder' ? 'origin' : source;
        this.#counter.addBytes({ playId, source: counted, sizeBytes: bytes.length });
        this.#clientOf(playId)?.send({ type: 'bytes', playId, start, bytes, source });
      },
      onReadAhead: (playId, note) => this.#notes.addAhead(playId, note),
      onPrefetched: (block) => this.#counter.addBytes({ playId: null, ...block }),
      onGiveUp: (playId, message) => this.#giveUp(playId, message),
      onNeed: (isPlayInNeed) => this.#covers.makeWay(isPlayInNeed),
      warn: (text) => this.log('warn', text),
    });
    swarm?.onJoined((isJoined) => fetcher.usePeers(isJoined));
    swarm?.onSent((bytes) => this.#uploads.add(bytes));
    swarm?.onSharing((sharing) => this.#clients.tellAll({ type: 'sharing', sharing }));
    return fetcher;
  }

  /** Takes a client in and shows it the present state. */
  attach(client: Client): void {
    this.#clients.add(client);
    client.send({ type: 'snapshot', snapshot: this.#snapshot });
    client.send({ type: 'statistics', statistics: this.#counter.figures });
    const { swarm } = this.#parts;
    if (swarm !== undefined) client.send({ type: 'sharing', sharing: swarm.sharing });
    this.#browses.greet(client);
    const wanted = this.#origins.wantedLogins;
    if (wanted.length > 0) client.send({ type: 'loginsWanted', wanted });
  }

  /** Lets a client go. If its page sounded, the player pauses and keeps its place. */
  detach(client: Client): void {
    this.#clients.remove(client);
    this.#searches.forget(client);
    this.#covers.forget(client);
    this.#notes.forget(client);
    this.#losePage(client);
  }

  /** Has everything kept that is counted so far: the engine is about to end. */
  keepCounts(): void {
    this.#uploads.tell();
  }

  /** Writes a line to the log of every window. */
  log(level: LogMessage['level'], text: string): void {
    this.#clients.log(level, text);
  }

  /** Takes a message of an attached client. */
  receive(client: Client, message: HostMessage): void {
    switch (message.type) {
      case 'restore':
        this.#restore(client, message);
        return;
      case 'settings':
        this.#origins.use(message.origins, message.logins);
        this.#parts.swarm?.allow(message.peers ?? NO_PEERS);
        this.#want(this.#snapshot);
        void this.#parts.store.setCapBytes(message.cacheCapBytes ?? this.#parts.automaticCapBytes);
        return;
      case 'reportWanted':
        client.send({ type: 'engineReport', report: this.#report });
        return;
      case 'deleteData':
        this.#deleteData();
        return;
      case 'probeServer':
        void this.#probeServer(client, message);
        return;
      case 'libraryIntent':
        this.#intendLibrary(client, message.intent);
        return;
      case 'search':
        this.#searches.ask(client, message);
        return;
      case 'browse':
        this.#browses.answer(client, message);
        return;
      case 'pageHere':
        if (message.isHere) this.#greetPage(client);
        else this.#losePage(client);
        return;
      case 'blocksWatched':
        this.#notes.watch(client, message.isOn);
        return;
      case 'coverWanted':
        this.#covers.want(client, message.trackIds);
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

  /** Nothing plays and nothing is read any more; then all is deleted, and every window told before the engine ends. */
  #deleteData(): void {
    this.#origins.use([]);
    void this.#parts.deleteData((problem) => this.#clients.tellAll({ type: 'dataDeleted', problem }));
  }

  async #probeServer(client: Client, { probeId, address, login }: ProbeServerMessage): Promise<void> {
    const probed = await this.#parts.probeServer(address, login);
    client.send({ type: 'serverProbed', probeId, probed });
    if (probed.kind === 'found' && login !== null) this.#origins.tryAgain(probed.url, login);
  }

  #receiveOfPage(client: Client, message: PageMessage): void {
    switch (message.type) {
      case 'intent':
        this.#intend(client, message.intent);
        return;
      case 'prepare':
        this.#prepare(client, message.plays);
        return;
      case 'window':
        if (this.#clientOf(message.playId) === client) this.#fetcher.moveWindow(message.playId, message);
        return;
      case 'dropped':
        if (this.#clientOf(message.playId) === client) this.#fetcher.drop(message.playId, message);
        return;
      case 'sound':
      case 'ended':
      case 'playFailed':
      case 'soundLost':
        // Only the page that sounds has anything to say of sound.
        if (client.windowId === this.#snapshot.soundingWindow) this.#hear(client, message);
    }
  }

  #prepare(client: Client, plays: readonly Play[]): void {
    // The page may not have heard yet that one of them has become current.
    const coming = plays.filter(({ playId }) => playId !== this.#snapshot.current?.playId);
    this.#prepared.list(client, coming);
    this.#prepared.update(this.#snapshot, this.#soundingClient);
  }

  #hear(client: Client, message: WordOfSound): void {
    switch (message.type) {
      case 'sound':
        if (message.latencyMs !== null)
          this.log('info', `First sound after ${Math.round(message.latencyMs)} ms.`);
        if (message.state === 'sounding') this.#parts.swarm?.begin();
        if (this.#counter.hear(message)) this.#publishStatistics();
        this.#advance({ ...message, type: 'soundChanged' });
        return;
      case 'ended':
        this.#advance({ ...message, type: 'playEnded', ...this.#playIds(client) });
        return;
      case 'playFailed':
        this.#failPlay(message.playId, message.message);
        return;
      case 'soundLost':
        this.log('warn', message.message);
        this.#advance({ type: 'soundLost', playId: message.playId, message: message.message });
    }
  }

  #publishStatistics(): void {
    this.#parts.saveStatistics(this.#counter.kept);
    this.#clients.tellAll({ type: 'statistics', statistics: this.#counter.figures });
  }

  get #report() {
    const [parts, origins, clients] = [this.#parts, this.#origins, this.#clients];
    return reportOf({ parts, origins, clients, snapshot: this.#snapshot, counter: this.#counter });
  }

  get #snapshot(): Snapshot {
    return this.#session.snapshot;
  }

  /** The client whose page sounds, or is to sound. */
  get #soundingClient(): Client | null {
    return this.#clients.ofWindow(this.#snapshot.soundingWindow);
  }

  /** Where bytes of a play go. */
  #clientOf(playId: string): Client | null {
    if (playId === this.#snapshot.current?.playId) return this.#soundingClient;
    return this.#prepared.clientOf(playId);
  }

  #intend(client: Client, intent: Intent): void {
    // Where no page sounds, that of the window that asks will.
    const ids = this.#playIds(this.#snapshot.soundingWindow === null ? client : this.#soundingClient);
    this.#advance(this.#session.wish(client.windowId, intent, ids));
  }

  #intendLibrary(client: Client, libraryIntent: LibraryIntent): void {
    const intent = this.#browses.intentOf(libraryIntent, this.#snapshot.queue);
    if (intent !== null) this.#intend(client, intent);
  }

  /** Ids for a play that is to be started on a client's page. */
  #playIds(client: Client | null): PlayIds {
    return { newPlayId: this.#parts.newPlayId(), prepared: this.#prepared.playsOf(client) };
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
    this.#prepared.forget(client);
    if (this.#soundingClient === client) this.#wantCurrent();
    this.#prepared.update(this.#snapshot, this.#soundingClient);
  }

  #losePage(client: Client): void {
    this.#prepared.forget(client);
    if (client.windowId === this.#snapshot.soundingWindow) {
      this.#advance({ type: 'pageGone' });
      this.#publishStatistics();
    } else this.#prepared.update(this.#snapshot, this.#soundingClient);
  }

  #failPlay(playId: string, message: string): void {
    this.log('warn', message);
    this.#advance({ type: 'playFailed', playId, message, ...this.#playIds(this.#soundingClient) });
  }

  /** Takes the session a step on, shows the new snapshot, and fetches what is wanted now. */
  #advance(event: SessionEvent): void {
    const before = this.#session.take(event, this.#parts.clock.nowMs());
    if (this.#snapshot !== before) this.#parts.save(this.#snapshot);
    this.#searches.follow(this.#session.catalogue);
    this.#covers.follow(this.#snapshot);
    this.#notes.follow(this.#snapshot);
    if (isWorthShowing(before, this.#snapshot))
      this.#clients.tellAll({ type: 'snapshot', snapshot: this.#snapshot });
    if (this.#counter.follow(before, this.#snapshot, event.type === 'restored')) this.#publishStatistics();
    this.#want(before);
    this.#movePlayhead();
  }

  /** Fetches anew where another play is current now, or another page is to sound; and what may come after it. */
  #want(before: Snapshot): void {
    const { current, soundingWindow } = this.#snapshot;
    const isOther = before.current?.playId !== current?.playId;
    if (isOther || before.soundingWindow !== soundingWindow) {
      // The new play first: without any, what may come would be begun.
      const isWanted = this.#wantCurrent();
      if (before.current !== null && (isOther || !isWanted)) this.#fetcher.abandon(before.current.playId);
    }
    this.#prepared.update(this.#snapshot, this.#soundingClient);
  }

  #wantCurrent(): boolean {
    const [{ current, soundingWindow }, track] = [this.#snapshot, currentTrack(this.#snapshot)];
    if (current === null || track === null || soundingWindow === null) return false;
    this.#counter.beginPage();
    this.#prepared.take(current.playId, this.#soundingClient);
    this.#fetcher.want(current.playId, this.#origins.withMediaInfo(track), 'play');
    return true;
  }

  #movePlayhead(): void {
    const { current, positionSeconds, sound } = this.#snapshot;
    const track = currentTrack(this.#snapshot);
    if (current === null || track === null) return;
    const secondsLeft = durationOf(this.#origins.withMediaInfo(track)) - positionSeconds;
    this.#fetcher.movePlayhead(current.playId, secondsLeft, sound === 'sounding');
  }

  #giveUp(playId: string, message: string): void {
    if (this.#snapshot.current?.playId !== playId) return;
    const title = currentTrack(this.#snapshot)?.title ?? 'This track';
    this.#failPlay(playId, `“${title}” can't be played: ${message}.`);
  }
}
