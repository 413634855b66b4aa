// What the page plays: the host's snapshots on one side, one play and its pipeline on the other. The host owns queue and
// wishes; the page owns only what sounds. A click acts at once and the snapshot that follows confirms it, so what was just
// wished here outweighs snapshots that don't know of it yet.
import type { Intent, PageMessage, ToPageMessage } from '../shared/messages';
import { EMPTY_SNAPSHOT } from '../shared/snapshot';
import type { Play, Snapshot, SoundState } from '../shared/snapshot';
import type { Track } from '../shared/track';
import { REPORT_INTERVAL_MS } from './limits';
import type { Speakers } from './speakers';
import { TrackPlay } from './trackPlay';

/** What a player is made of. */
export interface PlayerOptions {
  readonly speakers: Speakers;
  readonly send: (message: PageMessage) => void;
  /** Something that the view shows has changed. The position isn't such a thing. */
  readonly onChange: () => void;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

/** What the view shows. */
export interface PlayerView {
  readonly queue: readonly Track[];
  readonly track: Track | null;
  readonly wanted: Snapshot['wanted'];
  readonly sound: SoundState;
  readonly problem: string | null;
}

/** The play that is open here. */
interface OpenPlay extends Play {
  readonly pipeline: TrackPlay;
  /** When the click or the message came that asked for it; null once its latency was measured. */
  requestedAtMs: number | null;
  /** Measured and not yet told. */
  latencyMs: number | null;
  /** Set once its end or its failure was told. */
  isOver: boolean;
}

/** A wish of this page that no snapshot has confirmed yet. */
interface Wish {
  readonly wanted: Snapshot['wanted'];
  /** The play that was started by a click here, and the one it replaces. */
  readonly play: Play | null;
  readonly replacedPlayId: string | null;
}

/** The player of the page. */
export class Player {
  readonly #options: PlayerOptions;
  #snapshot: Snapshot = EMPTY_SNAPSHOT;
  #wish: Wish | null = null;
  #open: OpenPlay | null = null;
  #askedAtMs: number | null = null;
  #isUnlocked = false;
  /** Whether this page is the one that sounds: other windows have one too. */
  #isSoundingHere = false;
  #told: { readonly state: SoundState; readonly atMs: number } | null = null;

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  get view(): PlayerView {
    const { queue, problem } = this.#snapshot;
    const current = this.#current;
    const track = queue.find((each) => each.id === current?.trackId) ?? null;
    return { queue, track, wanted: this.#wanted, sound: this.#sound, problem };
  }

  /** Where the current track stands now, in seconds. */
  get positionSeconds(): number {
    return this.#open?.pipeline.positionSeconds ?? (this.#wish?.play ? 0 : this.#snapshot.positionSeconds);
  }

  /** A message of the host. */
  receive(message: ToPageMessage): void {
    switch (message.type) {
      case 'bytes':
        if (message.playId === this.#open?.playId) this.#open.pipeline.receive(message.start, message.bytes);
        break;
      case 'mediaInfo':
        break;
      case 'snapshot':
        this.#snapshot = message.snapshot;
        this.#isSoundingHere = message.isSoundingHere;
        if (this.#isConfirmed()) this.#wish = null;
        this.#reconcile();
        break;
    }
  }

  /** The listener chose this track. */
  playTrack(track: Track): void {
    const play = { playId: crypto.randomUUID(), trackId: track.id };
    this.#askedAtMs = this.#options.now();
    this.#isUnlocked = this.#options.speakers.isUnlocked;
    this.#wish = { wanted: 'playing', play, replacedPlayId: this.#snapshot.current?.playId ?? null };
    this.#intend({ kind: 'playTrack', ...play });
    this.#reconcile();
  }

  /** The listener wants it to go on, or to hold. While it is locked, what is wanted is what was asked for. */
  togglePlay(): void {
    if (this.#sound === 'locked') {
      this.unlocked();
      return;
    }
    const wanted = this.#wanted === 'playing' ? 'paused' : 'playing';
    if (wanted === 'playing' && this.#open === null) this.#askedAtMs = this.#options.now();
    this.#wish = { play: null, replacedPlayId: null, ...this.#wish, wanted };
    this.#intend({ kind: wanted === 'playing' ? 'play' : 'pause' });
    if (this.#isConfirmed()) this.#wish = null;
    this.#reconcile();
  }

  /** The listener wants another track. What sounds goes on until the host says which. */
  skip(kind: 'next' | 'previous'): void {
    this.#askedAtMs = this.#options.now();
    this.#intend({ kind });
  }

  /** The listener has clicked, and nothing stands in the way of sound: what was asked for plays, its latency from here. */
  unlocked(): void {
    if (this.#isUnlocked || !this.#options.speakers.isUnlocked) return;
    this.#isUnlocked = true;
    if (typeof this.#open?.requestedAtMs === 'number') this.#open.requestedAtMs = this.#options.now();
    this.#reconcile();
  }

  /** Ends what sounds. */
  dispose(): void {
    this.#close();
  }

  get #current(): Play | null {
    return this.#wish?.play ?? this.#snapshot.current;
  }

  get #wanted(): Snapshot['wanted'] {
    return this.#wish?.wanted ?? this.#snapshot.wanted;
  }

  get #sound(): SoundState {
    if (this.#current === null || this.#open?.isOver === true) return 'silent';
    if (!this.#mayOpen) return this.#snapshot.sound;
    if (this.#wanted === 'paused') return 'paused';
    if (!this.#isUnlocked) return 'locked';
    return this.#open?.pipeline.phase === 'sounding' ? 'sounding' : 'loading';
  }

  /** A click here plays at once, where no other window sounds; the snapshot that follows says who does. */
  get #mayOpen(): boolean {
    return (
      this.#isSoundingHere || (typeof this.#wish?.play === 'object' && this.#snapshot.soundingWindow === null)
    );
  }

  /** Whether the snapshot knows of the wish, or something else has been decided since. */
  #isConfirmed(): boolean {
    if (this.#wish === null) return true;
    const { current, wanted, queue } = this.#snapshot;
    const { play, replacedPlayId } = this.#wish;
    if (play === null) return wanted === this.#wish.wanted;
    if (current?.playId === play.playId) return wanted === this.#wish.wanted;
    return (current?.playId ?? null) !== replacedPlayId || !queue.some((track) => track.id === play.trackId);
  }

  #reconcile(): void {
    const current = this.#current;
    if (this.#open !== null && (this.#open.playId !== current?.playId || !this.#mayOpen)) this.#close();
    if (current !== null && this.#open === null && this.#wanted === 'playing' && this.#mayOpen)
      this.#openPlay(current);
    this.#open?.pipeline.want(this.#wanted === 'playing' && this.#isUnlocked);
    this.#tell();
    this.#options.onChange();
  }

  #openPlay(play: Play): void {
    const { now, speakers, send } = this.#options;
    this.#isUnlocked = speakers.isUnlocked;
    const track = this.#snapshot.queue.find((each) => each.id === play.trackId);
    if (track === undefined) return;
    const pipeline = new TrackPlay({
      track,
      // A play that was begun elsewhere, or before a reload, goes on where it was.
      fromSeconds: this.#wish?.play ? 0 : this.#snapshot.positionSeconds,
      speakers,
      sendWindow: ({ start, end }) => {
        send({ type: 'window', playId: play.playId, start, end });
      },
      onChange: () => {
        if (this.#open?.pipeline === pipeline) this.#tell();
      },
      onBegan: (soundedSeconds) => {
        if (this.#open?.pipeline === pipeline) this.#measureLatency(this.#open, soundedSeconds);
      },
    });
    this.#open = {
      ...play,
      pipeline,
      requestedAtMs: this.#askedAtMs ?? now(),
      latencyMs: null,
      isOver: false,
    };
    this.#askedAtMs = null;
    this.#told = null;
  }

  #close(): void {
    this.#open?.pipeline.dispose();
    this.#open = null;
    this.#told = null;
  }

  #intend(intent: Intent): void {
    this.#options.send({ type: 'intent', intent });
  }

  #measureLatency(open: OpenPlay, soundedSeconds: number): void {
    if (open.requestedAtMs === null) return;
    open.latencyMs = Math.max(0, this.#options.now() - open.requestedAtMs - soundedSeconds * 1000);
    open.requestedAtMs = null;
  }

  /** Tells the engine what the sound is doing: changes at once, the position about once a second. */
  #tell(): void {
    const open = this.#open;
    if (open === null || open.isOver) return;
    if (open.pipeline.phase === 'ended' || open.pipeline.phase === 'failed') {
      this.#tellOver(open);
      return;
    }
    const state = this.#sound;
    const told = this.#told;
    const atMs = this.#options.now();
    const hasChanged = state !== told?.state;
    if (!hasChanged && (state !== 'sounding' || atMs - told.atMs < REPORT_INTERVAL_MS)) return;
    this.#told = { state, atMs };
    const { playId, pipeline, latencyMs } = open;
    open.latencyMs = null;
    this.#options.send({
      type: 'sound',
      playId,
      state,
      positionSeconds: pipeline.positionSeconds,
      latencyMs,
    });
    if (hasChanged) this.#options.onChange();
  }

  #tellOver(open: OpenPlay): void {
    const { playId, pipeline } = open;
    open.isOver = true;
    this.#askedAtMs = null;
    const message = pipeline.failure;
    this.#options.send(
      message === null ? { type: 'ended', playId, next: null } : { type: 'playFailed', playId, message },
    );
    this.#options.onChange();
  }
}
