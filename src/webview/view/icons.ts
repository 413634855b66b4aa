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

/** A button that is an icon. */
export interface IconButton {
  readonly name: string;
  readonly icon: TemplateResult;
  readonly isMirrored?: boolean;
  readonly isDisabled: boolean;
  readonly press: () => void;
}

/** Draws it. */
export function iconButton({ name, icon, isMirrored, isDisabled, press }: IconButton): TemplateResult {
  return html`<button
    class="icon ${isMirrored === true ? 'mirrored' : ''}"
    type="button"
    aria-label=${name}
    title=${name}
    ?disabled=${isDisabled}
    @click=${press}
  >
    ${icon}
  </button>`;
}
