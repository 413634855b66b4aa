// The player as the listener and the host meet it: what the view shows, what can be asked for in the page, what the host says.
// The host owns queue and wishes; the page owns only what sounds. Each click changes what the page goes by
// (wishedSnapshot.ts), is told the engine as an intent, and is performed at once (performer.ts).
import type { Intent, QueueIntent } from '../shared/intents';
import type { PageMessage } from '../shared/pageMessages';
import type { SoundSettings, ToPlayerMessage } from '../shared/toPageMessages';
import type { MediaInfo } from '../shared/mediaInfo';
import { entryIdOf, entryOf, nextTrack, playOf, previousTrack, trackBeside } from '../shared/snapshot';
import type { QueueEntry, RepeatMode, Snapshot, SoundState } from '../shared/snapshot';
import type { SoundSource } from '../shared/soundSource';
import type { Track } from '../shared/track';
import { Performer } from './performer';
import { bufferedStretches, soundSource, type Stretch } from './shownBytes';
import type { Speakers } from './speakers';
import { WishedSnapshot } from './wishedSnapshot';

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
  /** In the order of play. */
  readonly queue: readonly QueueEntry[];
  readonly track: Track | null;
  readonly isOwnQueue: boolean;
  /** The entry of the queue that is current; null where nothing is, or not yet in the queue. */
  readonly currentEntryId: string | null;
  readonly wanted: Snapshot['wanted'];
  readonly sound: SoundState;
  readonly problem: string | null;
  /** From 0 (silent) to 1 (as recorded). */
  readonly volume: number;
  readonly isMuted: boolean;
  readonly isShuffled: boolean;
  readonly repeat: RepeatMode;
  /** Whether it sounds, or is to sound, in another window. */
  readonly isElsewhere: boolean;
  /** What is known of the sound that plays here, or null. */
  readonly mediaInfo: MediaInfo | null;
  /** Where the track stood when this was made. */
  readonly positionSeconds: number;
}

/** The player of the page. */
export class Player {
  readonly #options: PlayerOptions;
  readonly #wished = new WishedSnapshot();
  readonly #performer: Performer;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#performer = new Performer({ ...options, wished: this.#wished });
  }

  get view(): PlayerView {
    const { problem, volume, isMuted, isOwnQueue, repeat, shuffled } = this.#wished.told;
    const { current, wanted, inOrder: queue } = this.#wished;
    const track = current === null ? null : this.#wished.trackOf(current);
    const entry = current === null ? null : entryOf(queue, current);
    const currentEntryId = entry === null ? null : entryIdOf(entry);
    const { positionSeconds } = this;
    const { sound, mayOpen, plays } = this.#performer;
    const isElsewhere = !mayOpen && this.#wished.told.soundingWindow !== null;
    const mediaInfo = plays.open?.pipeline.shown.mediaInfo ?? null;
    const heard = { wanted, sound, volume, isMuted, positionSeconds, isElsewhere, mediaInfo };
    const listed = { queue, isOwnQueue, repeat, isShuffled: shuffled !== null };
    return { ...listed, track, currentEntryId, problem, ...heard };
  }

  /** Where the current track stands now, in seconds. */
  get positionSeconds(): number {
    const { wish, told } = this.#wished;
    const { open } = this.#performer.plays;
    return open?.pipeline.positionSeconds ?? (wish?.play ? 0 : told.positionSeconds);
  }

  /** The stretches of the current track that are here, in order. */
  get buffered(): readonly Stretch[] {
    const { open } = this.#performer.plays;
    return open === null ? [] : bufferedStretches(open.pipeline.shown);
  }

  /** Where the bytes came from that sound now; null where they aren't here. */
  get source(): SoundSource | null {
    const { open } = this.#performer.plays;
    return open === null ? null : soundSource(open.pipeline.shown);
  }

  /** The track that follows by itself, or null. */
  get nextTrack(): Track | null {
    return nextTrack(this.#wished.now);
  }

  /** The context that sounds, or null. */
  get context(): AudioContext | null {
    return this.#performer.plays.open?.pipeline.context ?? null;
  }

  /** A message of the host. */
  receive(message: ToPlayerMessage): void {
    const { plays } = this.#performer;
    switch (message.type) {
      case 'mediaInfo':
        plays.named(message.playId)?.pipeline.describe(message.mediaInfo);
        break;
      case 'bytes':
        plays.named(message.playId)?.pipeline.receive(message.start, message.bytes, message.source);
        break;
      case 'snapshot':
        this.#take(
          message.isQueueKept ? { ...message.snapshot, queue: this.#wished.told.queue } : message.snapshot,
          message,
        );
        break;
    }
  }

  /** These tracks are in view: they begin at once when they are clicked. */
  see(tracks: readonly Track[]): void {
    this.#performer.see(tracks);
  }

  /** The listener points at this track: a click may follow, and then it begins at once. */
  point(track: Track): void {
    this.#performer.point(track);
  }

  /** The listener chose this track: an entry of the queue, or one found elsewhere, which comes into the queue. */
  playTrack(track: QueueEntry): void {
    const { plays } = this.#performer;
    const play = playOf(track, plays.preparedOf(track.id)?.playId ?? crypto.randomUUID());
    this.#wished.choose(track);
    this.#performer.ask();
    this.#performer.lookAtLock();
    this.#wished.wishToPlay(play, this.#wished.wish ?? plays.asideWish);
    // Before anything else is said: what was prepared for it isn't to be let go of.
    this.#intend({ kind: 'playTrack', ...play });
    this.#performer.perform();
  }

  /** The listener wants it to go on, or to hold. While it is locked, what is wanted is what was asked for. */
  togglePlay(): void {
    if (this.#performer.sound === 'locked') {
      this.unlocked();
      return;
    }
    this.#performer.plays.catchUp();
    const wanted = this.#wished.wanted === 'playing' ? 'paused' : 'playing';
    if (wanted === 'playing' && this.#performer.plays.open === null) this.#performer.ask();
    this.#wished.wishFor(wanted);
    this.#intend({ kind: wanted === 'playing' ? 'play' : 'pause' });
    this.#settleWish();
    this.#performer.perform();
  }

  /** The listener wants it to play, or not to. */
  setPlaying(isPlaying: boolean): void {
    if ((this.#wished.wanted === 'playing') !== isPlaying) this.togglePlay();
  }

  /** Samples have stopped though nobody asked: it pauses where it is, and the listener is told why. */
  lose(message: string): void {
    this.#performer.plays.catchUp();
    const { open } = this.#performer.plays;
    if (open === null) return;
    this.#wished.wishFor('paused');
    this.#options.send({ type: 'soundLost', playId: open.playId, message });
    this.#performer.perform();
  }

  /** The listener wants another track: it plays at once where the page knows which. */
  skip(kind: 'next' | 'previous'): void {
    this.#performer.plays.catchUp();
    const { now } = this.#wished;
    const track = kind === 'next' ? trackBeside(now, 1) : previousTrack(now, this.positionSeconds);
    if (now.current !== null && track !== null && this.#performer.mayOpen) {
      this.playTrack(track);
      return;
    }
    this.#performer.ask();
    this.#intend({ kind });
  }

  /** The listener wants to go on at another place of the current track, in seconds. */
  seek(positionSeconds: number): void {
    this.#performer.plays.catchUp();
    const seekId = crypto.randomUUID();
    this.#intend({ kind: 'seek', positionSeconds, seekId });
    this.#performer.seek({ seekId, positionSeconds });
  }

  /** The listener changes the queue: it is shown as the engine then has it. */
  changeQueue(intent: QueueIntent): void {
    this.#intend(intent);
  }

  /** The listener wants another order of play, or something else behind the end of a track: from what is set then, as presses may be quick. */
  changeMode(kind: 'toggleShuffle' | 'cycleRepeat'): void {
    this.#intend({ kind });
  }

  /** The listener turns the volume: heard at once, from 0 (silent) to 1 (as recorded). */
  setVolume(volume: number): void {
    this.#options.speakers.setVolume(volume);
    this.#intend({ kind: 'setVolume', volume });
  }

  /** The listener wants silence, or to hear it again. */
  toggleMute(): void {
    this.#intend({ kind: 'toggleMute' });
  }

  /** The listener has clicked, and nothing stands in the way of sound: what was asked for plays, its latency from here. */
  unlocked(): void {
    this.#performer.unlock();
  }

  /** Ends what sounds. */
  dispose(): void {
    this.#performer.plays.dispose();
  }

  #take(snapshot: Snapshot, page: { isSoundingHere: boolean; soundSettings: SoundSettings }): void {
    const { plays } = this.#performer;
    plays.catchUp();
    this.#wished.take(snapshot);
    plays.settings = page.soundSettings;
    this.#performer.isSoundingHere = page.isSoundingHere;
    this.#options.speakers.setVolume(snapshot.isMuted ? 0 : snapshot.volume);
    this.#settleWish();
    this.#performer.perform();
    const seek = this.#wished.newSeekOf(plays.open?.playId);
    if (seek !== null) this.#performer.seek(seek);
  }

  #settleWish(): void {
    const { plays } = this.#performer;
    const wish = this.#wished.settle();
    if (wish === null || wish.play === null) return;
    const isConfirmed = wish.play.playId === this.#wished.told.current?.playId;
    if (!isConfirmed && plays.open?.playId === wish.play.playId) plays.setAside(wish);
    // The engine answers in order: what was set aside before has had its answer.
    else plays.endAside();
  }

  #intend(intent: Intent): void {
    this.#options.send({ type: 'intent', intent });
  }
}
