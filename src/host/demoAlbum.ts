// The demo album: eight pieces that Starling composes and plays itself, rendered into a folder of the extension's own, which is
// then in the library like any other.
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { DemoMessage } from '../shared/demoAlbum';

/** How to render. */
export interface DemoRendering {
  /** The built renderer, an absolute path. */
  readonly rendererPath: string;
  /** Where the album goes; made where it is missing. What is there already isn't rendered again. */
  readonly folder: string;
  /** Only so many seconds of each piece: for tests. */
  readonly seconds?: number;
  /** Called with the share of all that is done, 0–1. */
  readonly onProgress: (done: number) => void;
  /** Called when the first piece can be played. */
  readonly onPlayable: () => void;
  readonly signal: AbortSignal;
}

/** Thrown when the album can't be rendered. The message is a sentence. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}

/** The last that is kept of what the renderer complains of, in characters. */
const MOST_COMPLAINT = 2_000;

/**
 * Renders the album in a process of its own, which gives way to everything else. Resolves when it is whole, or given up.
 * @throws {DemoError} when it can't be rendered.
 */
export async function renderDemo(rendering: DemoRendering): Promise<void> {
  const { rendererPath, folder, seconds, onProgress, onPlayable, signal } = rendering;
  const length = seconds === undefined ? [] : ['--seconds', String(seconds)];
  const child = spawn(process.execPath, [rendererPath, '--out', folder, ...length], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    windowsHide: true,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MOST_COMPLAINT);
  });
  child.on('message', (message: DemoMessage) => {
    if ('done' in message) onProgress(message.done);
    else onPlayable();
  });
  if (child.pid !== undefined) giveWay(child.pid);
  const stop = (): void => void child.kill();
  signal.addEventListener('abort', stop);
  const failure = await new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) =>
      resolve(code === 0 ? null : complaint.trim() || `it ended with code ${code}`),
    );
  });
  signal.removeEventListener('abort', stop);
  if (failure === null) onPlayable();
  else if (!signal.aborted) throw new DemoError(`The demo album could not be rendered: ${failure}`);
}

function giveWay(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    return; // It has ended already, or the system knows no priorities: it runs as any other.
  }
}
