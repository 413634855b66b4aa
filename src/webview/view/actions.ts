import type { QueueIntent } from '../../shared/intents';
import type { QueueEntry } from '../../shared/snapshot';
import type { Track } from '../../shared/track';

/** What the listener can do in the view. */
export interface PlayerActions {
  /** An entry of the queue, or a track from elsewhere, which comes into the queue. */
  readonly playTrack: (track: QueueEntry) => void;
  /** These tracks are in view. */
  readonly see: (tracks: readonly Track[]) => void;
  /** The listener points at this track. */
  readonly point: (track: Track) => void;
  readonly changeQueue: (intent: QueueIntent) => void;
  readonly toggleShuffle: () => void;
  readonly cycleRepeat: () => void;
  readonly togglePlay: () => void;
  /** To another place of the current track, in seconds. */
  readonly seek: (positionSeconds: number) => void;
  /** From 0 (silent) to 1 (as recorded). */
  readonly setVolume: (volume: number) => void;
  readonly toggleMute: () => void;
  /** Searches everything there is: `onFound` is told tracks, the best first, unless another search comes in between. */
  readonly search: (query: string, onFound: (tracks: readonly Track[]) => void) => void;
  /** Yes or no to sharing. */
  readonly answerSharing: (isOn: boolean) => void;
  readonly skip: (kind: 'next' | 'previous') => void;
}
