// The plays that the page has: the open one, which sounds or is to; those prepared (preparedPlays.ts), so that whatever the
// listener is likely to ask for next sounds at once; and one that another window has overruled. The play that follows by itself
// is joined to the open one's end as soon as that is settled, and takes over when its first sample flows. Which plays these
// are is the player's to say.
import type { PageMessage } from '../shared/pageMessages';
import type { SoundSettings } from '../shared/toPageMessages';
import type { Play } from '../shared/snapshot';
import type { Track } from '../shared/track';
import { Joiner } from './joiner';
import { OpenPlay } from './openPlay';
import { PreparedPlays, type PreparedPlay } from './preparedPlays';
import { levelOf } from './replayGain';
import type { Speakers } from './speakers';
import { TrackPlay, type TrackPlayOptions } from './trackPlay';
import type { Wish } from './wish';

/** What the page's plays are made of. */
export interface PagePlaysOptions {
  readonly speakers: Speakers;
  readonly send: (message: PageMessage) => void;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  /** State or position of the open play changed: before `onChange`. */
  readonly onOpenChange: () => void;
  /** A play changed. */
  readonly onChange: () => void;
  /** The play that was joined to the open one has taken over. */
  readonly onCrossed: (before: OpenPlay, next: OpenPlay) => void;
}

/** What a play is opened with. */
export interface Opening {
  readonly track: Track;
  /** Where in the track to begin, in seconds. */
  readonly fromSeconds: number;
  /** When it was asked for. */
  readonly requestedAtMs: number;
  /** The engine knows that it loads: it needn't be told. */
  readonly isKnownToLoad: boolean;
}

const SILENT_SETTINGS: SoundSettings = { crossfadeSeconds: 0, replayGain: 'off' };

/** The plays of the page. */
export class PagePlays {
  /** How plays sound; the open one takes it with `want`. */
  settings = SILENT_SETTINGS;
  readonly #options: PagePlaysOptions;
  readonly #prepared: PreparedPlays;
  readonly #joiner: Joiner;
  #open: OpenPlay | null = null;
  /** The play of this page's last click, where a snapshot has overruled it. */
  #aside: { readonly play: OpenPlay; readonly wish: Wish } | null = null;

  constructor(options: PagePlaysOptions) {
    this.#options = options;
    this.#prepared = new PreparedPlays({
      open: (track) =>
        this.#makePlay(
          { playId: crypto.randomUUID(), trackId: track.id },
          { track, fromSeconds: 0, isPrepared: true },
        ),
      onList: (plays) => {
        options.send({ type: 'prepare', plays });
      },
    });
    this.#joiner = new Joiner();
  }

  /** The play that sounds or is to, or null. */
  get open(): OpenPlay | null {
    return this.#open;
  }

  /** Whether the open play has ended and the first sample of the one that is joined to it is yet to come. */
  get isCrossing(): boolean {
    return this.#open?.pipeline.phase === 'ended' && this.#joiner.joined !== null;
  }

  /** The wish of the play that was set aside, or null. */
  get asideWish(): Wish | null {
    return this.#aside?.wish ?? null;
  }

  /** The prepared play of a track, or null. */
  preparedOf(trackId: string): PreparedPlay | null {
    return this.#prepared.of(trackId);
  }

  /** The play of this id, or null. */
  named(playId: string): PreparedPlay | null {
    const { play: aside } = this.#aside ?? {};
    return [this.#open, aside].find((play) => play?.playId === playId) ?? this.#prepared.named(playId);
  }

  /** Prepares these tracks, the likeliest first, and no others. */
  prepare(tracks: readonly Track[]): void {
    this.#prepared.prepare(tracks);
  }

  /** A joined play that is heard by now takes over, though the event that says so is yet to come. */
  catchUp(): void {
    this.#joiner.joined?.pipeline.catchUp();
  }

  /** Opens a play: what was begun of it goes on. None may be open. */
  openPlay(play: Play, { track, fromSeconds, requestedAtMs, isKnownToLoad }: Opening): void {
    const { send, now } = this.#options;
    const begun = this.#takeBegun(play.playId);
    if (fromSeconds > 0) begun?.pipeline.seek(fromSeconds);
    this.#open = new OpenPlay({
      begun: begun ?? this.#makePlay(play, { track, fromSeconds, isPrepared: false }),
      requestedAtMs,
      isKnownToLoad,
      send,
      now,
    });
  }

  /** Lets the open play sound as soon as it can, or holds it, and with it whatever is joined to it. */
  want(isPlaying: boolean): void {
    if (!isPlaying) this.#joiner.silence();
    if (this.#open !== null)
      this.#open.pipeline.setLevel(levelOf(this.#open.track, this.settings.replayGain));
    this.#open?.pipeline.want(isPlaying);
  }

  /** The open play goes on at another place. */
  seek(positionSeconds: number): void {
    this.#joiner.take(null);
    this.#open?.pipeline.seek(positionSeconds);
    this.#open?.forgetTold();
  }

  /** Joins the play of this track to the end of the open one, as soon as that is settled. */
  follow(next: Track | null): void {
    this.#joiner.take(next === null ? null : this.#prepared.of(next.id));
    if (this.#open !== null) this.#joiner.join(this.#open, this.settings.crossfadeSeconds);
  }

  /**
   * Another window was faster, but the engine may not have heard of this page's click yet: what the open play has begun is
   * kept, for its bytes come once only.
   */
  setAside(wish: Wish): void {
    const play = this.#open;
    if (play === null) return;
    this.endAside();
    this.#joiner.silence();
    play.pipeline.want(false);
    this.#aside = { play, wish };
    this.#open = null;
  }

  /** The play that was set aside isn't coming back. */
  endAside(): void {
    this.#aside?.play.pipeline.dispose();
    this.#aside = null;
  }

  /** Ends the open play. */
  close(): void {
    this.#joiner.silence();
    this.#open?.pipeline.dispose();
    this.#open = null;
  }

  /** Ends all of them. */
  dispose(): void {
    this.close();
    this.endAside();
    this.#prepared.prepare([]);
    this.#joiner.dispose();
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

  #makePlay(
    play: Play,
    { track, fromSeconds, isPrepared }: Pick<TrackPlayOptions, 'track' | 'fromSeconds' | 'isPrepared'>,
  ): PreparedPlay {
    const { speakers, send } = this.#options;
    const { playId } = play;
    const pipeline: TrackPlay = new TrackPlay({
      track,
      fromSeconds,
      isPrepared,
      level: levelOf(track, this.settings.replayGain),
      speakers,
      sendWindow: ({ start, end }) => {
        send({ type: 'window', playId, start, end });
      },
      sendDropped: ({ start, end }) => {
        send({ type: 'dropped', playId, start, end });
      },
      successor: () =>
        this.#open?.pipeline === pipeline
          ? this.#joiner.successor(this.#open, this.settings.crossfadeSeconds)
          : null,
      onChange: () => {
        if (this.#open?.pipeline === pipeline) this.#options.onOpenChange();
        this.#joiner.settle(pipeline);
        this.#options.onChange();
      },
      onBegan: (soundedSeconds) => {
        if (this.#open?.pipeline === pipeline) this.#open.measureLatency(soundedSeconds);
        else if (this.#joiner.joined?.pipeline === pipeline) this.#cross(this.#joiner.joined);
      },
    });
    return { ...play, track, pipeline };
  }

  /** The play that was joined to the open one sounds: it takes over. */
  #cross(next: PreparedPlay): void {
    const before = this.#open;
    if (before === null) return;
    const { send, now } = this.#options;
    this.#prepared.take(next);
    this.#joiner.cross(before.pipeline);
    this.#open = new OpenPlay({ begun: next, requestedAtMs: null, send, now });
    this.#options.onCrossed(before, this.#open);
  }
}
