// `npm run package`: builds Starling and packages the extension, as VS Code and code-server install it: out/starling.vsix.
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProduct, packageExtension } from './lib/product.mjs';
import { runAsProgram } from './lib/program.mjs';
import { say } from './lib/progress.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

async function main() {
  await buildProduct(root);
  const vsix = await packageExtension(root);
  say(
    `✓ ${relative(process.cwd(), vsix)}: install it with “Extensions: Install from VSIX…”, or code --install-extension ${relative(process.cwd(), vsix)}`,
  );
}

await runAsProgram(main, { signalExitCode: 130 });
