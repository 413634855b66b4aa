// Composition root of the demo renderer: `node dist/demo/demo.cjs --out DIR [--seconds N] [--threads N] [--force]`.
// Its threads run the same script.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { defineCommand, runMain } from 'citty';
import { AlbumFolderError, renderIdOf, saveAlbum } from './album';
import type { DemoMessage } from '../shared/demoAlbum';
import { PIECES } from './pieces';
import { createProgressBar } from './progressBar';
import { renderAll, serveRenders } from './renderPool';

interface Asked {
  readonly folder: string;
  readonly isForced: boolean;
  readonly seconds: number | undefined;
  readonly threads: number | undefined;
}

async function renderAlbum({ folder, isForced, seconds, threads }: Asked): Promise<void> {
  const { onProgress, onSaved } = followers();
  const outcome = await saveAlbum({
    folder,
    pieces: PIECES,
    renderId: renderIdOf({ code: await readFile(__filename), asked: { seconds } }),
    isForced,
    onSaved,
    render: (pieces, onRendered) =>
      renderAll(
        pieces.map((piece) => ({ piece, ...(seconds === undefined ? {} : { seconds }) })),
        {
          ...{ script: __filename, onProgress },
          ...(threads === undefined ? {} : { threads }),
          onRendered: async (index, rendering) => {
            const piece = pieces[index];
            if (piece !== undefined) await onRendered(piece, rendering);
          },
        },
      ),
  });
  console.log(`Demo album ready in ${folder}: ${PIECES.length} pieces, ${outcome}`);
}

/** Who is told how far it is: the program that has started this one and listens to it, else whoever looks at the terminal. */
function followers(): { readonly onProgress: (done: number) => void; readonly onSaved: () => void } {
  if (process.send === undefined)
    return {
      onProgress: createProgressBar(process.stdout, `Rendering ${PIECES.length} pieces`),
      onSaved: () => undefined,
    };
  const tell = (message: DemoMessage): void => void process.send?.(message);
  process.once('disconnect', () => process.exit(1)); // nobody waits for it any more
  process.channel?.unref(); // that somebody listens is no reason to live on
  return { onProgress: (done) => tell({ done }), onSaved: () => tell({ isPlayable: true }) };
}

/** A number from the command line; undefined where none was given. */
function numberOf(
  name: string,
  text: string | undefined,
  [least, most]: readonly [number, number],
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new OptionError(`--${name} must be a number from ${least} to ${most}, not "${text}".`);
}

/** Thrown when an option makes no sense. */
class OptionError extends Error {
  override readonly name = 'OptionError';
}

const command = defineCommand({
  meta: { name: 'starling-demo', description: 'Renders the demo album into a folder.' },
  args: {
    out: {
      type: 'string',
      required: true,
      valueHint: 'DIR',
      description: 'Folder of the album; made if missing',
    },
    seconds: {
      type: 'string',
      valueHint: 'N',
      description: 'Only the first N seconds of each piece, 5 to 600',
    },
    threads: {
      type: 'string',
      valueHint: 'N',
      description: 'Pieces rendered at a time (default: one a core, 4 at most)',
    },
    force: { type: 'boolean', default: false, description: 'Render even what is there already' },
  },
  run: async ({ args }) => {
    try {
      await renderAlbum({
        folder: resolve(args.out),
        isForced: args.force,
        seconds: numberOf('seconds', args.seconds, [5, 600]),
        threads: numberOf('threads', args.threads, [1, 16]),
      });
    } catch (error) {
      if (!(error instanceof AlbumFolderError || error instanceof OptionError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    }
  },
});

if (isMainThread) void runMain(command);
else serveRenders();
