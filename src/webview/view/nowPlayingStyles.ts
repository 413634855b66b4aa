import { css } from 'lit';

/** The look of what plays: beside its cover, wide, low and narrow. */
export const NOW_PLAYING_STYLES = css`
  .now-playing {
    flex: none;
    display: grid;
    grid-template: 'cover names' auto 'sound sound' auto / auto minmax(0, 1fr);
    column-gap: 12px;
    padding: 8px 12px 4px 20px;
  }
  .sound {
    grid-area: sound;
    min-width: 0;
  }
  .names {
    grid-area: names;
    min-width: 0;
    min-height: 74px;
  }
  starling-cover {
    grid-area: cover;
    display: flex;
    align-items: center;
    justify-content: center;
    width: 74px;
    height: 74px;
    margin-block-end: 4px;
    overflow: hidden;
    border-radius: 4px;
    color: var(--vscode-descriptionForeground);
    background: color-mix(in srgb, var(--vscode-foreground) 8%, transparent);
    outline: 1px solid var(--vscode-contrastBorder, transparent);
    outline-offset: -1px;
  }
  starling-cover .codicon {
    font-size: 24px;
  }
  starling-cover canvas {
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
  .title,
  .artist,
  .album,
  .source {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: isolate;
  }
  .title {
    font-weight: 600;
    line-height: 20px;
  }
  .artist,
  .album,
  starling-source {
    line-height: 18px;
    min-height: 18px;
  }
  .album,
  .source {
    color: var(--vscode-descriptionForeground);
  }
  starling-source {
    display: block;
    font-size: 0.9em;
  }
  .source {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .source .codicon {
    flex: none;
    font-size: 14px;
  }
  .source span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .hint {
    margin: 0 0 4px;
    color: var(--vscode-descriptionForeground);
    font-size: 0.9em;
    line-height: 1.4;
  }
  /* As wide as a panel: sound beside a larger cover. */
  @media (min-width: 520px) and (min-height: 230px) {
    .now-playing {
      grid-template: 'cover names' 1fr 'cover sound' auto / auto minmax(0, 1fr);
      column-gap: 16px;
    }
    .names {
      min-height: 0;
    }
    starling-cover {
      width: 128px;
      height: 128px;
    }
  }
  /* Low and wide, as a panel is: all in one line. */
  @media (min-width: 520px) and (max-height: 229px) {
    .now-playing {
      grid-template: 'cover names sound' auto / auto minmax(0, 2fr) minmax(0, 3fr);
      align-items: center;
    }
    .sound starling-seek-bar {
      margin-block-start: 0;
    }
    .sound .bar {
      margin-block-start: 0;
    }
  }
  /* A narrow view at twice its size: no room for a large cover, or for what can be seen elsewhere. */
  @media (max-width: 219px) {
    .now-playing {
      column-gap: 8px;
      padding-inline: 12px 8px;
    }
    starling-cover {
      width: 38px;
      height: 38px;
    }
    starling-cover .codicon {
      font-size: 16px;
    }
    .names {
      min-height: 42px;
    }
    .bar {
      gap: 4px;
    }
    .controls {
      gap: 0;
    }
    .search {
      margin-inline: 12px 8px;
    }
  }
  @media (max-width: 199px) {
    .bar {
      flex-wrap: wrap;
    }
  }
  /* Low: the queue needs the room more than the words. */
  @media (max-height: 229px) {
    .names {
      display: grid;
      grid-template: 'title source' 20px 'artist source' 18px / minmax(0, 1fr) auto;
      column-gap: 8px;
      min-height: 0;
    }
    .title {
      grid-area: title;
    }
    .artist {
      grid-area: artist;
    }
    starling-source {
      grid-area: source;
      align-self: center;
    }
    .source span:last-child,
    .album,
    .hint {
      display: none;
    }
    starling-cover {
      width: 38px;
      height: 38px;
    }
    starling-cover .codicon {
      font-size: 16px;
    }
  }
  @media (max-height: 149px) {
    starling-search:not([open], :focus-within) {
      display: none;
    }
  }
`;
