import { css } from 'lit';
import { PAGE_STYLES } from '../view/pageStyles';

/** The look of the statistics view: VS Code's own colours of charts. */
export const STATISTICS_STYLES = css`
  ${PAGE_STYLES}
  starling-statistics {
    display: block;
    padding: 4px 12px 12px 20px;
    line-height: 18px;
  }
  h1 {
    margin: 0;
    font-size: inherit;
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  h2 {
    margin: 12px 0 2px;
    font-size: 11px;
    font-weight: 600;
    text-transform: uppercase;
    color: var(--vscode-sideBarSectionHeader-foreground, inherit);
  }
  p {
    margin: 0;
  }
  .quiet {
    color: var(--vscode-descriptionForeground);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .source-bar {
    display: block;
    width: 100%;
    height: 20px;
    margin: 8px 0;
    overflow: visible;
    shape-rendering: crispEdges;
    outline: 1px solid var(--vscode-contrastBorder, transparent);
    background: var(--vscode-editorWidget-border, rgb(128 128 128 / 35%));
  }
  .cache {
    fill: var(--vscode-charts-green);
    background: var(--vscode-charts-green);
  }
  .peers {
    fill: var(--vscode-charts-blue);
    background: var(--vscode-charts-blue);
  }
  .origin {
    fill: var(--vscode-charts-yellow);
    background: var(--vscode-charts-yellow);
  }
  .folder {
    fill: var(--vscode-charts-purple);
    background: var(--vscode-charts-purple);
  }
  .playhead {
    stroke: var(--vscode-foreground);
    stroke-width: 2px;
    vector-effect: non-scaling-stroke;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 12px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 5px;
    font-variant-numeric: tabular-nums;
  }
  .swatch {
    width: 9px;
    height: 9px;
    border-radius: 2px;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th {
    font-weight: normal;
    text-align: start;
    color: var(--vscode-descriptionForeground);
  }
  th,
  td {
    padding: 1px 8px 1px 0;
    vertical-align: top;
  }
  td.number,
  th.number {
    padding-inline-end: 0;
    text-align: end;
    white-space: nowrap;
  }
  td.span {
    white-space: nowrap;
  }
  /* A narrow view at twice its size. */
  @media (max-width: 219px) {
    starling-statistics {
      padding-inline: 12px 8px;
    }
    td.number,
    th.number {
      white-space: normal;
    }
  }
`;
