import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Track } from '../../shared/track';
import type { PlayerView } from '../player';

/** What the live region says. Each is told when it changes. */
export interface Spoken {
  /** What is wrong, for everybody to see. */
  readonly problem: string | null;
  /** What has begun to play. */
  readonly tracks: string;
  /** What the listener has done, in words. */
  readonly done: string;
}

/** The one live region of the view: each thing is told once, and only what has changed is (`aria-atomic`). */
export function spokenRegion({ problem, tracks, done }: Spoken): TemplateResult {
  return html`<div class="spoken" role="status" aria-live="polite" aria-atomic="false">
    ${problem === null ? nothing : problemLine(problem)}
    <p class="unseen">${tracks}</p>
    <p class="unseen">${done}</p>
  </div>`;
}

/** Its icon has the colour of errors; its text, which has to be read, that of text. */
function problemLine(problem: string): TemplateResult {
  return html`<p class="problem">
    <span class="codicon codicon-error" aria-hidden="true"></span><span>${problem}</span>
  </p>`;
}

/** What is told of tracks: nothing of the one that is there from the start, then each that sounds, or would after a click. */
export class TrackNews {
  #told: string | null = null;
  #text = '';

  /** The text for what is shown now: the same until there is news. */
  of({ track, wanted, sound }: PlayerView): string {
    if (track === null || wanted === 'paused') this.#told = track?.id ?? null;
    else if (sound === 'sounding') this.#tell(track.id, `Playing ${nameOf(track)}`);
    else if (sound === 'locked')
      this.#tell(`${track.id} locked`, `Press “Enable sound” to hear ${nameOf(track)}`);
    return this.#text;
  }

  #tell(news: string, text: string): void {
    if (news === this.#told) return;
    this.#told = news;
    this.#text = text;
  }
}

function nameOf({ title, artist }: Track): string {
  return artist === '' ? title : `${title}, ${artist}`;
}
