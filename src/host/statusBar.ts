// The one status bar item. It changes with the track and the state only; positions are not shown here.
import * as vscode from 'vscode';
import { currentTrack, type Snapshot } from '../shared/snapshot';
import { clip, isolated, plain } from './plainText';
import { statusHover, type Hovered } from './statusHover';

/** Longest title shown in the status bar, in characters. */
const LONGEST_TITLE = 40;
/**
 * How long a track may load before that is shown, in milliseconds. Most begin sooner: a text that changes twice is restless, and
 * laying out the workbench anew would keep the first note waiting, as page and workbench share a thread.
 */
const LOADING_SHOWN_AFTER_MS = 300;

/** Shows what plays, plays or pauses on a click, and has the other controls in its hover. */
export class StatusBar {
  readonly #item: vscode.StatusBarItem;
  /** Runs while a track loads and nobody has been told. */
  #timer: NodeJS.Timeout | null = null;
  #latest: Snapshot | null = null;
  /** What the item shows now: it isn't told the same again. */
  #shown = '';

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
    const shown = shownOf(snapshot);
    const key = JSON.stringify(shown);
    if (key === this.#shown) return;
    this.#shown = key;
    const { text, label, hovered } = shown;
    this.#item.text = text;
    this.#item.accessibilityInformation = { label, role: 'button' };
    this.#item.tooltip = statusHover(hovered);
  }

  /** Takes the item away. */
  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#item.dispose();
  }
}

/** What the item shows of a snapshot. Neither a position nor a time is in it. */
function shownOf(snapshot: Snapshot | null): {
  readonly text: string;
  readonly label: string;
  readonly hovered: Hovered;
} {
  const track = snapshot === null ? null : currentTrack(snapshot);
  const problem = snapshot?.problem ?? null;
  if (snapshot === null || track === null) {
    const hovered = { track: null, isPlaying: false, isMuted: false, word: '', problem };
    return { text: '$(music) Starling', label: 'Starling', hovered };
  }
  const { icon, word } = describe(snapshot);
  const title = clip(plain(track.title), LONGEST_TITLE);
  const { isMuted } = snapshot;
  const hovered = { track, isPlaying: snapshot.wanted === 'playing', isMuted, word: capital(word), problem };
  return { text: `$(${icon}) ${isolated(title)}`, label: `Starling: ${title}, ${word}`, hovered };
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
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
