// The frame of every script: errors as sentences, and nothing left behind however the script ends.
import { describeError } from './operatingError.mjs';
import { stopEverything } from './processes.mjs';

/**
 * Runs a script's main function. When it ends, or the user or the system asks for the end, all that was
 * started is stopped and the clean-ups are run; what main throws is shown and makes the exit code 1.
 * @param {(onEnd: (cleanUp: () => void) => void) => Promise<void>} main may register clean-ups
 * @param {{ signalExitCode: number }} options
 */
export async function runAsProgram(main, { signalExitCode }) {
  /** @type {(() => void)[]} */
  const cleanUps = [];
  const end = async () => {
    await stopEverything();
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
  };
  let isAskedToEnd = false;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (isAskedToEnd) return;
      isAskedToEnd = true;
      void end().then(() => process.exit(signalExitCode));
    });
  }
  try {
    await main((cleanUp) => cleanUps.push(cleanUp));
  } catch (error) {
    // Asked to end, all that was waited for fails: that isn't news.
    if (!wasAskedToEnd()) console.error(`\nStarling: ${describeError(error)}`);
    process.exitCode = 1;
  }
  if (!wasAskedToEnd()) await end();

  /** Read through a function, for the signal comes at any time. */
  function wasAskedToEnd() {
    return isAskedToEnd;
  }
}
