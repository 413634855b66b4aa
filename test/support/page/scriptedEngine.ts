// A small engine for the page's tests: it holds a queue, answers intents with whole snapshots and pushes bytes of real files
// within the page's credit, in blocks, at a pace the test sets. It keeps what it was told and what it sent.
import type { Intent } from '../../../src/shared/intents';
import type { ReportWantedMessage } from '../../../src/shared/hostMessages';
import type { SoundSettings, ToPageMessage } from '../../../src/shared/toPageMessages';
import { firstWindowBytes, preparedWindowBytes } from '../../../src/shared/firstWindow';
import type { Sharing } from '../../../src/shared/peerSettings';
import { EMPTY_SNAPSHOT, repeatAfter } from '../../../src/shared/snapshot';
import type { Play, Snapshot } from '../../../src/shared/snapshot';
import type { SoundSource } from '../../../src/shared/soundSource';
import type { ByteRange, Track } from '../../../src/shared/track';
import type { FromPage } from './bridge';

const BLOCK_BYTES = 16 * 1024;

/** A track and its file. */
export interface TestTrack {
  readonly track: Track;
  readonly file: Uint8Array;
}

/** How the engine behaves. */
export interface EngineOptions {
  readonly tracks: readonly TestTrack[];
  /** Before each block is pushed. */
  readonly beforeBlock?: (block: ByteRange) => Promise<void>;
  /** Where a block is said to come from. Default: the origin. */
  readonly sourceOf?: (block: ByteRange) => SoundSource;
  /** Whether the heads of prepared plays are sent. Default: yes. */
  readonly isPreparing?: boolean;
}

/** The bytes of one play on their way to the page. */
interface Delivery {
  readonly playId: string;
  readonly file: Uint8Array;
  readonly sent: Set<number>;
  window: ByteRange;
  isPumping: boolean;
}

/** The engine of one page. */
export class ScriptedEngine {
  readonly told: FromPage[] = [];
  /** For each window the page asked for: how far it goes beyond what had been sent by then. */
  readonly inFlightBytes: number[] = [];
  snapshot: Snapshot;
  soundSettings: SoundSettings = { crossfadeSeconds: 0, replayGain: 'off' };
  /** Whether the page is told that it is the one that sounds. */
  isSoundingHere = true;
  readonly #options: EngineOptions;
  readonly #send: (message: ToPageMessage | ReportWantedMessage) => void;
  readonly #listeners = new Set<() => void>();
  /** By play id: the current play and those that the page has prepared. */
  readonly #deliveries = new Map<string, Delivery>();
  readonly #sent = new Map<string, number[]>();
  #prepared: readonly Play[] = [];
  #sharing: Sharing = { server: null, capBytesPerSecond: 250_000, upload: null };
  #postedQueue: Snapshot['queue'] | null = null;
  #plays = 0;

  constructor(options: EngineOptions, send: (message: ToPageMessage | ReportWantedMessage) => void) {
    this.#options = options;
    this.#send = send;
    this.snapshot = { ...EMPTY_SNAPSHOT, queue: options.tracks.map(({ track }) => track) };
  }

  /** A message of the page. */
  hear(message: FromPage): void {
    this.told.push(message);
    this.take(message);
    for (const listener of this.#listeners) listener();
  }

  /** Pictures by track; `later`: the test gives it. */
  readonly covers = new Map<string, Uint8Array | 'later'>();
  /** Does what a message asks for. */
  protected take(message: FromPage): void {
    switch (message.type) {
      case 'ready':
        this.#postedQueue = null;
        this.change({});
        break;
      case 'intent':
        this.#perform(message.intent);
        break;
      case 'window':
        this.#extend(message.playId, message);
        break;
      case 'prepare':
        this.#prepare(message.plays);
        break;
      case 'dropped':
        this.#drop(message.playId, message);
        break;
      case 'ended':
        if (message.playId === this.snapshot.current?.playId) this.#goOn(message.next);
        break;
      case 'soundLost':
      case 'playFailed':
        this.change({ wanted: 'paused', problem: message.message });
        break;
      case 'sound':
        this.change({ sound: message.state, positionSeconds: message.positionSeconds });
        break;
      case 'coverWanted':
        for (const trackId of message.trackIds) this.giveCover(trackId);
        break;
      case 'search':
        this.#search(message);
        break;
      case 'pageReport':
      case 'sharingAnswer':
        break;
    }
  }

  /** Sends the picture of a track, or the word that there is none. */
  giveCover(trackId: string): void {
    const bytes = this.covers.get(trackId);
    if (bytes !== 'later') this.#send({ type: 'cover', trackId, ...(bytes ? { bytes } : {}) });
  }

  /** Finds titles that have what is typed in them. */
  #search({ searchId, query }: FromPage & { type: 'search' }): void {
    const found = this.snapshot.queue.filter(({ title }) =>
      title.toLowerCase().includes(query.toLowerCase()),
    );
    this.#send({ type: 'found', searchId, tracks: found.slice(0, 50) });
  }

  /** Asks the page what there is to say of it, as Doctor does. */
  askForReport(): void {
    this.#send({ type: 'reportWanted' });
  }

  /** Tells the page how it stands with sharing, and whether to ask about it. */
  share(change: Partial<Sharing>, isAsked: boolean): void {
    this.#sharing = { ...this.#sharing, ...change };
    this.#send({ type: 'sharing', sharing: this.#sharing, isAsked });
  }

  /** Changes the snapshot and sends it. */
  change(change: Partial<Snapshot>): void {
    this.snapshot = { ...this.snapshot, ...change, revision: this.snapshot.revision + 1 };
    // As the host does it: a queue that the page knows isn't sent again.
    const { queue } = this.snapshot;
    const isKept = queue === this.#postedQueue;
    this.#postedQueue = queue;
    const snapshot = isKept ? { ...this.snapshot, queue: [] } : this.snapshot;
    this.#send({ type: 'snapshot', snapshot, ...(isKept ? { isQueueKept: true } : {}), ...this.#page });
  }

  get #page(): { isSoundingHere: boolean; soundSettings: SoundSettings } {
    return { isSoundingHere: this.isSoundingHere, soundSettings: this.soundSettings };
  }

  /** Plays a track as a command of the host would: without a click in the page. `positionSeconds`: where it was before a reload. */
  play(trackId: string, playId = this.#idFor(trackId), positionSeconds = 0): void {
    this.change({
      current: { playId, trackId },
      wanted: 'playing',
      sound: 'loading',
      positionSeconds,
      seek: null,
      problem: null,
    });
    this.deliverCurrent();
  }

  /** Moves within the current track as a command of the host would. */
  seek(positionSeconds: number, seekId = `seek-${++this.#plays}`): void {
    const { current } = this.snapshot;
    if (current !== null)
      this.change({ positionSeconds, seek: { seekId, playId: current.playId, positionSeconds } });
  }

  /** Where the blocks begin that were sent of a play, in the order they were sent in. */
  bytesSent(playId: string): readonly number[] {
    return this.#sent.get(playId) ?? [];
  }

  /** Goes on in the queue by so many tracks; past its end it stops. */
  skip(by: number): void {
    const { queue, current } = this.snapshot;
    const next = queue[queue.findIndex((track) => track.id === current?.trackId) + by];
    if (next === undefined) this.change({ wanted: 'paused' });
    else this.play(next.id);
  }

  /** The first message of the page from `since` (an index, default 0) on that fits, now or later. */
  hears<T extends FromPage>(fits: (message: FromPage) => message is T, options?: HearsOptions): Promise<T>;
  hears(fits: (message: FromPage) => boolean, options?: HearsOptions): Promise<FromPage>;
  hears(
    fits: (message: FromPage) => boolean,
    { since = 0, timeoutMs = 15_000 }: HearsOptions = {},
  ): Promise<FromPage> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.told.slice(since).find(fits);
        if (found !== undefined) settle(() => resolve(found));
      };
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        then();
      };
      const timer = setTimeout(() => {
        const told = JSON.stringify(this.told.slice(-5));
        settle(() => reject(new Error(`The page didn't say it in ${timeoutMs} ms. Last it said ${told}.`)));
      }, timeoutMs);
      this.#listeners.add(look);
      look();
    });
  }

  /** The plays that the page has prepared. */
  protected get prepared(): readonly Play[] {
    return this.#prepared;
  }

  /** Sends what the current play needs, and nothing more of those that nobody wants any longer. */
  protected deliverCurrent(): void {
    const { current } = this.snapshot;
    for (const { playId } of this.#others(current?.playId ?? '')) this.#deliveries.delete(playId);
    this.#prepared = this.#prepared.filter(({ playId }) => playId !== current?.playId);
    if (current !== null) this.#deliver(current);
  }

  /** A prepared play of the track has its id already. */
  #idFor(trackId: string): string {
    const prepared = this.#prepared.find((play) => play.trackId === trackId);
    return prepared?.playId ?? `play-${++this.#plays}`;
  }

  #others(playId: string): Delivery[] {
    const kept = [playId, ...this.#prepared.map((play) => play.playId)];
    return [...this.#deliveries.values()].filter((delivery) => !kept.includes(delivery.playId));
  }

  #prepare(plays: readonly Play[]): void {
    this.#prepared = plays;
    for (const { playId } of this.#others(this.snapshot.current?.playId ?? ''))
      this.#deliveries.delete(playId);
    if (this.#options.isPreparing !== false)
      for (const play of plays) this.#deliver(play, preparedWindowBytes);
  }

  /** Media info, and the first window. */
  #deliver({ playId, trackId }: Play, firstBytes = firstWindowBytes): void {
    const found = this.#options.tracks.find(({ track }) => track.id === trackId);
    if (found === undefined) throw new Error(`There is no track ${trackId}.`);
    if (this.#deliveries.has(playId)) return;
    const { file, track } = found;
    const delivery = {
      playId,
      file,
      sent: new Set<number>(),
      window: { start: 0, end: firstBytes(track) },
      isPumping: false,
    };
    this.#deliveries.set(playId, delivery);
    this.#send({ type: 'mediaInfo', playId, mediaInfo: track.mediaInfo });
    void this.#pump(delivery);
  }

  #drop(playId: string, { start, end }: ByteRange): void {
    const sent = this.#deliveries.get(playId)?.sent;
    for (const block of sent ?? []) if (start <= block && block < end) sent?.delete(block);
  }

  /** The next track: one that sounds already, or one to be started. */
  #goOn(next: Play | null): void {
    if (next === null) this.skip(1);
    else this.change({ current: next, wanted: 'playing', sound: 'sounding', positionSeconds: 0, seek: null });
  }

  #perform(intent: Intent): void {
    switch (intent.kind) {
      case 'playTrack':
        this.play(intent.trackId, intent.playId);
        break;
      case 'play':
        if (this.snapshot.current === null) this.play(this.snapshot.queue[0]?.id ?? '');
        else this.change({ wanted: 'playing' });
        break;
      case 'pause':
        this.change({ wanted: 'paused' });
        break;
      case 'togglePlay':
        this.change({ wanted: this.snapshot.wanted === 'playing' ? 'paused' : 'playing' });
        break;
      case 'next':
        this.skip(1);
        break;
      case 'previous':
        this.skip(-1);
        break;
      case 'seek': {
        const { current } = this.snapshot;
        const { seekId, positionSeconds } = intent;
        if (current === null) break;
        this.change({ positionSeconds, seek: { seekId, playId: current.playId, positionSeconds } });
        break;
      }
      case 'setVolume':
        this.change({ volume: intent.volume, isMuted: false });
        break;
      case 'setRepeat':
        this.change({ repeat: intent.repeat });
        break;
      case 'cycleRepeat':
        this.change({ repeat: repeatAfter(this.snapshot.repeat) });
        break;
      case 'toggleMute':
        this.change({ isMuted: !this.snapshot.isMuted });
        break;
      case 'seekBy':
      case 'stop':
      case 'changeVolume':
      case 'setShuffle':
      case 'toggleShuffle':
      case 'playTracks':
      case 'addToQueue':
      case 'removeFromQueue':
      case 'moveInQueue':
      case 'clearQueue':
      case 'undoQueue':
        throw new Error(`The scripted engine can't do this: ${intent.kind}.`);
    }
  }

  #extend(playId: string, { start, end }: ByteRange): void {
    const delivery = this.#deliveries.get(playId);
    if (delivery === undefined) return;
    this.inFlightBytes.push(end - BLOCK_BYTES * delivery.sent.size);
    delivery.window = { start, end };
    void this.#pump(delivery);
  }

  /** Sends what the window allows and wasn't sent yet, in order; the latest window counts. */
  async #pump(delivery: Delivery): Promise<void> {
    if (delivery.isPumping) return;
    delivery.isPumping = true;
    for (let block = nextBlock(delivery); block !== null; block = nextBlock(delivery)) {
      await this.#options.beforeBlock?.(block);
      if (this.#deliveries.get(delivery.playId) !== delivery) return;
      delivery.sent.add(block.start);
      this.#sent.set(delivery.playId, [...this.bytesSent(delivery.playId), block.start]);
      const bytes = delivery.file.subarray(block.start, block.end);
      const source = this.#options.sourceOf?.(block) ?? 'origin';
      this.#send({
        type: 'bytes',
        playId: delivery.playId,
        start: block.start,
        source,
        bytes,
      });
    }
    delivery.isPumping = false;
  }
}

/** How long to wait for a message, and from which on. */
export interface HearsOptions {
  readonly timeoutMs?: number;
  readonly since?: number;
}

function nextBlock({ window, file, sent }: Delivery): ByteRange | null {
  const end = Math.min(window.end, file.length);
  for (let start = Math.floor(window.start / BLOCK_BYTES) * BLOCK_BYTES; start < end; start += BLOCK_BYTES) {
    if (!sent.has(start)) return { start, end: Math.min(start + BLOCK_BYTES, file.length) };
  }
  return null;
}
