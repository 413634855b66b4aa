// Progress on the terminal: one line a step, its time ticking on a terminal, plain lines in a log.

const TICK_MS = 1_000;
/** In a log file a sign of life this often is enough. */
const LOG_TICK_MS = 30_000;

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Does a piece of work under a headline: what it is, how long it usually takes, and how long it took.
 * @template T
 * @param {{ title: string, takes: string, live?: boolean }} about `live` when the work itself prints, so that nothing is drawn over it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step({ title, takes, live = false }, work) {
  const startedMs = performance.now();
  const seconds = () => Math.round((performance.now() - startedMs) / 1000);
  const ticker = startTicker({ headline: `… ${title} (${takes})`, seconds, live });
  let isDone = false;
  try {
    const result = await work();
    isDone = true;
    return result;
  } finally {
    ticker.stop();
    say(`${isDone ? '✓' : '✗'} ${title} (${isDone ? 'took' : 'failed after'} ${seconds()} s)`);
  }
}

/** @param {{ headline: string, seconds: () => number, live: boolean }} options */
function startTicker({ headline, seconds, live }) {
  if (!process.stdout.isTTY || live) {
    say(headline);
    const timer = setInterval(() => {
      if (!live) say(`${headline}: ${seconds()} s`);
    }, LOG_TICK_MS);
    return {
      stop: () => {
        clearInterval(timer);
      },
    };
  }
  const draw = () => process.stdout.write(`\r\u001b[2K${headline}: ${seconds()} s`);
  draw();
  const timer = setInterval(draw, TICK_MS);
  return {
    stop: () => {
      clearInterval(timer);
      process.stdout.write('\r\u001b[2K');
    },
  };
}
