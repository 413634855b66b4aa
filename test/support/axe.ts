// axe-core run inside one document: what it finds wrong for people who don't see, or see little.
import { source } from 'axe-core';
import type { AxeResults, NodeResult } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

/** What lies behind the page in VS Code: axe doesn't look out of a frame. */
const BEHIND = 'var(--vscode-sideBar-background)';

/**
 * Everything axe finds in a document, a line each; none where all is well. What it can't decide counts as found.
 * It counts as a gesture, so that sound may be unlocked afterwards.
 */
export async function axeFindings(document: Frame | Page): Promise<readonly string[]> {
  await document.evaluate(source);
  const results = await document.evaluate(async (background) => {
    const { axe } = window as unknown as { axe: { run(options: unknown): Promise<AxeResults> } };
    const { style } = window.document.documentElement;
    const before = style.backgroundColor;
    if (before === '') style.backgroundColor = background;
    try {
      return await axe.run({ resultTypes: ['violations', 'incomplete'] });
    } finally {
      style.backgroundColor = before;
    }
  }, BEHIND);
  return [...results.violations, ...results.incomplete].flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)} (${reasonOf(node)})`),
  );
}

function reasonOf({ any, all, none }: NodeResult): string {
  return [...any, ...all, ...none].map(({ message }) => message).join('; ');
}
