import { css } from 'lit';

/** The look of the search: VS Code's input, and a list as the queue's. */
export const SEARCH_STYLES = css`
  starling-search {
    flex: none;
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  starling-search[open] {
    flex: 1;
  }
  starling-search[open] + * {
    display: none;
  }
  .search {
    position: relative;
    flex: none;
    margin: 4px 12px 4px 20px;
  }
  .search input {
    box-sizing: border-box;
    width: 100%;
    height: 26px;
    padding: 3px 28px 3px 6px;
    font: inherit;
    color: var(--vscode-input-foreground, inherit);
    background: var(--vscode-input-background, transparent);
    border: 1px solid var(--vscode-input-border, transparent);
    border-radius: 4px;
    text-overflow: ellipsis;
  }
  .search input::placeholder {
    color: var(--vscode-input-placeholderForeground, var(--vscode-descriptionForeground));
    opacity: 1;
  }
  .search input:focus {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .search button {
    position: absolute;
    inset: 2px 2px auto auto;
  }
  .found-count {
    flex: none;
    margin: 0;
    padding: 2px 12px 2px 20px;
    color: var(--vscode-descriptionForeground);
    font-size: 0.9em;
  }
  .found {
    flex: 1;
    min-height: 44px;
    overflow-y: auto;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .found .row {
    position: relative;
    display: flex;
    align-items: center;
    gap: 6px;
    box-sizing: border-box;
    height: 22px;
    padding: 0 60px 0 20px;
    cursor: pointer;
  }
  .found .row:hover {
    color: var(--vscode-list-hoverForeground, inherit);
    background: var(--vscode-list-hoverBackground);
  }
  .found .row[aria-selected='true'] {
    color: var(--vscode-list-activeSelectionForeground, inherit);
    background: var(--vscode-list-activeSelectionBackground);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .found .row[aria-selected='true'] .codicon,
  .found .row[aria-selected='true'] .row-artist,
  .found .row[aria-selected='true'] .row-length {
    color: inherit;
  }
`;
