// `npm run formats`: one table of every format, and what the page makes of it (bench/formats.ts).
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { OperatingError } from './lib/operatingError.mjs';
import { startProcess } from './lib/processes.mjs';
import { runAsProgram } from './lib/program.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'out/formats');

async function main() {
  rmSync(built, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['bench/formats.ts'],
    outfile: join(built, 'formats.cjs'),
    ...{ bundle: true, platform: 'node', target: 'node22', format: 'cjs', packages: 'external' },
    define: { 'import.meta.url': '__import_meta_url' },
    banner: { js: "const __import_meta_url = require('node:url').pathToFileURL(__filename).href;" },
    tsconfig: join(root, 'tsconfig/page.json'),
    logLevel: 'warning',
  });
  const { ended } = startProcess({
    command: process.execPath,
    args: [join(built, 'formats.cjs')],
    cwd: root,
    isShown: true,
  });
  const { code } = await ended;
  if (code !== 0) throw new OperatingError('The formats could not be tried.');
}

await runAsProgram(main, { signalExitCode: 130 });
