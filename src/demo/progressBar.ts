// How far the rendering is: a bar on a terminal, a line every tenth in a log.

const BAR_CELLS = 30;
/** Steps in which a log is told, in percent. */
const LOG_STEP_PERCENT = 10;

/** Where the progress is shown. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows a share that is done, 0–1; 1 ends the line. */
export function createProgressBar(output: ProgressOutput, title: string): (done: number) => void {
  let told = -1;
  return (done) => {
    const percent = Math.floor(100 * Math.min(1, done) + 1e-9);
    if (output.isTTY === true) {
      if (percent === told) return;
      const cells = Math.round((BAR_CELLS * percent) / 100);
      const bar = `${'█'.repeat(cells)}${'░'.repeat(BAR_CELLS - cells)}`;
      output.write(`\r${title} ${bar} ${String(percent).padStart(3)} %${percent === 100 ? '\n' : ''}`);
      told = percent;
      return;
    }
    const step = percent - (percent % LOG_STEP_PERCENT);
    if (step <= Math.max(0, told)) return;
    told = step;
    output.write(`${title}: ${step} %\n`);
  };
}
