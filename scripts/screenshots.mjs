// `npm run screenshots`: pictures of the player in every state, size and theme, out of a real VS Code (test/pictures).
//   npm run screenshots                      into out/screenshots, to be looked at
//   npm run screenshots -- --readme          the README's pictures too, into media/screenshots
//   npm run screenshots -- --demo-seconds N  with only the first N seconds of each demo piece: quicker to render
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { OperatingError } from './lib/operatingError.mjs';
import { startProcess } from './lib/processes.mjs';
import { buildProduct, renderDemo } from './lib/product.mjs';
import { runAsProgram } from './lib/program.mjs';
import { say } from './lib/progress.mjs';
import { checkDemoSeconds } from './lib/startOptions.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'out/pictures');

async function main() {
  const { demoSeconds, isForReadme } = parseOptions(process.argv.slice(2));
  await buildProduct(root);
  const music = await renderDemo(root, demoSeconds);
  await buildPictures();
  say('… Taking pictures (three minutes or so)');
  const { ended } = startProcess({
    command: process.execPath,
    args: ['--enable-source-maps', join(built, 'main.cjs')],
    cwd: root,
    env: { ...process.env, STARLING_MUSIC: music, STARLING_README: isForReadme ? '1' : '' },
    isShown: true,
  });
  const { code } = await ended;
  if (code !== 0)
    throw new OperatingError('The pictures are not as they should be; what is wrong stands above.');
}

/** @param {readonly string[]} args */
function parseOptions(args) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { readme: { type: 'boolean', default: false }, 'demo-seconds': { type: 'string' } },
    });
    const seconds = values['demo-seconds'];
    return {
      isForReadme: values.readme,
      demoSeconds: seconds === undefined ? undefined : checkDemoSeconds(seconds),
    };
  } catch (error) {
    if (error instanceof OperatingError) throw error;
    throw new OperatingError(error instanceof Error ? error.message : String(error));
  }
}

async function buildPictures() {
  rmSync(built, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['test/pictures/main.ts'],
    outfile: join(built, 'main.cjs'),
    ...{ bundle: true, platform: 'node', target: 'node22', format: 'cjs', packages: 'external' },
    define: { 'import.meta.url': '__import_meta_url' },
    banner: { js: "const __import_meta_url = require('node:url').pathToFileURL(__filename).href;" },
    tsconfig: join(root, 'tsconfig/page.json'),
    sourcemap: 'linked',
    logLevel: 'warning',
  });
}

await runAsProgram(main, { signalExitCode: 130 });
