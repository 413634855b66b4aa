import { css } from 'lit';
import { PAGE_STYLES } from './pageStyles';

/** The look of the page: VS Code's colours, sizes and spacing, by its own variables. */
export const STYLES = css`
  ${PAGE_STYLES}
  html,
  body {
    height: 100%;
  }
  /* What plays stays in sight; the queue scrolls below it. In a very low view all of it scrolls. */
  starling-player {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-width: 0;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 6px;
    min-height: 28px;
    margin: 4px 0 0 -3px;
  }
  .controls {
    display: flex;
    gap: 2px;
    margin-inline-end: auto;
  }
  .position,
  .row-length {
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  button {
    font: inherit;
    color: inherit;
    border: 0;
    background: none;
    cursor: pointer;
  }
  button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  button.icon {
    display: flex;
    align-items: center;
    justify-content: center;
    width: 22px;
    height: 22px;
    padding: 3px;
    border-radius: 5px;
    color: var(--vscode-icon-foreground);
  }
  button.icon:hover:enabled {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
    outline-offset: -1px;
  }
  /* As VS Code shows what is switched on in its inputs; also right after the click, which leaves the pointer there. */
  button.icon.on,
  button.icon.on:hover:enabled {
    color: var(--vscode-inputOption-activeForeground);
    background: var(--vscode-inputOption-activeBackground);
    outline: 1px solid var(--vscode-inputOption-activeBorder, transparent);
    outline-offset: -1px;
  }
  button.icon.on:focus-visible:enabled {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  button.icon:disabled {
    opacity: 0.4;
    cursor: default;
  }
  .volume {
    display: flex;
    align-items: center;
    gap: 2px;
    min-width: 0;
  }
  .volume .slider {
    width: 56px;
    min-width: 32px;
  }
  starling-seek-bar {
    display: block;
    margin-block-start: 4px;
  }
  starling-seek-bar .slider {
    width: 100%;
  }
  /* What can be had elsewhere makes room: the slider (by commands), then the length (by the seek bar). Hours take more of it. */
  @media (max-width: 299px) {
    .volume .slider {
      display: none;
    }
  }
  @media (max-width: 359px) {
    .bar.has-hours .volume .slider {
      display: none;
    }
  }
  @media (max-width: 269px) {
    .length {
      display: none;
    }
  }
  @media (max-width: 299px) {
    .bar.has-hours .length {
      display: none;
    }
  }
  .mirrored svg {
    transform: scaleX(-1);
  }
  .skip path,
  .stroked path {
    fill: none;
    stroke: currentColor;
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  button.primary {
    width: 100%;
    max-width: 300px;
    margin: 6px 0 4px;
    padding: 4px 8px;
    line-height: 18px;
    border: 1px solid var(--vscode-button-border, transparent);
    border-radius: 4px;
    color: var(--vscode-button-foreground);
    background: var(--vscode-button-background);
  }
  button.primary:hover {
    background: var(--vscode-button-hoverBackground);
  }
  button.primary:focus-visible {
    outline-offset: 2px;
  }
  /* For those who listen to the page. */
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .problem {
    display: flex;
    gap: 6px;
    margin: 0;
    padding: 2px 12px 4px 20px;
    line-height: 18px;
    overflow-wrap: anywhere;
  }
  .problem span:last-child {
    min-width: 0;
    max-height: 7em;
    overflow-y: auto;
  }
  .problem .codicon {
    flex: none;
    line-height: 18px;
    color: var(--vscode-problemsErrorIcon-foreground, var(--vscode-errorForeground));
  }
  .empty {
    margin: 0;
    padding: 4px 20px;
    line-height: 1.4;
  }
  @media (prefers-reduced-motion: reduce) {
    .codicon-modifier-spin {
      animation: none;
    }
  }
`;
