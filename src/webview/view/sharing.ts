// What the view says of sharing, below everything else so that nothing moves away from under a pointer: the question, while it
// hasn't been answered, and what goes out now.
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Sharing } from '../../shared/peerSettings';
import { codicon } from './icons';

/** How it stands with sharing. */
export interface ShownSharing extends Sharing {
  /** Whether the listener has yet to say yes or no. */
  readonly isAsked: boolean;
}

const BYTES_PER_KIB = 1024;

/** The question whether to share: two answers that look the same, and none of them chosen beforehand. */
export function sharingCard(
  sharing: ShownSharing | null,
  answer: (isOn: boolean) => void,
): TemplateResult | typeof nothing {
  if (sharing?.isAsked !== true || sharing.server === null) return nothing;
  const { server, capBytesPerSecond } = sharing;
  return html`<section class="sharing-card" aria-labelledby="sharing-title">
    <h2 id="sharing-title">Share music with your team?</h2>
    <p>
      Members of <b>${server}</b>, and nobody else, then get pieces of what you play from it,
      ${limitText(capBytesPerSecond)}, and see your IP address; you get theirs. The same for every server that
      you add. The settings can change it.
    </p>
    <div class="answers">
      <button class="answer" type="button" @click=${() => answer(true)}>Share with the team</button>
      <button class="answer" type="button" @click=${() => answer(false)}>
        Not now, from the server only
      </button>
    </div>
  </section>`;
}

/** What goes out now; nothing where nothing does. */
export function sharingLine(sharing: ShownSharing | null): TemplateResult | typeof nothing {
  const upload = sharing?.upload ?? null;
  if (upload === null) return nothing;
  const to = upload.peers === 1 ? '1 teammate' : `${upload.peers} teammates`;
  const text = `Sharing ${rateText(upload.bytesPerSecond)} with ${to}`;
  return html`<p class="sharing-line">${codicon('arrow-up')}<span>${text}</span></p>`;
}

/** What is read out once the question is answered. */
export function answerText(isOn: boolean): string {
  return isOn ? 'You share with the team.' : 'You play from the server only.';
}

function limitText(capBytesPerSecond: number): string {
  return capBytesPerSecond === 0
    ? 'none for now, as your settings have it'
    : `at most ${rateText(capBytesPerSecond)}`;
}

function rateText(bytesPerSecond: number): string {
  return `${Math.max(1, Math.round(bytesPerSecond / BYTES_PER_KIB))} KiB/s`;
}
