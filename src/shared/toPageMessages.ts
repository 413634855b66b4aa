// What a page is told by its host: what the engine says, and what only this window knows of it.
import type {
  BytesMessage,
  CoverMessage,
  FoundMessage,
  MediaInfoMessage,
  SharingMessage,
  SnapshotMessage,
} from './engineMessages';

/** How loud tracks are made: as recorded, each as loud as any other, or each album. */
export type ReplayGainMode = 'off' | 'track' | 'album';

/** The listener's settings of sound. */
export interface SoundSettings {
  /** How long the end of a track and the beginning of the next fade over each other: 0 to 12 s, 0 for not at all. */
  readonly crossfadeSeconds: number;
  readonly replayGain: ReplayGainMode;
}

/** The whole state as a page is told it: also whether this page is the one that sounds, and how. */
export interface PageSnapshotMessage extends SnapshotMessage {
  readonly isSoundingHere: boolean;
  readonly soundSettings: SoundSettings;
}

/** What a page is told of what plays. */
export type ToPlayerMessage = PageSnapshotMessage | MediaInfoMessage | BytesMessage;

/** The same, as a page is told it. */
export interface PageSharingMessage extends SharingMessage {
  /** Whether the listener has yet to say yes or no to it. */
  readonly isAsked: boolean;
}

/** What a page is told by its host. */
export type ToPageMessage = ToPlayerMessage | CoverMessage | FoundMessage | PageSharingMessage;

/** Several messages in one, in order: how the host sends a page what belongs together. */
export interface SeveralMessage {
  readonly type: 'several';
  readonly messages: readonly ToPageMessage[];
}
