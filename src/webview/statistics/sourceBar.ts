import { html, svg } from 'lit';
import type { TemplateResult } from 'lit';
import type { SoundSource } from '../../shared/soundSource';
import { missingShareOf, sharesOf, stretchesOf, type BlockPicture } from './blockPicture';
import { percentText, SOURCES } from './words';

/** The track as a bar, coloured by where its blocks came from; `at`: where the playhead stands, from 0 to 1, null where that isn't known. */
export function sourceBar(picture: BlockPicture, at: number | null): TemplateResult {
  const { blockCount } = picture;
  const shares = sharesOf(picture);
  const named = (Object.keys(SOURCES) as SoundSource[]).filter((source) => shares.has(source));
  const texts = named.map((source) => `${SOURCES[source]} ${percentText(shares.get(source) ?? 0)}`);
  return html`<svg
      class="source-bar"
      role="img"
      aria-label=${`Of this track: ${[...texts, `not fetched ${percentText(missingShareOf(picture))}`].join(', ')}`}
      viewBox="0 0 ${blockCount} 1"
      preserveAspectRatio="none"
    >
      ${stretchesOf(picture).map(
        ({ first, end, source }) =>
          svg`<rect class=${source} x=${first} y="0" width=${end - first} height="1"></rect>`,
      )}
      ${at === null ? '' : svg`<line class="playhead" x1=${at * blockCount} x2=${at * blockCount} y1="-0.2" y2="1.2"></line>`}
    </svg>
    <ul class="legend" aria-label="Sources">
      ${named.map(
        (source) =>
          html`<li>
            <span class="swatch ${source}" aria-hidden="true"></span>${SOURCES[source]}
            ${percentText(shares.get(source) ?? 0)}
          </li>`,
      )}
    </ul>`;
}
