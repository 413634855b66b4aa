// Makes the page's plays be as the page goes by (wishedSnapshot.ts): opens and closes, lets sound or holds, prepares, joins;
// and tells the engine what came of it. `perform` may be called at any time, and does what there is to do.
import type { PageMessage } from '../shared/pageMessages';
import { playOf, type Play, type SoundState } from '../shared/snapshot';
import type { Track } from '../shared/track';
import { MOST_PREPARED } from './limits';
import type { OpenPlay } from './openPlay';
import { PagePlays } from './pagePlays';
import type { PreparedPlay } from './preparedPlays';
import type { Speakers } from './speakers';
import { likelyTracks, successionOf, type Succession } from './succession';
import type { WishedSnapshot } from './wishedSnapshot';

/** What a performer is made of. */
export interface PerformerOptions {
  readonly wished: WishedSnapshot;
  readonly speakers: Speakers;
  readonly send: (message: PageMessage) => void;
  /** Something that the view shows has changed. The position isn't such a thing. */
  readonly onChange: () => void;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

/** Performs what is wished. */
export class Performer {
  readonly plays: PagePlays;
  /** Whether this page is the one that sounds: other windows have one too. */
  isSoundingHere = false;
  readonly #options: PerformerOptions;
  #visible: readonly Track[] = [];
  #pointed: Track | null = null;
  #askedAtMs: number | null = null;
  #isUnlocked = false;

  constructor(options: PerformerOptions) {
    this.#options = options;
    const { speakers, send, now } = options;
    this.plays = new PagePlays({
      speakers,
      send,
      now,
      onOpenChange: () => {
        this.#tell();
      },
      onChange: () => {
        this.#join();
      },
      onCrossed: (before, next) => {
        this.#cross(before, next);
      },
    });
  }

  /** What the sound is doing here, or in the window that sounds. */
  get sound(): SoundState {
    const { wished } = this.#options;
    const { open, isCrossing } = this.plays;
    if (wished.current === null || open?.isOver === true) return 'silent';
    if (!this.mayOpen) return wished.told.sound;
    if (wished.wanted === 'paused') return 'paused';
    if (!this.#isUnlocked) return 'locked';
    // Between the last sample of one and the first of the play that is joined to it lies nothing.
    return open?.pipeline.phase === 'sounding' || isCrossing ? 'sounding' : 'loading';
  }

  /** A click here plays at once, where no other window sounds; the snapshot that follows says who does. */
  get mayOpen(): boolean {
    const { wish, told } = this.#options.wished;
    return this.isSoundingHere || (typeof wish?.play === 'object' && told.soundingWindow === null);
  }

  /** A play was asked for just now: the latency of the next one counts from here. */
  ask(): void {
    this.#askedAtMs = this.#options.now();
  }

  /** Looks anew whether sound is unlocked. */
  lookAtLock(): void {
    this.#isUnlocked = this.#options.speakers.isUnlocked;
  }

  /** Nothing stands in the way of sound any more: what was asked for plays, its latency from here. */
  unlock(): void {
    if (this.#isUnlocked || !this.#options.speakers.isUnlocked) return;
    this.#isUnlocked = true;
    this.plays.open?.askAgain();
    this.perform();
  }

  /** These tracks are in view. */
  see(tracks: readonly Track[]): void {
    this.#visible = tracks;
    this.#prepare();
  }

  /** The listener points at this track. */
  point(track: Track): void {
    this.#pointed = track;
    this.#prepare();
  }

  /** Moves within the open play. */
  seek({ seekId, positionSeconds }: { seekId: string; positionSeconds: number }): void {
    if (this.plays.open === null || this.plays.open.isOver) return;
    this.#options.wished.markSeek(seekId);
    this.plays.seek(positionSeconds);
    this.perform();
  }

  /** Does what there is to do. */
  perform(): void {
    const { current, wanted } = this.#options.wished;
    const { open } = this.plays;
    if (open !== null && (open.playId !== current?.playId || !this.mayOpen)) this.plays.close();
    if (current !== null && this.plays.open === null && wanted === 'playing' && this.mayOpen)
      this.#openPlay(current);
    this.plays.want(wanted === 'playing' && this.#isUnlocked);
    this.#tell();
    this.#prepare();
    this.#join();
    this.#options.onChange();
  }

  #openPlay(play: Play): void {
    const { now, wished } = this.#options;
    this.lookAtLock();
    const { told, wish } = wished;
    const track = wished.trackOf(play);
    if (track === null) return;
    // A play that was begun elsewhere, or before a reload, goes on where it was.
    const fromSeconds = wish?.play ? 0 : told.positionSeconds;
    if (told.seek !== null) wished.markSeek(told.seek.seekId);
    // Who starts a play knows that it loads: the engine, and this page of its own click.
    const isKnownToLoad = Boolean(wish?.play) || told.sound === 'loading';
    const requestedAtMs = this.#askedAtMs ?? now();
    this.plays.openPlay(play, { track, fromSeconds, requestedAtMs, isKnownToLoad });
    this.#askedAtMs = null;
  }

  /** Tells the engine what the sound is doing. */
  #tell(): void {
    const { open, isCrossing } = this.plays;
    if (open === null || open.isOver || isCrossing) return;
    if (open.pipeline.phase === 'ended' || open.pipeline.phase === 'failed') {
      this.#askedAtMs = null;
      open.tellOver();
    } else {
      if (!open.tell(this.sound)) return;
      this.#prepare();
    }
    this.#options.onChange();
  }

  /**
   * Gets ready what the listener is likely to ask for next, where this page is the one to play it. Not in front of a first
   * note: that one would wait behind the messages and the decoding.
   */
  #prepare(): void {
    if (this.sound === 'loading') return;
    const { now } = this.#options.wished;
    const isMine = this.isSoundingHere || now.soundingWindow === null;
    const known = { pointed: this.#pointed, next: this.#succession.next, visible: this.#visible };
    const tracks = likelyTracks(now, known);
    this.plays.prepare(isMine ? tracks.slice(0, MOST_PREPARED) : []);
  }

  /** Joins the play that is to follow to the end of the open one, as soon as that is settled. */
  #join(): void {
    const { open } = this.plays;
    const isPlaying = this.#options.wished.wanted === 'playing' && open !== null && !open.isOver;
    this.plays.follow(isPlaying ? this.#succession.next : null);
  }

  /** What follows by itself: tracks that are known to be unplayable are passed over without a gap. */
  get #succession(): Succession<PreparedPlay> {
    return successionOf(this.#options.wished.now, (trackId) => {
      const play = this.plays.preparedOf(trackId);
      return play?.pipeline.phase === 'failed' ? play : null;
    });
  }

  /** The play that was joined to the open one has taken over, and the engine is told; also of those passed over. */
  #cross(before: OpenPlay, next: OpenPlay): void {
    const { next: following, failed } = this.#succession;
    const passed = following?.id === next.trackId ? failed : [];
    for (const { playId, trackId } of passed) this.#options.wished.wishToPlay({ playId, trackId });
    const entry = following?.id === next.trackId ? following : next.track;
    this.#options.wished.wishToPlay(playOf(entry, next.playId));
    before.tellFollowed(next, passed);
    this.perform();
  }
}
