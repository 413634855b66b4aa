import { Disposables } from './disposables';

/** What counts as a gesture for the browser: touch screens with the pointer going up, everything else going down. */
const GESTURES = ['pointerdown', 'pointerup', 'keydown', 'click'] as const;

/** What a gesture sets going. */
export interface GestureListener {
  /** Inside every real click, touch or key press, before anyone else hears of it: what only a gesture may do. */
  readonly atOnce: () => void;
  /** After a click (or a key that presses a button) has done what it says on the button. */
  readonly afterClick: () => void;
}

/** Listens for the listener's own hand. Returns what ends it. */
export function onGesture(page: Document, { atOnce, afterClick }: GestureListener): () => void {
  const disposables = new Disposables();
  for (const type of GESTURES) {
    disposables.listen(page, type, (event) => {
      if (event.isTrusted && navigator.userActivation.isActive) atOnce();
    });
  }
  page.addEventListener('click', afterClick);
  disposables.add(() => {
    page.removeEventListener('click', afterClick);
  });
  return () => {
    disposables.dispose();
  };
}
