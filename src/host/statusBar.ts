// The one status bar item. Its text changes with the track and the state only; positions are not shown here.
import * as vscode from 'vscode';
import { currentTrack, type Snapshot } from '../shared/snapshot';
import { clip, plain } from './plainText';

/** Longest title shown in the status bar, in characters. */
const LONGEST_TITLE = 40;
/**
 * How long a track may load before that is shown, in milliseconds. Most begin sooner: a text that changes twice is restless, and
 * laying out the workbench anew would keep the first note waiting, as page and workbench share a thread.
 */
const LOADING_SHOWN_AFTER_MS = 300;

/** Shows what plays, and plays or pauses on a click. */
export class StatusBar {
  readonly #item: vscode.StatusBarItem;
  /** Runs while a track loads and nobody has been told. */
  #timer: NodeJS.Timeout | null = null;
  #latest: Snapshot | null = null;

  constructor() {
    this.#item = vscode.window.createStatusBarItem('starling.status', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = 'Starling';
    this.#item.command = 'starling.togglePlay';
    this.show(null);
    this.#item.show();
  }

  /** Shows a snapshot, or that nothing is known yet. That a track loads is shown only if it takes its time. */
  show(snapshot: Snapshot | null): void {
    this.#latest = snapshot;
    if (snapshot !== null && isLoading(snapshot)) {
      this.#timer ??= setTimeout(() => this.#showNow(this.#latest), LOADING_SHOWN_AFTER_MS);
      return;
    }
    this.#showNow(snapshot);
  }

  #showNow(snapshot: Snapshot | null): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const track = snapshot === null ? null : currentTrack(snapshot);
    const state = snapshot === null || track === null ? null : describe(snapshot);
    const text =
      track === null || state === null
        ? '$(music) Starling'
        : `$(${state.icon}) ${clip(plain(track.title), LONGEST_TITLE)}`;
    const label =
      track === null || state === null ? 'Starling' : `Starling: ${plain(track.title)}, ${state.word}`;
    if (text === this.#item.text && label === this.#item.accessibilityInformation?.label) return;
    this.#item.text = text;
    this.#item.accessibilityInformation = { label, role: 'button' };
    this.#item.tooltip =
      track === null || state === null
        ? 'Starling: play'
        : `${plain(track.title)} — ${plain(track.artist)} (${state.word})`;
  }

  /** Takes the item away. */
  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#item.dispose();
  }
}

function isLoading(snapshot: Snapshot): boolean {
  return currentTrack(snapshot) !== null && describe(snapshot).word === LOADING.word;
}

const LOADING = { icon: 'loading~spin', word: 'loading' };

function describe(snapshot: Snapshot): { icon: string; word: string } {
  if (snapshot.wanted === 'paused') return { icon: 'debug-pause', word: 'paused' };
  // Never silent without saying why.
  if (snapshot.sound === 'sounding' && (snapshot.isMuted || snapshot.volume === 0))
    return { icon: 'mute', word: 'muted' };
  if (snapshot.sound === 'sounding') return { icon: 'play', word: 'playing' };
  if (snapshot.sound === 'locked') return { icon: 'mute', word: 'waiting for “Enable sound”' };
  return LOADING;
}
