// What stands over the status bar item when it is pointed at: what plays, and the controls as links. The commands named here are
// the only ones that it may run; titles and names are escaped, so that no tag becomes a link, a picture or an icon.
import * as vscode from 'vscode';
import type { Track } from '../shared/track';
import { clip, isolated, plain } from './plainText';

/** Longest title, artist or album in the hover, in characters: some four lines. */
const LONGEST_NAME = 160;
/** Between two links. */
const GAP = '&nbsp;&nbsp;|&nbsp;&nbsp;';

/** What the hover says. */
export interface Hovered {
  /** Null where nothing is current. */
  readonly track: Track | null;
  /** What the listener wants: Play or Pause is offered. */
  readonly isPlaying: boolean;
  readonly isMuted: boolean;
  /** The state, as a word or two. */
  readonly word: string;
  /** What is wrong, as a sentence, or null. */
  readonly problem: string | null;
}

/** A command in the hover. */
interface Link {
  readonly command: string;
  readonly icon: string;
  readonly text: string;
}

/** The hover. */
export function statusHover({ track, isPlaying, isMuted, word, problem }: Hovered): vscode.MarkdownString {
  const links: readonly Link[] = [
    ...(track === null ? [] : [{ command: 'starling.previous', icon: 'chevron-left', text: 'Previous' }]),
    isPlaying
      ? { command: 'starling.togglePlay', icon: 'debug-pause', text: 'Pause' }
      : { command: 'starling.togglePlay', icon: 'play', text: 'Play' },
    ...(track === null ? [] : [{ command: 'starling.next', icon: 'chevron-right', text: 'Next' }]),
    ...(isMuted ? [{ command: 'starling.toggleMute', icon: 'unmute', text: 'Unmute' }] : []),
    { command: 'starling.showPlayer', icon: 'multiple-windows', text: 'Show Player' },
  ];
  const paragraphs = [
    track === null ? '**Starling**' : linesOf(track, word),
    ...(problem === null ? [] : [`$(warning) ${escaped(clip(plain(problem), 2 * LONGEST_NAME))}`]),
    links.map(({ command, icon, text }) => `[$(${icon}) ${text}](command:${command} "${text}")`).join(GAP),
  ];
  const hover = new vscode.MarkdownString(paragraphs.join('\n\n'), true);
  hover.isTrusted = { enabledCommands: links.map(({ command }) => command) };
  return hover;
}

function linesOf({ title, artist, album }: Track, word: string): string {
  const under = [artist, album].map(nameOf).filter((name) => name !== '');
  // Two spaces before the end of a line break it.
  return [`**${nameOf(title) || 'Untitled'}**`, ...under, `*${escaped(word)}*`].join('  \n');
}

function nameOf(name: string): string {
  const shown = clip(plain(name).trim(), LONGEST_NAME);
  return shown === '' ? '' : isolated(escaped(shown));
}

/** A text as Markdown that means nothing but that text: every ASCII punctuation mark can be escaped (CommonMark 0.31, 2.4). */
function escaped(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
