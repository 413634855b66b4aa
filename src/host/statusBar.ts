// The one status bar item. Its text changes with the track and the state only; positions are not shown here.
import * as vscode from 'vscode';
import { currentTrack, type Snapshot } from '../shared/snapshot';

/** Longest title shown in the status bar, in characters. */
const LONGEST_TITLE = 40;
const GRAPHEMES = new Intl.Segmenter();

/** Shows what plays, and plays or pauses on a click. */
export class StatusBar {
  readonly #item: vscode.StatusBarItem;

  constructor() {
    this.#item = vscode.window.createStatusBarItem('starling.status', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = 'Starling';
    this.#item.command = 'starling.togglePlay';
    this.show(null);
    this.#item.show();
  }

  /** Shows a snapshot, or that nothing is known yet. */
  show(snapshot: Snapshot | null): void {
    const track = snapshot === null ? null : currentTrack(snapshot);
    const state = snapshot === null || track === null ? null : describe(snapshot);
    const text =
      track === null || state === null ? '$(music) Starling' : `$(${state.icon}) ${clip(plain(track.title))}`;
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
    this.#item.dispose();
  }
}

function describe(snapshot: Snapshot): { icon: string; word: string } {
  if (snapshot.wanted === 'paused') return { icon: 'debug-pause', word: 'paused' };
  if (snapshot.sound === 'sounding') return { icon: 'play', word: 'playing' };
  if (snapshot.sound === 'locked') return { icon: 'mute', word: 'waiting for “Enable sound”' };
  return { icon: 'loading~spin', word: 'loading' };
}

/** A tag as plain text: no line breaks, and nothing that the status bar would take for an icon. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('$(', '$\u200b(');
}

function clip(text: string): string {
  const characters = Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
  return characters.length <= LONGEST_TITLE ? text : `${characters.slice(0, LONGEST_TITLE - 1).join('')}…`;
}
