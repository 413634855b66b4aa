import { css } from 'lit';

/** The look of the queue: VS Code's lists. */
export const QUEUE_STYLES = css`
  starling-queue {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 66px;
  }
  .queue {
    position: relative;
    flex: 1;
    overflow-y: auto;
    margin: 4px 0 0;
    /* Rows come and go above what is in view: it stays where it is. */
    overflow-anchor: none;
  }
  .queue ul {
    position: relative;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .queue li {
    position: absolute;
    inset-inline: 0;
    height: 22px;
    contain: strict;
  }
  button.row {
    display: flex;
    align-items: center;
    gap: 6px;
    box-sizing: border-box;
    width: 100%;
    height: 22px;
    padding: 0 60px 0 20px;
    text-align: start;
  }
  .queue li:hover button.row {
    color: var(--vscode-list-hoverForeground, inherit);
    background: var(--vscode-list-hoverBackground);
  }
  .queue button.row[aria-current] {
    color: var(--vscode-list-inactiveSelectionForeground, inherit);
    background: var(--vscode-list-inactiveSelectionBackground);
    outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  /* Against the background of a selection the colour of descriptions is too faint. */
  .queue button.row[aria-current] .row-artist,
  .queue li:has(> [aria-current]) .row-length {
    color: inherit;
  }
  /* Above what the current row has: its outline is not to be seen in most themes. */
  .queue button.row:focus-visible {
    outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder));
  }
  .row .codicon {
    flex: none;
    color: var(--vscode-icon-foreground);
  }
  .row-title,
  .row-artist {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: isolate;
  }
  .row-title {
    flex: 0 1 auto;
  }
  .row-artist {
    flex: 1 1000 0;
    font-size: 0.9em;
    color: var(--vscode-descriptionForeground);
  }
  .row-length {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 12px;
    line-height: 22px;
    font-size: 0.9em;
    pointer-events: none;
  }
  /* In place of the length, as VS Code's lists show what can be done with a row. */
  .row-actions {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 8px;
    display: none;
    align-items: center;
    gap: 2px;
  }
  .queue li:is(:hover, :has(:focus-visible)) .row-actions {
    display: flex;
  }
  .queue li:is(:hover, :has(:focus-visible)) .row-length {
    display: none;
  }
  .row-actions button.icon {
    width: 20px;
    height: 20px;
    padding: 2px;
  }
  .drop-line {
    position: absolute;
    inset-inline: 0;
    height: 2px;
    margin-block-start: -1px;
    background: var(--vscode-list-dropBetweenBackground, var(--vscode-foreground));
    pointer-events: none;
  }
`;
