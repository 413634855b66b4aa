import { css } from 'lit';

/** The look of what is said of sharing. */
export const SHARING_STYLES = css`
  .sharing-card {
    flex: none;
    margin: 4px 12px 8px;
    padding: 6px 8px 8px;
    border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    font-size: 0.92em;
    line-height: 1.35;
  }
  /* All of it ought to be seen without scrolling: the queue has less room until it is answered. */
  starling-player:has(.sharing-card) starling-queue {
    min-height: 22px;
  }
  /* The title begins the text. */
  .sharing-card h2,
  .sharing-card p {
    display: inline;
    margin: 0;
    font-size: inherit;
    overflow-wrap: anywhere;
  }
  .sharing-card h2,
  .sharing-card b {
    font-weight: 600;
  }
  .sharing-card b {
    unicode-bidi: isolate;
  }
  /* Side by side where both fit, else one below the other: of one width in either case. */
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
    margin-block-start: 6px;
  }
  button.answer {
    flex: 1 1 220px;
    max-width: 300px;
    padding: 2px 8px;
    line-height: 18px;
    border: 1px solid var(--vscode-button-secondaryBorder, var(--vscode-button-border, transparent));
    border-radius: 4px;
    color: var(--vscode-button-secondaryForeground, var(--vscode-foreground));
    background: var(--vscode-button-secondaryBackground);
  }
  button.answer:hover {
    background: var(--vscode-button-secondaryHoverBackground);
  }
  button.answer:focus-visible {
    outline-offset: 2px;
  }
  .sharing-line {
    display: flex;
    flex: none;
    align-items: center;
    gap: 4px;
    margin: 2px 12px 4px 20px;
    color: var(--vscode-descriptionForeground);
    font-size: 0.9em;
    line-height: 18px;
    font-variant-numeric: tabular-nums;
  }
  .sharing-line .codicon {
    flex: none;
    font-size: 14px;
  }
`;
