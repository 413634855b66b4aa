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
    const { axe } = window as unknown as {
      axe: { run(context: unknown, options: unknown): Promise<AxeResults> };
    };
    const { style } = window.document.documentElement;
    const before = style.backgroundColor;
    if (before === '') style.backgroundColor = background;
    try {
      // What the edge of a list cuts through stands on two things; the same rows are looked at where they are whole.
      for (const list of window.document.querySelectorAll('.queue')) {
        const { top, bottom } = list.getBoundingClientRect();
        for (const row of list.querySelectorAll('li')) {
          const box = row.getBoundingClientRect();
          row.toggleAttribute(
            'data-is-cut',
            box.top < top || box.bottom > Math.min(bottom, window.innerHeight),
          );
        }
      }
      return await axe.run({ exclude: [['[data-is-cut]']] }, { resultTypes: ['violations', 'incomplete'] });
    } finally {
      for (const row of window.document.querySelectorAll('[data-is-cut]')) row.removeAttribute('data-is-cut');
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
