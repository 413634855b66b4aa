// What the statistics view calls things.
import type { BlockReason } from '../../shared/blockNotes';
import type { SoundSource } from '../../shared/soundSource';

/** Sources, in the order in which they are named. */
export const SOURCES: Readonly<Record<SoundSource, string>> = {
  cache: 'Cache',
  peers: 'Peers',
  origin: 'Origin',
  folder: 'Folder',
};

/** Why blocks came from where they did. */
export const REASONS: Readonly<Record<BlockReason, string>> = {
  held: 'was kept from before',
  head: 'asked for at once: the first sound waits for it',
  'read-ahead': 'ahead of the playhead',
  prefetch: 'the next track’s beginning, before its turn',
  prepare: 'got ready, in case it is played',
  'in order': 'ahead of the playhead',
  rarest: 'few have it, and there is time',
  urgent: 'nobody else has it in time',
  hedge: 'late, so asked for twice',
  late: 'late, so asked for elsewhere',
};

/** A share as readers want it: `42 %`; what is there at all is never called nothing. */
export function percentText(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %';
  return `${Math.floor(share * 100)} %`;
}

/** Bytes: `12.3 MB`; a little of them is never called nothing. */
export function bytesText(bytes: number): string {
  if (bytes > 0 && bytes < 100_000) return '< 0.1 MB';
  const [unit, size] = bytes >= 1e9 ? ['GB', 1e9] : ['MB', 1e6];
  return `${(bytes / size).toFixed(1)} ${unit}`;
}
