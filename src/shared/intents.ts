// What a listener asks for, by a click, a key or a command.
import type { LibraryPick } from './library';
import type { Play, RepeatMode } from './snapshot';

/** Something the listener asks for, by a click, a key or a command. */
export type Intent =
  /**
   * Play this track from its beginning: the entry of the queue that is named, else the first of the track. A track of the
   * catalogue that isn't in the queue is put behind the current one. `playId` is made by the page, so that it can be ready before
   * the answer comes.
   */
  | ({ readonly kind: 'playTrack' } & Play)
  /** Go on with the current track, or start the first of the queue. */
  | { readonly kind: 'play' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'togglePlay' }
  | { readonly kind: 'next' }
  | { readonly kind: 'previous' }
  /** Go on at another place of the current track. `seekId` is made by whoever asks, and never used twice. */
  | { readonly kind: 'seek'; readonly positionSeconds: number; readonly seekId: string }
  /** Go on so many seconds later, or earlier where negative, in the current track. `seekId` as above. */
  | { readonly kind: 'seekBy'; readonly seconds: number; readonly seekId: string }
  /** Nothing plays, and nothing is current any more. */
  | { readonly kind: 'stop' }
  /** From 0 (silent) to 1 (as recorded). Any volume but 0 is heard: it is muted no longer. */
  | { readonly kind: 'setVolume'; readonly volume: number }
  /** So much louder, or softer where negative. */
  | { readonly kind: 'changeVolume'; readonly by: number }
  /** Silent, or as loud as before. */
  | { readonly kind: 'toggleMute' }
  | { readonly kind: 'setRepeat'; readonly repeat: RepeatMode }
  /** To the mode behind the present one (`repeatAfter`): for commands, which don't see what is set, and for quick presses. */
  | { readonly kind: 'cycleRepeat' }
  /** What is current stays so, and what follows it is in a random order; or in the queue's own again. */
  | { readonly kind: 'setShuffle'; readonly isOn: boolean }
  | { readonly kind: 'toggleShuffle' }
  | QueueIntent;

/**
 * A change of the queue, which is the listener's own from then on. Tracks that the catalogue doesn't have and entries that are
 * gone are passed over. What plays goes on playing, but where it is removed, or another queue is played.
 */
export type QueueIntent =
  /** These tracks are the queue, and it plays from the given one on (an index in `trackIds`); null: from where its order begins. */
  | { readonly kind: 'playTracks'; readonly trackIds: readonly string[]; readonly startIndex: number | null }
  /** These tracks come right behind the current one, or at the end. They may be in the queue already. */
  | { readonly kind: 'addToQueue'; readonly trackIds: readonly string[]; readonly place: 'next' | 'end' }
  /** Where what plays is among them, the next that is left plays. `entryIds`: as `entryIdOf` has them. */
  | { readonly kind: 'removeFromQueue'; readonly entryIds: readonly string[] }
  /** These entries, in their order, come right before the given one, or to the end where that is null: in the order of play. */
  | {
      readonly kind: 'moveInQueue';
      readonly entryIds: readonly string[];
      readonly beforeEntryId: string | null;
    }
  /** Nothing is left but what is current. */
  | { readonly kind: 'clearQueue' }
  /** The queue is as it was before its last change. What plays goes on. */
  | { readonly kind: 'undoQueue' };

/** The most entries that the queue takes, and the most tracks that an origin lists. */
export const MOST_QUEUED = 200_000;

/** What is asked for in the library: the engine knows which tracks are meant. */
export type LibraryIntent =
  /** The tracks of the picks are the queue, and it plays from its beginning. */
  | { readonly kind: 'playPicks'; readonly picks: readonly LibraryPick[] }
  /** They come right behind the current track, or at the end of the queue. */
  | {
      readonly kind: 'addPicks';
      readonly picks: readonly LibraryPick[];
      readonly place: 'next' | 'end';
    }
  /** Where any of them are in the queue, those that aren't yet come at its end: an album of which more has come. */
  | { readonly kind: 'completePicks'; readonly picks: readonly LibraryPick[] };
