// The page of the statistics view in a real Chromium; what the host would say, the test says.
import type { Browser, Page } from 'playwright-core';
import type { ToStatisticsPage } from '../../../src/shared/statisticsMessages';
import { servePage } from './skeleton';

/** An open page. */
export interface StatisticsPage {
  readonly page: Page;
  /** What it complained of in its console. */
  readonly complaints: readonly string[];
  tell(message: ToStatisticsPage): Promise<void>;
  close(): Promise<void>;
}

const BRIDGE = `
  window.isReady = false;
  window.acquireVsCodeApi = () => ({ postMessage: ({ type }) => (window.isReady = type === 'ready') });
`;

/** Opens the page; resolves when it has said that it is ready. */
export async function openStatisticsPage(
  browser: Browser,
  {
    theme,
    viewport = { width: 320, height: 640 },
  }: { theme: string; viewport?: { width: number; height: number } },
): Promise<StatisticsPage> {
  const { server, url } = await servePage(BRIDGE, theme, {
    element: 'starling-statistics',
    script: 'statistics.js',
  });
  const page = await browser.newPage({ viewport });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(url);
  await page.waitForFunction('window.isReady');
  return {
    page,
    complaints,
    tell: (message) =>
      page.evaluate((said) => {
        window.postMessage(said);
      }, message),
    close: async () => {
      await page.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
