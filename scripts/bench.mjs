// `npm run bench`: measures what has a target or a rival. Each benchmark runs alone, in a process of its own.
//   npm run bench                  all
//   npm run bench -- policy cache  some
//   npm run bench -- policyWorld   both profiles of the fetch policy on the same simulated plays (PLAYS=n: so many, 1,000), and ours
//                                  without each of its ideas in turn, in three worlds; some 10 minutes; runs only where it is named
//   npm run bench -- hidden 30     playing out of sight, for so many minutes (10); runs only where it is named
//   SEED=n                         other random bytes
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { OperatingError } from './lib/operatingError.mjs';
import { startProcess } from './lib/processes.mjs';
import { buildProduct } from './lib/product.mjs';
import { runAsProgram } from './lib/program.mjs';
import { say } from './lib/progress.mjs';

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string} unit
 * @property {number} ours
 * @property {number} reference
 * @property {string} referenceName
 * @property {number} ratio
 */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const built = join(root, 'out/bench');
const results = join(root, 'bench/results');
const NAMES = [
  'cache',
  'verify',
  'policy',
  'swarm',
  'blocks',
  'idle',
  'leak',
  'origin',
  'socket',
  'engine',
  'scan',
  'catalogue',
  'search',
  'scroll',
  'latency',
];
/** They take long: only by their names. */
const LONG_NAMES = ['hidden', 'policyWorld'];

async function main() {
  const args = process.argv.slice(2);
  const minutes = args.find((arg) => /^\d+$/.test(arg));
  const names = chooseNames(args.filter((arg) => arg !== minutes));
  await buildAll();
  // These run the product as it is shipped.
  if (names.some((name) => ['origin', 'catalogue', 'scroll', 'latency', 'hidden'].includes(name)))
    await buildProduct(root);
  mkdirSync(results, { recursive: true });
  for (const name of names) await runOne(name, minutes === undefined ? {} : { MINUTES: minutes });
}

/** @param {readonly string[]} asked */
function chooseNames(asked) {
  const unknown = asked.find((name) => ![...NAMES, ...LONG_NAMES].includes(name));
  if (unknown !== undefined)
    throw new OperatingError(
      `There is no benchmark "${unknown}"; there are: ${[...NAMES, ...LONG_NAMES].join(', ')}.`,
    );
  return asked.length === 0 ? NAMES : asked;
}

/** Minified like the product. */
async function buildAll() {
  rmSync(built, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: [
      ...[...NAMES, ...LONG_NAMES].map((name) => ({ in: `bench/${name}.ts`, out: name })),
      { in: 'src/engine/main.ts', out: 'engineProcess' },
      { in: 'src/engine/origin/musicLibrary/fileThread.ts', out: 'fileThread' },
    ],
    outdir: built,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    // These find their own files beside themselves.
    external: ['playwright-core', '@vscode/test-electron', 'node-datachannel'],
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    define: { 'import.meta.url': '__import_meta_url' },
    banner: { js: "const __import_meta_url = require('node:url').pathToFileURL(__filename).href;" },
    tsconfig: join(root, 'tsconfig/page.json'),
    logLevel: 'warning',
  });
}

/**
 * @param {string} name
 * @param {Readonly<Record<string, string>>} env
 */
async function runOne(name, env) {
  const before = machine();
  say(`\n━━ ${name}`);
  /** @type {string[]} */
  const lines = [];
  const running = startProcess({
    command: process.execPath,
    args: [join(built, `${name}.cjs`)],
    cwd: root,
    env: { ...process.env, ...env },
    onLine: (line) => lines.push(line),
  });
  const { code } = await running.ended;
  const last = lines.at(-1);
  if (code !== 0 || last === undefined)
    throw new OperatingError(`The benchmark "${name}" failed.\n${running.lastLines()}`);
  /** @type {unknown} */
  const reported = JSON.parse(last);
  const { seed, rows, notes } = /** @type {{ seed: number, rows: Row[], notes: string[] }} */ (reported);
  if (rows.length > 0) say(tableOf(rows));
  for (const note of notes) say(note);
  const result = { name, date: new Date().toISOString(), machine: before, seed, rows, notes };
  const file = join(results, `${name}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
  say(`→ bench/results/${basename(file)}`);
}

function machine() {
  const cores = cpus();
  return {
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    system: `${platform()} ${arch()}`,
    node: process.version,
    loadAverage: loadavg()[0],
  };
}

/** @param {readonly Row[]} rows */
function tableOf(rows) {
  const cells = [
    ['', 'ours', 'reference', 'ratio', ''],
    ...rows.map(({ name, unit, ours, reference, referenceName, ratio }) => [
      name,
      `${figure(ours)} ${unit}`,
      `${figure(reference)} ${unit}`,
      ratio.toFixed(2),
      referenceName,
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) => line.map((cell, at) => pad(cell, widths[at] ?? 0, at)).join('  ')).join('\n');
}

/**
 * Names stand left, figures right.
 * @param {string} cell
 * @param {number} width
 * @param {number} column
 */
function pad(cell, width, column) {
  return column === 0 || column === 4 ? cell.padEnd(width) : cell.padStart(width);
}

/** @param {number} value */
function figure(value) {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });
}

await runAsProgram(main, { signalExitCode: 130 });
