import assert from 'node:assert/strict';
import { createProgressBar } from '../../src/demo/progressBar';

/** What is written for these shares of the work. */
function shown(isTTY: boolean, shares: readonly number[]): readonly string[] {
  const written: string[] = [];
  const show = createProgressBar({ isTTY, write: (text) => written.push(text) }, 'Rendering');
  for (const share of shares) show(share);
  return written;
}

describe('demo progress bar', () => {
  it('is drawn over itself on a terminal, whenever a percent is done, and ends its line', () => {
    const drawn = shown(true, [0, 0.001, 0.5, 0.501, 1]);
    assert.deepEqual(drawn, [
      `\rRendering ${'░'.repeat(30)}   0 %`,
      `\rRendering ${'█'.repeat(15)}${'░'.repeat(15)}  50 %`,
      `\rRendering ${'█'.repeat(30)} 100 %\n`,
    ]);
  });

  it('is a line every tenth in a log, each once', () => {
    const lines = shown(false, [0, 0.05, 0.11, 0.12, 0.29, 0.3, 0.95, 1, 1]);
    assert.deepEqual(
      lines,
      ['10', '20', '30', '90', '100'].map((percent) => `Rendering: ${percent} %\n`),
    );
  });
});
