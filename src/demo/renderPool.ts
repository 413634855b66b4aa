// Renders pieces side by side, each on a thread of its own: they have nothing to do with each other. A thread runs the same
// script as the main one (main.ts) and takes one piece after the other.
import { availableParallelism } from 'node:os';
import { parentPort, Worker } from 'node:worker_threads';
import { render } from './rendering';
import type { Rendering, RenderTask } from './rendering';

/** Each needs about 300 MB. */
const MOST_THREADS = 4;

/** What a thread says. */
type Said = { readonly done: number } | { readonly rendering: Rendering };

/** How the pieces are to be rendered. */
export interface PoolOptions {
  /** The script whose threads call `serveRenders`. */
  readonly script: string;
  /** Default: one a core, four at most. */
  readonly threads?: number;
  /** Called with the share of all that is done, 0–1. */
  readonly onProgress: (done: number) => void;
  /** Takes the rendering of the task at this index as soon as it is there. */
  readonly onRendered: (index: number, rendering: Rendering) => Promise<void>;
}

/**
 * Renders every piece; resolves when all have been taken.
 * @throws what a thread or `onRendered` throws; the others are ended then
 */
export async function renderAll(tasks: readonly RenderTask[], options: PoolOptions): Promise<void> {
  const { script, onProgress, onRendered } = options;
  const count = Math.min(tasks.length, options.threads ?? Math.min(MOST_THREADS, availableParallelism()));
  const workers = Array.from({ length: count }, () => new Worker(script));
  const done = tasks.map(() => 0);
  const waiting = tasks.map((task, index) => ({ task, index }));
  const work = async (worker: Worker): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { task, index } = next;
      const rendering = await renderOn(worker, task, (share) => {
        done[index] = share;
        onProgress(done.reduce((sum, each) => sum + each, 0) / tasks.length);
      });
      await onRendered(index, rendering);
    }
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function renderOn(worker: Worker, task: RenderTask, onProgress: (done: number) => void): Promise<Rendering> {
  return new Promise((resolve, reject) => {
    const hear = (said: Said): void => {
      if ('done' in said) {
        onProgress(said.done);
        return;
      }
      worker.off('message', hear).off('error', reject);
      onProgress(1);
      resolve(said.rendering);
    };
    worker.on('message', hear).once('error', reject);
    worker.postMessage(task);
  });
}

/** What a thread does: renders what it is asked for, until it is ended. */
export function serveRenders(): void {
  const port = parentPort;
  if (port === null) throw new Error('Only a thread serves renders.');
  port.on('message', (task: RenderTask) => {
    void render(task, (done) => { port.postMessage({ done } satisfies Said); }).then((rendering) => {
      port.postMessage({ rendering } satisfies Said);
    });
  });
} // prettier-ignore
