// `npm run generate:wire`: makes the encoders and decoders in src/engine/swarm/wire/generated from the .proto files beside it.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProcess } from './lib/processes.mjs';
import { runAsProgram } from './lib/program.mjs';
import { projectNode } from './lib/programs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const wire = join(root, 'src', 'engine', 'swarm', 'wire');
/** Never beside the .proto files: credential.ts there is ours. */
const generated = join(wire, 'generated');
const HEADER = `// Generated from %.proto by \`npm run generate:wire\`: don't edit. Not checked by tsc: protons' output isn't meant for exactOptionalPropertyTypes.
// @ts-nocheck
`;

async function main() {
  const protos = (await readdir(wire)).filter((name) => name.endsWith('.proto'));
  await mkdir(generated, { recursive: true });
  for (const proto of protos) await generate(proto.slice(0, -'.proto'.length));
}

/** @param {string} name */
async function generate(name) {
  const args = [
    join(root, 'node_modules', 'protons', 'dist', 'bin', 'protons.js'),
    ...['--strict', '--output', generated],
    join(wire, `${name}.proto`),
  ];
  const failure = `protons refuses ${name}.proto.`;
  await runProcess({
    command: projectNode(root),
    args,
    env: process.env,
    isShown: true,
    failure,
    limitMs: 60_000,
  });
  const made = join(generated, `${name}.ts`);
  const text = (await readFile(made, 'utf8')).replaceAll(/from '\.\/(\w+)\.(?:js|ts)'/g, "from './$1'");
  await writeFile(made, HEADER.replace('%', name) + text);
}

await runAsProgram(main, { signalExitCode: 130 });
