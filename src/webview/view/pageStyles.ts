import { css } from 'lit';

/** What every page has of VS Code: its type and its colours. */
export const PAGE_STYLES = css`
  body {
    margin: 0;
    padding: 0;
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size, 13px);
    font-weight: var(--vscode-font-weight, normal);
    background: transparent;
  }
`;
