// Composition root of the statistics page: hears the host and shows it. Decides nothing.
import type { ToStatisticsPage } from '../../shared/statisticsMessages';
import { withNotes } from './blockPicture';
import { StarlingStatistics } from './starlingStatistics';
import { STATISTICS_STYLES } from './styles';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const view = document.querySelector('starling-statistics');

function receive(message: ToStatisticsPage): void {
  if (!(view instanceof StarlingStatistics)) return;
  switch (message.type) {
    case 'nowPlaying':
      view.play = message.play;
      break;
    case 'blockNotes':
      view.picture = withNotes(view.picture, message);
      break;
    case 'statistics':
      view.statistics = message.statistics;
  }
}

const { styleSheet } = STATISTICS_STYLES;
if (styleSheet !== undefined) document.adoptedStyleSheets.push(styleSheet);
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  // Other scripts of VS Code's frame post messages too: `receive` passes over what it doesn't know.
  if (typeof data === 'object' && data !== null && 'type' in data) receive(data as ToStatisticsPage);
});
acquireVsCodeApi().postMessage({ type: 'ready' });
