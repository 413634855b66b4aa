// The command “Play the Demo Album”: renders it with a progress bar that can be given up, and plays as soon as its first piece is
// there.
import * as vscode from 'vscode';
import type { LibraryNode, LibraryPick } from '../shared/library';
import { DemoError, renderDemo, type DemoRendering } from './demoAlbum';
import { takeFolders } from './origins/originCommands';
import type { Player } from './player';
import { readMusicFolders } from './settings';

/** What the command needs. */
export interface PlayDemoOptions extends Pick<DemoRendering, 'rendererPath' | 'folder' | 'seconds'> {
  readonly player: Player;
}

/** Of how many pieces the album is. */
const PIECES = 8;

/** The demo album of this window. */
export class DemoAlbum {
  readonly #options: PlayDemoOptions;
  #rendering: AbortController | null = null;

  constructor(options: PlayDemoOptions) {
    this.#options = options;
  }

  /** Plays the album, and renders it where it isn't there. Asked again while it is being rendered, it only plays. */
  async play(): Promise<void> {
    if (this.#rendering !== null) {
      await this.#playFolder();
      return;
    }
    const abort = new AbortController();
    this.#rendering = abort;
    try {
      await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: 'Starling composes its demo album',
          cancellable: true,
        },
        (progress, token) => {
          token.onCancellationRequested(() => abort.abort());
          return this.#render(progress, abort.signal);
        },
      );
    } catch (error) {
      if (!(error instanceof DemoError)) throw error;
      await vscode.window.showErrorMessage(error.message);
    } finally {
      this.#rendering = null;
    }
  }

  /** Gives up what is being rendered. */
  stop(): void {
    this.#rendering?.abort();
  }

  /** See `stop`. */
  dispose(): void {
    this.stop();
  }

  async #render(progress: Progress, signal: AbortSignal): Promise<void> {
    const { rendererPath, folder, seconds } = this.#options;
    let shown = 0;
    const playing: Promise<void>[] = [];
    const following = this.#options.player.library.onChange(() => void this.#complete());
    try {
      await renderDemo({
        ...{ rendererPath, folder, signal },
        ...(seconds === undefined ? {} : { seconds }),
        onProgress: (done) => {
          const percent = Math.floor(done * 100);
          if (percent > shown) progress.report({ increment: percent - shown, message: `${percent} %` });
          shown = Math.max(shown, percent);
        },
        onPlayable: () => {
          if (playing.length === 0) playing.push(this.#playFolder());
        },
      });
      await Promise.all(playing);
      await this.#untilTracks(PIECES);
      await this.#complete();
    } finally {
      following();
    }
  }

  async #playFolder(): Promise<void> {
    const { folder, player } = this.#options;
    if (!readMusicFolders().includes(folder)) await takeFolders([folder]);
    await this.#untilTracks(1);
    await player.commandLibrary({ kind: 'playPicks', picks: this.#picks });
  }

  /** What has come of the album since it was begun to be played comes behind the rest of it. */
  async #complete(): Promise<void> {
    await this.#options.player.commandLibrary({ kind: 'completePicks', picks: this.#picks });
  }

  /** Waits until the library has so many of its tracks, or the folder is taken out of it. */
  async #untilTracks(count: number): Promise<void> {
    const { folder, player } = this.#options;
    const { library } = player;
    const hasThem = async (): Promise<boolean> => {
      const { rows } = await library.browse(this.#node, 0);
      return rows.reduce((sum, row) => sum + (row.kind === 'track' ? 1 : row.tracks), 0) >= count;
    };
    while (readMusicFolders().includes(folder) && !(await hasThem())) await library.change();
  }

  get #node(): LibraryNode {
    return { kind: 'origin', key: this.#options.folder };
  }

  get #picks(): readonly LibraryPick[] {
    return [{ kind: 'node', node: this.#node }];
  }
}

type Progress = vscode.Progress<{ message?: string; increment?: number }>;
