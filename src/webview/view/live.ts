import type { SoundSource } from '../../shared/soundSource';
import type { Stretch } from '../shownBytes';

/** What changes while a track plays. Asked for only while it is on screen. */
export interface LivePlay {
  /** Where the current track stands, in seconds. */
  readonly position: () => number;
  /** The stretches of it that are here, in order. */
  readonly buffered: () => readonly Stretch[];
  /** Where the bytes came from that sound now; null where they aren't here. */
  readonly source: () => SoundSource | null;
}
