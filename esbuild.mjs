// Builds everything: the extension, the engine process, the page, the origin server, the demo renderer and the tests.
//   node esbuild.mjs [--watch] [--production] [--tests]
import { context } from 'esbuild';
import { cp, glob, mkdir, rename, stat } from 'node:fs/promises';

const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: 'info',
  legalComments: 'none',
  tsconfig: 'tsconfig/page.json',
};

/** @type {import('esbuild').BuildOptions} */
const node = {
  ...common,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  define: { 'import.meta.url': '__import_meta_url' },
  banner: { js: "const __import_meta_url = require('node:url').pathToFileURL(__filename).href;" },
};

/** @type {import('esbuild').BuildOptions} */
const page = { ...common, platform: 'browser', target: 'chrome132', format: 'iife' };

/** @type {import('esbuild').BuildOptions[]} */
const products = [
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.cjs', external: ['vscode'] },
  { ...node, entryPoints: ['src/engine/main.ts'], outfile: 'dist/engine/engine.cjs' },
  ...['dist/engine', 'dist/peer'].map((folder) => ({
    ...node,
    entryPoints: ['src/engine/swarm/bundle.ts'],
    outfile: `${folder}/swarm.cjs`,
  })),
  { ...node, entryPoints: ['src/peer/main.ts'], outfile: 'dist/peer/peer.cjs' },
  { ...node, entryPoints: ['src/server/main.ts'], outfile: 'dist/server/server.cjs' },
  ...['dist/engine', 'dist/server'].map((folder) => ({
    ...node,
    entryPoints: ['src/engine/origin/musicLibrary/fileThread.ts'],
    outfile: `${folder}/fileThread.cjs`,
  })),
  { ...node, entryPoints: ['src/demo/main.ts'], outfile: 'dist/demo/demo.cjs' },
  { ...page, entryPoints: ['src/webview/main.ts'], outfile: 'dist/webview/page.js' },
  { ...page, entryPoints: ['src/webview/statistics/main.ts'], outfile: 'dist/webview/statistics.js' },
];

/** Packages that can't be required from where they lie, as they are for `import` only: they are bundled, with all that they take. */
const IMPORT_ONLY = /^(?:@libp2p|libp2p|@multiformats|protons-runtime|uint8arrays)(?:\/|$)/;

/** @type {import('esbuild').Plugin} */
const packagesStay = {
  name: 'packages stay where they lie',
  setup: (build) => {
    build.onResolve({ filter: /^[^./]/ }, ({ path, importer }) =>
      importer === '' || importer.includes('node_modules') || IMPORT_ONLY.test(path)
        ? null
        : { path, external: true },
    );
  },
};

/** Tests find the product's sources bundled into them; most packages and the built product they take from where they lie. */
const tests = async () => ({
  ...node,
  entryPoints: await Array.fromAsync(glob('test/**/{*.test,*.suite,index}.ts')),
  outdir: 'out/test',
  outbase: 'test',
  outExtension: { '.js': '.cjs' },
  plugins: [packagesStay],
  external: ['node-datachannel'],
  sourcemap: /** @type {const} */ ('linked'),
  minify: false,
});

await mkdir('dist/webview', { recursive: true });
await cp('node_modules/@vscode/codicons/dist/codicon.css', 'dist/webview/codicon.css');
await cp('node_modules/@vscode/codicons/dist/codicon.ttf', 'dist/webview/codicon.ttf');

// WebRTC's native part for the machine that builds (npm has installed no other): `swarm.cjs` looks for it in `build` two folders above.
// A process may have it loaded, so it is replaced as a whole, and only by another one.
for await (const file of glob('node_modules/@node-datachannel/*/node_datachannel.node')) {
  const [there, here] = await Promise.all([
    stat(file),
    stat('build/node_datachannel.node').catch(() => null),
  ]);
  if (there.size === here?.size && there.mtimeMs === here.mtimeMs) continue;
  await cp(file, `build/node_datachannel.${process.pid}`, { preserveTimestamps: true });
  await rename(`build/node_datachannel.${process.pid}`, 'build/node_datachannel.node');
}

const contexts = await Promise.all(
  [...products, ...(flags.has('--tests') ? [await tests()] : [])].map((options) => context(options)),
);
if (flags.has('--watch')) {
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  await Promise.all(contexts.map((each) => each.rebuild()));
  await Promise.all(contexts.map((each) => each.dispose()));
}
