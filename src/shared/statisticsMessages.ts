// What the page of the statistics view is told. Its only word is `{ type: 'ready' }`, when it is there.
import type { BlockNotesMessage } from './blockNotes';
import type { StatisticsMessage } from './engineMessages';

/** The track that is current, as far as the view shows it. */
export interface NowPlayingMessage {
  readonly type: 'nowPlaying';
  /** Null where nothing is current. */
  readonly play: {
    readonly playId: string;
    readonly title: string;
    readonly artist: string;
    /** Where it was when this was said; from there it goes on by itself while it sounds. */
    readonly positionSeconds: number;
    readonly isSounding: boolean;
    readonly durationSeconds: number | null;
  } | null;
}

/** What the page is told. */
export type ToStatisticsPage = NowPlayingMessage | BlockNotesMessage | StatisticsMessage;
