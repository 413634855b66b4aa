import { html } from 'lit';
import type { TemplateResult } from 'lit';

/** One of VS Code's icons, by its name, and further classes where they are wanted. */
export function codicon(name: string): TemplateResult {
  return html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;
}

/** A triangle against a bar, in the codicons' stroke; they have none for skipping a track. */
export const SKIP_ICON = html`<svg class="skip" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
  <path d="M3.5 3.4v9.2L10.6 8z M13 3v10" />
</svg>`;

/** Two ways that cross. */
export const SHUFFLE_ICON = strokes(
  'M1.5 4.5h2.2c3.4 0 4.2 7 7.6 7h3 M1.5 11.5h2.2c3.4 0 4.2-7 7.6-7h3 M12 2.2l2.3 2.3L12 6.8 M12 9.2l2.3 2.3-2.3 2.3',
);

const ROUND =
  'M13.5 7v2a2.5 2.5 0 0 1-2.5 2.5H2.5 M4.8 9.2l-2.3 2.3 2.3 2.3 M2.5 9V7A2.5 2.5 0 0 1 5 4.5h8.5 M11.2 2.2l2.3 2.3-2.3 2.3';

/** A way round. */
export const REPEAT_ICON = strokes(ROUND);

/** The same with a 1 in it. */
export const REPEAT_ONE_ICON = strokes(`${ROUND} M7.1 7.2l1.1-.7v3.2`);

function strokes(path: string): TemplateResult {
  return html`<svg class="stroked" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d=${path} />
  </svg>`;
}

/** A button that is an icon. */
export interface IconButton {
  readonly name: string;
  readonly icon: TemplateResult;
  readonly isMirrored?: boolean;
  /** What it stands for is switched on. */
  readonly isOn?: boolean;
  readonly isDisabled: boolean;
  readonly press: () => void;
}

/** Draws it. */
export function iconButton({ name, icon, isMirrored, isOn, isDisabled, press }: IconButton): TemplateResult {
  return html`<button
    class="icon ${isMirrored === true ? 'mirrored' : ''} ${isOn === true ? 'on' : ''}"
    type="button"
    aria-label=${name}
    title=${name}
    ?disabled=${isDisabled}
    @click=${press}
  >
    ${icon}
  </button>`;
}
