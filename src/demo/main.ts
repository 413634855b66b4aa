// Composition root of the demo renderer: `node dist/demo/demo.cjs --out DIR [--force]`.
import { resolve } from 'node:path';
import { defineCommand, runMain } from 'citty';
import { AlbumFolderError, fileNameOf, savePiece } from './album';
import type { OnProgress } from './mix';
import { PIECES } from './piece';
import type { Piece } from './piece';

/** Steps in which progress is told. */
const STEP_PERCENT = 20;

/** Tells the progress of one piece in plain lines, the same to a terminal and to a log. */
function tellProgress(piece: Piece): OnProgress {
  let told = 0;
  return (done) => {
    const percent = Math.floor((100 * done) / STEP_PERCENT) * STEP_PERCENT;
    if (percent > told) console.log(`Rendering “${piece.title}”: ${percent} %`);
    told = Math.max(told, percent);
  };
}

async function saveAlbum(folder: string, isForced: boolean): Promise<void> {
  let rendered = 0;
  for (const piece of PIECES) {
    const outcome = await savePiece(piece, { folder, isForced, onProgress: tellProgress(piece) });
    if (outcome === 'rendered') rendered++;
  }
  const last = PIECES.length === 1 ? PIECES.map(fileNameOf).join() : `${PIECES.length} pieces`;
  console.log(
    `Demo album ready in ${folder}: ${last} (${rendered} rendered, ${PIECES.length - rendered} kept)`,
  );
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
    force: { type: 'boolean', default: false, description: 'Render even what is there already' },
  },
  run: async ({ args }) => {
    try {
      await saveAlbum(resolve(args.out), args.force);
    } catch (error) {
      if (!(error instanceof AlbumFolderError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    }
  },
});

void runMain(command);
