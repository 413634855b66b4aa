/** What a key does in the queue. Enter and the space bar press the row's own button. */
export type QueueKey =
  'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last' | 'remove' | 'moveUp' | 'moveDown' | 'undo';

const KEYS: Readonly<Record<string, QueueKey>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  Home: 'first',
  End: 'last',
  Delete: 'remove',
  Backspace: 'remove',
};
const ALT_KEYS: Readonly<Record<string, QueueKey>> = { ArrowUp: 'moveUp', ArrowDown: 'moveDown' };

/** What a key is for, or null: with Alt for moving, with Control or Command for taking back. */
export function queueKeyOf({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): QueueKey | null {
  if (shiftKey) return null;
  if (ctrlKey || metaKey) return key === 'z' && !altKey ? 'undo' : null;
  return (altKey ? ALT_KEYS : KEYS)[key] ?? null;
}
