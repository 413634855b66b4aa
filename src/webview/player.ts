// What the page plays: the host's snapshots on one side, plays and their pipelines on the other. The host owns queue and
// wishes; the page owns only what sounds. A click acts at once and the snapshot that follows confirms it, so what was just
// wished here outweighs snapshots that don't know of it yet.
//
// One play is open: it sounds, or is to. Others are prepared (preparedPlays.ts), so that whatever the listener is likely to
// ask for next sounds at once. The one that follows by itself is joined to the open one's end as soon as that is settled, and
// takes over when its first sample flows; the engine is told then.
import type { Intent, PageMessage, SoundSettings, ToPageMessage } from '../shared/messages';
import { EMPTY_SNAPSHOT, nextTrack, previousTrack, trackBeside } from '../shared/snapshot';
import type { Play, Snapshot, SoundState } from '../shared/snapshot';
import type { Track } from '../shared/track';
import { Joiner } from './joiner';
import { MOST_PREPARED, MOST_SEEKS_KNOWN, REPORT_INTERVAL_MS } from './limits';
import { PreparedPlays, type PreparedPlay } from './preparedPlays';
import { levelOf } from './replayGain';
import type { Speakers } from './speakers';
import { successionOf, type Succession } from './succession';
import { TrackPlay } from './trackPlay';
import { isSettled, wishFor, wishToPlay, type Wish } from './wish';

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
  /** Where the track stood when this was made. */
  readonly positionSeconds: number;
}

/** The play that is open here. */
interface OpenPlay extends PreparedPlay {
  /** When the click or the message came that asked for it; null once its latency was measured. */
  requestedAtMs: number | null;
  /** Measured and not yet told. */
  latencyMs: number | null;
  /** Set once its end or its failure was told. */
  isOver: boolean;
}

const SILENT_SETTINGS: SoundSettings = { crossfadeSeconds: 0, replayGain: 'off' };

/** The player of the page. */
export class Player {
  readonly #options: PlayerOptions;
  readonly #prepared: PreparedPlays;
  readonly #joiner: Joiner;
  #snapshot: Snapshot = EMPTY_SNAPSHOT;
  #settings = SILENT_SETTINGS;
  #visible: readonly Track[] = [];
  #pointed: Track | null = null;
  #wish: Wish | null = null;
  #open: OpenPlay | null = null;
  /** The play of this page's last click, where a snapshot has overruled it. */
  #aside: { readonly play: OpenPlay; readonly wish: Wish } | null = null;
  #askedAtMs: number | null = null;
  /** Seeks that were performed, of this page or shown by a snapshot: what comes late isn't done again. */
  #performedSeekIds: readonly string[] = [];
  #isUnlocked = false;
  /** Whether this page is the one that sounds: other windows have one too. */
  #isSoundingHere = false;
  #told: { readonly state: SoundState; readonly atMs: number } | null = null;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#prepared = new PreparedPlays({
      open: (track) => this.#makePlay({ playId: crypto.randomUUID(), trackId: track.id }, track, 0),
      onList: (plays) => {
        options.send({ type: 'prepare', plays });
      },
    });
    this.#joiner = new Joiner();
  }

  get view(): PlayerView {
    const { queue, problem } = this.#snapshot;
    const current = this.#current;
    const track = queue.find((each) => each.id === current?.trackId) ?? null;
    const { positionSeconds } = this;
    return { queue, track, wanted: this.#wanted, sound: this.#sound, problem, positionSeconds };
  }

  /** Where the current track stands now, in seconds. */
  get positionSeconds(): number {
    return this.#open?.pipeline.positionSeconds ?? (this.#wish?.play ? 0 : this.#snapshot.positionSeconds);
  }

  /** The context that sounds, or null. */
  get context(): AudioContext | null {
    return this.#open?.pipeline.context ?? null;
  }

  /** A message of the host. */
  receive(message: ToPageMessage): void {
    switch (message.type) {
      case 'mediaInfo':
        this.#playNamed(message.playId)?.pipeline.describe(message.mediaInfo);
        break;
      case 'bytes':
        this.#playNamed(message.playId)?.pipeline.receive(message.start, message.bytes);
        break;
      case 'snapshot':
        this.#take(
          message.isQueueKept ? { ...message.snapshot, queue: this.#snapshot.queue } : message.snapshot,
          message,
        );
        break;
    }
  }

  /** These tracks are in view: they begin at once when they are clicked. */
  see(tracks: readonly Track[]): void {
    this.#visible = tracks;
    this.#prepare();
  }

  /** The listener points at this track: a click may follow, and then it begins at once. */
  point(track: Track): void {
    this.#pointed = track;
    this.#prepare();
  }

  /** The listener chose this track. */
  playTrack(track: Track): void {
    const play = { playId: this.#prepared.of(track.id)?.playId ?? crypto.randomUUID(), trackId: track.id };
    this.#askedAtMs = this.#options.now();
    this.#isUnlocked = this.#options.speakers.isUnlocked;
    this.#wish = wishToPlay(play, this.#wish ?? this.#aside?.wish ?? null, this.#snapshot);
    // Before anything else is said: what was prepared for it isn't to be let go of.
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
    this.#wish = wishFor(wanted, this.#wish);
    this.#intend({ kind: wanted === 'playing' ? 'play' : 'pause' });
    this.#settleWish();
    this.#reconcile();
  }

  /** The listener wants it to play, or not to. */
  setPlaying(isPlaying: boolean): void {
    if ((this.#wanted === 'playing') !== isPlaying) this.togglePlay();
  }

  /** Samples have stopped though nobody asked: it pauses where it is, and the listener is told why. */
  lose(message: string): void {
    if (this.#open === null) return;
    const { playId } = this.#open;
    this.#wish = wishFor('paused', this.#wish);
    this.#options.send({ type: 'soundLost', playId, message });
    this.#reconcile();
  }

  /** The listener wants another track: it plays at once where the page knows which. */
  skip(kind: 'next' | 'previous'): void {
    const now = { ...this.#snapshot, current: this.#current };
    const track = kind === 'next' ? trackBeside(now, 1) : previousTrack(now, this.positionSeconds);
    if (now.current !== null && track !== null && this.#mayOpen) {
      this.playTrack(track);
      return;
    }
    this.#askedAtMs = this.#options.now();
    this.#intend({ kind });
  }

  /** The listener wants to go on at another place of the current track, in seconds. */
  seek(positionSeconds: number): void {
    const seekId = crypto.randomUUID();
    this.#intend({ kind: 'seek', positionSeconds, seekId });
    this.#performSeek({ seekId, positionSeconds });
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
    this.#endAside();
    this.#prepared.prepare([]);
    this.#joiner.dispose();
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
    // Between the last sample of one and the first of the play that is joined to it lies nothing.
    return this.#open?.pipeline.phase === 'sounding' || this.#isCrossing ? 'sounding' : 'loading';
  }

  get #isCrossing(): boolean {
    return this.#open?.pipeline.phase === 'ended' && this.#joiner.joined !== null;
  }

  /** A click here plays at once, where no other window sounds; the snapshot that follows says who does. */
  get #mayOpen(): boolean {
    return (
      this.#isSoundingHere || (typeof this.#wish?.play === 'object' && this.#snapshot.soundingWindow === null)
    );
  }

  #settleWish(): void {
    const wish = this.#wish;
    if (wish === null || !isSettled(wish, this.#snapshot)) return;
    this.#wish = null;
    if (wish.play === null) return;
    const isConfirmed = wish.play.playId === this.#snapshot.current?.playId;
    if (!isConfirmed && this.#open?.playId === wish.play.playId) this.#setAside(this.#open, wish);
    // The engine answers in order: what was set aside before has had its answer.
    else this.#endAside();
  }

  /**
   * Another window was faster, but the engine may not have heard of this page's click yet: what it has begun is kept, for its
   * bytes come once only.
   */
  #setAside(play: OpenPlay, wish: Wish): void {
    this.#endAside();
    this.#joiner.silence();
    play.pipeline.want(false);
    this.#aside = { play, wish };
    this.#open = null;
    this.#told = null;
  }

  #endAside(): void {
    this.#aside?.play.pipeline.dispose();
    this.#aside = null;
  }

  /** What is there of a play that is to be opened, or null. */
  #takeBegun(playId: string): PreparedPlay | null {
    const aside = this.#aside?.play;
    if (aside?.playId === playId) {
      this.#aside = null;
      return aside;
    }
    const prepared = this.#prepared.named(playId);
    if (prepared !== null) this.#prepared.take(prepared);
    return prepared;
  }

  #playNamed(playId: string): PreparedPlay | null {
    const { play: aside } = this.#aside ?? {};
    return [this.#open, aside].find((play) => play?.playId === playId) ?? this.#prepared.named(playId);
  }

  #take(snapshot: Snapshot, page: { isSoundingHere: boolean; soundSettings: SoundSettings }): void {
    // An engine that was started anew knows nothing of what is prepared.
    const isNewEngine = snapshot.revision < this.#snapshot.revision;
    this.#snapshot = snapshot;
    this.#settings = page.soundSettings;
    this.#isSoundingHere = page.isSoundingHere;
    this.#options.speakers.setVolume(snapshot.volume);
    this.#settleWish();
    this.#reconcile();
    const { seek } = snapshot;
    if (seek !== null && seek.playId === this.#open?.playId && !this.#performedSeekIds.includes(seek.seekId))
      this.#performSeek(seek);
    if (isNewEngine) this.#prepared.tell();
  }

  #performSeek({ seekId, positionSeconds }: { seekId: string; positionSeconds: number }): void {
    if (this.#open === null || this.#open.isOver) return;
    this.#markSeek(seekId);
    this.#joiner.take(null);
    this.#open.pipeline.seek(positionSeconds);
    this.#told = null;
    this.#reconcile();
  }

  #markSeek(seekId: string): void {
    this.#performedSeekIds = [...this.#performedSeekIds, seekId].slice(-MOST_SEEKS_KNOWN);
  }

  #reconcile(): void {
    const current = this.#current;
    if (this.#open !== null && (this.#open.playId !== current?.playId || !this.#mayOpen)) this.#close();
    if (current !== null && this.#open === null && this.#wanted === 'playing' && this.#mayOpen)
      this.#openPlay(current);
    const isPlaying = this.#wanted === 'playing' && this.#isUnlocked;
    if (!isPlaying) this.#joiner.silence();
    if (this.#open !== null)
      this.#open.pipeline.setLevel(levelOf(this.#open.track, this.#settings.replayGain));
    this.#open?.pipeline.want(isPlaying);
    this.#tell();
    this.#prepare();
    this.#join();
    this.#options.onChange();
  }

  #openPlay(play: Play): void {
    const { now, speakers } = this.#options;
    this.#isUnlocked = speakers.isUnlocked;
    const track = this.#snapshot.queue.find((each) => each.id === play.trackId);
    if (track === undefined) return;
    const begun = this.#takeBegun(play.playId);
    // A play that was begun elsewhere, or before a reload, goes on where it was.
    const fromSeconds = this.#wish?.play ? 0 : this.#snapshot.positionSeconds;
    if (this.#snapshot.seek !== null) this.#markSeek(this.#snapshot.seek.seekId);
    if (fromSeconds > 0) begun?.pipeline.seek(fromSeconds);
    this.#open = {
      ...(begun ?? this.#makePlay(play, track, fromSeconds)),
      requestedAtMs: this.#askedAtMs ?? now(),
      latencyMs: null,
      isOver: false,
    };
    this.#askedAtMs = null;
    // Who starts a play knows that it loads: the engine, of this page's click too. To say so would be in front of its first bytes.
    const isKnownToLoad = Boolean(this.#wish?.play) || this.#snapshot.sound === 'loading';
    this.#told = isKnownToLoad ? { state: 'loading', atMs: now() } : null;
  }

  #makePlay(play: Play, track: Track, fromSeconds: number): PreparedPlay {
    const { speakers, send } = this.#options;
    const { playId } = play;
    const pipeline: TrackPlay = new TrackPlay({
      track,
      fromSeconds,
      level: levelOf(track, this.#settings.replayGain),
      speakers,
      sendWindow: ({ start, end }) => {
        send({ type: 'window', playId, start, end });
      },
      sendDropped: ({ start, end }) => {
        send({ type: 'dropped', playId, start, end });
      },
      successor: () =>
        this.#open?.pipeline === pipeline
          ? this.#joiner.successor(this.#open, this.#settings.crossfadeSeconds)
          : null,
      onChange: () => {
        if (this.#open?.pipeline === pipeline) this.#tell();
        this.#joiner.settle(pipeline);
        this.#join();
      },
      onBegan: (soundedSeconds) => {
        if (this.#open?.pipeline === pipeline) this.#measureLatency(this.#open, soundedSeconds);
        else if (this.#joiner.joined?.pipeline === pipeline) this.#cross(this.#joiner.joined);
      },
    });
    return { ...play, track, pipeline };
  }

  #close(): void {
    this.#joiner.silence();
    this.#open?.pipeline.dispose();
    this.#open = null;
    this.#told = null;
  }

  /**
   * Gets ready what the listener is likely to ask for next, where this page is the one to play it. Not in front of a first
   * note: that one would wait behind the messages and the decoding.
   */
  #prepare(): void {
    if (this.#sound === 'loading') return;
    const now = { ...this.#snapshot, current: this.#current };
    const isMine = this.#isSoundingHere || this.#snapshot.soundingWindow === null;
    const likely = [
      this.#pointed,
      this.#succession.next,
      nextTrack(now),
      trackBeside(now, 1),
      trackBeside(now, -1),
      previousTrack(now, Infinity),
    ];
    const tracks = new Map(
      [...likely, ...this.#visible].flatMap((track) => (track === null ? [] : [[track.id, track]])),
    );
    this.#prepared.prepare(isMine ? [...tracks.values()].slice(0, MOST_PREPARED) : []);
  }

  /** Joins the play that is to follow to the end of the open one, as soon as that is settled. */
  #join(): void {
    const isPlaying = this.#wanted === 'playing' && this.#open !== null && !this.#open.isOver;
    const next = isPlaying ? this.#succession.next : null;
    this.#joiner.take(next === null ? null : this.#prepared.of(next.id));
    if (this.#open !== null) this.#joiner.join(this.#open, this.#settings.crossfadeSeconds);
  }

  /** What follows by itself: tracks that are known to be unplayable are passed over without a gap. */
  get #succession(): Succession<PreparedPlay> {
    return successionOf({ ...this.#snapshot, current: this.#current }, (trackId) => {
      const play = this.#prepared.of(trackId);
      return play?.pipeline.phase === 'failed' ? play : null;
    });
  }

  /** The play that was joined to the open one sounds: it takes over, and the engine is told; also of those passed over. */
  #cross(next: PreparedPlay): void {
    const before = this.#open;
    if (before === null) return;
    const { next: following, failed } = this.#succession;
    const passed = following?.id === next.trackId ? failed : [];
    this.#prepared.take(next);
    this.#joiner.cross(before.pipeline);
    const plays = [...passed, next].map(({ playId, trackId }) => ({ playId, trackId }));
    for (const play of plays) this.#wish = wishToPlay(play, this.#wish, this.#snapshot);
    this.#open = { ...next, requestedAtMs: null, latencyMs: null, isOver: false };
    this.#told = null;
    this.#options.send({ type: 'ended', playId: before.playId, next: plays[0] ?? null });
    for (const { playId, pipeline } of passed)
      this.#options.send({ type: 'playFailed', playId, message: pipeline.failure ?? '' });
    this.#reconcile();
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
    if (open === null || open.isOver || this.#isCrossing) return;
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
    if (!hasChanged) return;
    this.#prepare();
    this.#options.onChange();
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
