import { css } from 'lit';

/** The look of sliders: what filled.ts paints on their track, and their thumb. */
export const SLIDER_STYLES = css`
  .slider {
    --filled: var(--vscode-progressBar-background, var(--vscode-focusBorder));
    --buffered: color-mix(in srgb, var(--vscode-foreground) 40%, transparent);
    --unfilled: color-mix(in srgb, var(--vscode-foreground) 16%, transparent);
    appearance: none;
    display: block;
    box-sizing: border-box;
    height: 16px;
    margin: 0;
    background: none;
    cursor: pointer;
  }
  .slider::-webkit-slider-runnable-track {
    height: 4px;
    border-radius: 2px;
    background-image: var(--filling);
    outline: 1px solid var(--vscode-contrastBorder, transparent);
  }
  .slider::-webkit-slider-thumb {
    appearance: none;
    width: 12px;
    height: 12px;
    margin-block-start: -4px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 50%;
    background: var(--vscode-foreground);
    opacity: 0;
  }
  .slider:hover::-webkit-slider-thumb,
  .slider:focus-visible::-webkit-slider-thumb {
    opacity: 1;
  }
  .slider:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
    border-radius: 4px;
  }
`;
