// The system's "now playing" and the media keys: what plays, where it stands, and what the listener can press there.
import type { Track } from '../shared/track';
import { KeepAlive } from './keepAlive';

/** What the listener can do from outside the page. */
export interface MediaActions {
  readonly setPlaying: (isPlaying: boolean) => void;
  readonly skip: (kind: 'next' | 'previous') => void;
  readonly seek: (positionSeconds: number) => void;
  /** Where the track stands now, in seconds. */
  readonly position: () => number;
}

/** What is shown outside the page. */
export interface NowPlaying {
  readonly track: Track | null;
  /** Its cover, as a `data:` address, or null. */
  readonly artwork: string | null;
  readonly isWanted: boolean;
  readonly isSounding: boolean;
}

/** How far "back" and "forward" go where the system doesn't say, in seconds. */
const STEP_SECONDS = 10;

/** The system's controls. */
export class MediaControls {
  readonly #keepAlive = new KeepAlive();
  readonly #session: MediaSession | undefined;
  #shown: Track | null = null;
  #artwork: string | null = null;
  readonly #actions: MediaActions;

  constructor(actions: MediaActions) {
    this.#actions = actions;
    // Some hosts of webviews have none.
    this.#session = 'mediaSession' in navigator ? navigator.mediaSession : undefined;
    const handlers: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
      play: () => {
        actions.setPlaying(true);
      },
      pause: () => {
        actions.setPlaying(false);
      },
      stop: () => {
        actions.setPlaying(false);
      },
      nexttrack: () => {
        actions.skip('next');
      },
      previoustrack: () => {
        actions.skip('previous');
      },
      seekto: ({ seekTime }) => {
        if (seekTime !== undefined) actions.seek(seekTime);
      },
      seekbackward: ({ seekOffset }) => {
        actions.seek(Math.max(0, actions.position() - (seekOffset ?? STEP_SECONDS)));
      },
      seekforward: ({ seekOffset }) => {
        actions.seek(actions.position() + (seekOffset ?? STEP_SECONDS));
      },
    };
    for (const [action, handler] of Object.entries(handlers))
      this.#session?.setActionHandler(action as MediaSessionAction, handler);
  }

  /** To be called inside a real gesture, with a context that is never closed. */
  unlock(context: AudioContext): void {
    this.#keepAlive.unlock(context);
  }

  /** Shows what plays. */
  show({ track, artwork, isWanted, isSounding }: NowPlaying): void {
    this.#keepAlive.follow(isSounding);
    if (this.#session === undefined) return;
    if (track !== this.#shown || artwork !== this.#artwork)
      this.#session.metadata = track === null ? null : metadataOf(track, artwork);
    this.#shown = track;
    this.#artwork = artwork;
    this.#session.playbackState = track === null ? 'none' : isWanted ? 'playing' : 'paused';
    this.#showPosition(track?.durationSeconds ?? null);
  }

  /** Shows nothing any more. */
  dispose(): void {
    this.#keepAlive.dispose();
    if (this.#session !== undefined) this.#session.metadata = null;
  }

  #showPosition(durationSeconds: number | null): void {
    if (durationSeconds === null || durationSeconds <= 0) this.#session?.setPositionState();
    else
      this.#session?.setPositionState({
        duration: durationSeconds,
        position: Math.min(this.#actions.position(), durationSeconds),
        playbackRate: 1,
      });
  }
}

function metadataOf({ title, artist, album }: Track, artwork: string | null): MediaMetadata {
  return new MediaMetadata({ title, artist, album, artwork: artwork === null ? [] : [{ src: artwork }] });
}
