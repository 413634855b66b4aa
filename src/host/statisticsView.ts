// The statistics view: a picture of where the track's bytes come from, and what was counted. Told things only while it is seen.
import type * as vscode from 'vscode';
import type { BlockNotesMessage } from '../shared/blockNotes';
import { currentTrack, type Snapshot } from '../shared/snapshot';
import type { Statistics } from '../shared/statistics';
import type { NowPlayingMessage, ToStatisticsPage } from '../shared/statisticsMessages';
import { pageHtml, pageRoot } from './pageHtml';

/** The id of the view, as in package.json. */
export const STATISTICS_VIEW_ID = 'starling.statistics';

/** What the view needs. */
export interface StatisticsViewOptions {
  readonly extensionUri: vscode.Uri;
  /** The player's state now. */
  readonly snapshot: () => Snapshot;
  readonly statistics: () => Statistics | null;
  /** The view is seen, and wants to be told of blocks; or no longer. */
  readonly onSeen: (isSeen: boolean) => void;
}

/** Provides the statistics view. */
export class StatisticsView implements vscode.WebviewViewProvider {
  readonly #options: StatisticsViewOptions;
  #view: vscode.WebviewView | null = null;
  #isReady = false;
  /** What was last said of being seen. */
  #isSaidSeen = false;

  constructor(options: StatisticsViewOptions) {
    this.#options = options;
  }

  /** Whether blocks are to be told now. */
  get isSeen(): boolean {
    return this.#isReady && this.#view?.visible === true;
  }

  /** Called by VS Code when the view is shown. A hidden one loses its page, and is told everything when it comes back. */
  resolveWebviewView(view: vscode.WebviewView): void {
    const root = pageRoot(this.#options.extensionUri);
    this.#view = view;
    this.#isReady = false;
    view.webview.options = { enableScripts: true, localResourceRoots: [root] };
    // Its only word is that it is ready.
    view.webview.onDidReceiveMessage(() => {
      this.#isReady = true;
      this.#greet();
    });
    view.onDidChangeVisibility(() => {
      if (!this.isSeen) this.#sayUnseen();
    });
    view.onDidDispose(() => {
      if (this.#view !== view) return;
      this.#view = null;
      this.#sayUnseen();
    });
    view.webview.html = pageHtml(view.webview, root, {
      element: 'starling-statistics',
      script: 'statistics.js',
    });
  }

  /** The player's state is another. */
  show(snapshot: Snapshot): void {
    this.#post(nowPlaying(snapshot));
  }

  /** Blocks have come, or something was counted. */
  take(message: BlockNotesMessage | (ToStatisticsPage & { type: 'statistics' })): void {
    this.#post(message);
  }

  #greet(): void {
    const statistics = this.#options.statistics();
    this.#post(nowPlaying(this.#options.snapshot()));
    if (statistics !== null) this.#post({ type: 'statistics', statistics });
    this.#isSaidSeen = true;
    this.#options.onSeen(true);
  }

  #sayUnseen(): void {
    if (!this.#isSaidSeen) return;
    this.#isSaidSeen = false;
    this.#options.onSeen(false);
  }

  #post(message: ToStatisticsPage): void {
    if (this.#isReady) void this.#view?.webview.postMessage(message);
  }
}

function nowPlaying(snapshot: Snapshot): NowPlayingMessage {
  const { current, positionSeconds, sound } = snapshot;
  const track = currentTrack(snapshot);
  if (current === null || track === null) return { type: 'nowPlaying', play: null };
  const { title, artist, durationSeconds } = track;
  return {
    type: 'nowPlaying',
    play: {
      ...{ playId: current.playId, title, artist, durationSeconds },
      ...{ positionSeconds, isSounding: sound === 'sounding' },
    },
  };
}
