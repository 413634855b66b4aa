// Keys within the view: what players have, and only where the key means nothing else to what has the focus.
import type { PlayerActions } from './actions';

/** How far the arrows move within the track, in seconds. */
const SEEK_STEP_SECONDS = 10;

/** What keys do. */
export interface KeyActions extends Pick<PlayerActions, 'togglePlay' | 'toggleMute' | 'seek'> {
  /** Where the track stands, in seconds. */
  readonly position: () => number;
  /** To the search within the view. */
  readonly focusSearch: () => void;
}

/** Does what a key stands for. */
export function pressKey(event: KeyboardEvent, actions: KeyActions): void {
  if (event.altKey || event.defaultPrevented) return;
  const isWithModifier = event.ctrlKey || event.metaKey;
  const isFind = isWithModifier && !event.shiftKey && event.key === 'f';
  const act = isFind ? actions.focusSearch : isWithModifier ? null : actionOf(event, actions);
  if (act === null) return;
  event.preventDefault();
  act();
}

function actionOf({ key, target }: KeyboardEvent, actions: KeyActions): (() => void) | null {
  const element = target instanceof Element ? target : null;
  if (isWithin(element, 'input')) return null;
  const isOnButton = isWithin(element, 'button');
  const seekBy = (seconds: number) => () => actions.seek(Math.max(0, actions.position() + seconds));
  switch (key) {
    case ' ':
      return isOnButton ? null : actions.togglePlay;
    case 'ArrowLeft':
      return seekBy(-SEEK_STEP_SECONDS);
    case 'ArrowRight':
      return seekBy(SEEK_STEP_SECONDS);
    case '/':
      return actions.focusSearch;
    case 'm':
      return actions.toggleMute;
    default:
      return null;
  }
}

function isWithin(element: Element | null, selector: string): boolean {
  return element !== null && element.closest(selector) !== null;
}
