// The words of a song: those in its own tags; else a text that lies beside it under the same name (`song.lrc`, with or without times).
import { lstat } from 'node:fs/promises';
import type { ILyricsTag } from 'music-metadata';
import type { AudioFile } from './audioFiles';
import { openFile } from './fileBytes';
import { LONGEST_LYRICS_BYTES, MOST_LYRICS_LINES } from './limits';
import { readLyrics } from './tags';

/** One line that is sung. */
export interface LyricsLine {
  /** When it begins, in milliseconds from the beginning of the track; null where nobody says. */
  readonly startMs: number | null;
  readonly text: string;
}

/** The words of a song in one language. */
export interface Lyrics {
  /** As the tags name it: ISO 639, or `xxx` where they don't. */
  readonly language: string;
  /** Either all of them have a time or none. */
  readonly lines: readonly LyricsLine[];
}

const UNKNOWN_LANGUAGE = 'xxx';
const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i;
/** `[01:23.45]`, with tenths, hundredths, thousandths or none. Source: the LRC format as players write it. */
const TIME = /^\s*\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]/;
/** `[ar:…]`, `[offset:…]`: about the text, not sung. */
const REMARK = /^\s*\[([a-z#]+):(.*)\]\s*$/i;

/** The lyrics of a file; none where it has none that can be read. */
export async function findLyrics(file: AudioFile): Promise<readonly Lyrics[]> {
  // A file whose tags can't be read is played all the same.
  const tags = await readLyrics(file).catch((): readonly ILyricsTag[] => []);
  const found = tags.map(lyricsOfTag).filter(({ lines }) => lines.length > 0);
  if (found.length > 0) return found;
  const text = await textBeside(file);
  const lines = text === null ? [] : linesOf(text);
  return lines.length === 0 ? [] : [{ language: UNKNOWN_LANGUAGE, lines }];
}

/** The lines of a text: by their times where it has any, else as they stand. */
export function linesOf(text: string): readonly LyricsLine[] {
  const lines = text.split(/\r\n|\n|\r/, MOST_LYRICS_LINES);
  const timed = lines.flatMap(timedLines);
  if (timed.length === 0) return trimmed(lines).map((line) => ({ startMs: null, text: line.trim() }));
  const shiftMs = Number(
    lines.map((line) => /^\s*\[offset:\s*([+-]?\d{1,9})/i.exec(line)?.[1]).find(Boolean) ?? 0,
  );
  return timed
    .map(({ startMs, text: sung }) => ({ startMs: Math.max(0, startMs - shiftMs), text: sung }))
    .sort((a, b) => a.startMs - b.startMs)
    .slice(0, MOST_LYRICS_LINES);
}

function lyricsOfTag({ language = '', text = '', syncText }: ILyricsTag): Lyrics {
  const isTimed = syncText.length > 0 && syncText.every(({ timestamp }) => timestamp !== undefined);
  const lines = isTimed
    ? syncText.map((line) => ({ startMs: Math.round(line.timestamp ?? 0), text: line.text.trim() }))
    : linesOf(text);
  return {
    language: LANGUAGE.test(language) ? language.toLowerCase() : UNKNOWN_LANGUAGE,
    lines: lines.slice(0, MOST_LYRICS_LINES),
  };
}

/** A line may begin with several times: it is sung at each. */
function timedLines(line: string): { readonly startMs: number; readonly text: string }[] {
  const starts: number[] = [];
  let rest = line;
  for (let time = TIME.exec(rest); time !== null; time = TIME.exec(rest)) {
    const [whole, minutes = '', seconds = '', fraction = ''] = time;
    starts.push(
      (Number(minutes) * 60 + Number(seconds)) * 1000 + Math.round(Number(`0.${fraction || '0'}`) * 1000),
    );
    rest = rest.slice(whole.length);
  }
  return starts.map((startMs) => ({ startMs, text: rest.trim() }));
}

/** Without remarks, and without empty lines around. */
function trimmed(lines: readonly string[]): readonly string[] {
  const sung = lines.filter((line) => !REMARK.test(line));
  const first = sung.findIndex((line) => line.trim() !== '');
  const last = sung.findLastIndex((line) => line.trim() !== '');
  return first < 0 ? [] : sung.slice(first, last + 1);
}

async function textBeside({ path }: AudioFile): Promise<string | null> {
  const beside = path.replace(/\.[^./\\]+$/, '.lrc');
  try {
    // A link may lead out of the folder of music.
    const { size } = await lstat(beside).then((stats) => (stats.isFile() ? stats : { size: 0 }));
    if (beside === path || size === 0 || size > LONGEST_LYRICS_BYTES) return null;
    const handle = await openFile(beside);
    try {
      const bytes = Buffer.alloc(size);
      const { bytesRead } = await handle.read(bytes, { position: 0 });
      return bytes.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '');
    } finally {
      await handle.close();
    }
  } catch {
    return null; // Most songs have none, and what can't be read is none.
  }
}
