import type { Snapshot } from '../../shared/snapshot';

/** The position alone isn't shown: the page that sounds knows it, and a queue a second would be a waste. */
export function isWorthShowing(before: Snapshot, after: Snapshot): boolean {
  return SHOWN.some((key) => before[key] !== after[key]);
}

const SHOWN = [
  'queue',
  'isOwnQueue',
  'canUndo',
  'current',
  'wanted',
  'sound',
  'seek',
  'volume',
  'isMuted',
  'repeat',
  'shuffled',
  'soundingWindow',
  'problem',
] as const satisfies (keyof Snapshot)[];
