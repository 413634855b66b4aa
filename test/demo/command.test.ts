// The built renderer as `npm start` calls it: `node dist/demo/demo.cjs --out DIR`.
import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PIECES } from '../../src/demo/pieces';
import type { DemoMessage } from '../../src/shared/demoAlbum';

const COMMAND = fileURLToPath(new URL('../../../dist/demo/demo.cjs', import.meta.url));

function run(...args: readonly string[]): {
  status: number | null;
  lines: readonly string[];
  errors: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], { encoding: 'utf8' });
  return { status, lines: stdout.trim().split('\n'), errors: stderr };
}

describe('demo command', function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'starling-demo-')); }); // prettier-ignore
  afterEach(() => { rmSync(folder, { recursive: true }); }); // prettier-ignore

  it('renders the album, telling how far it is, the second time at once has nothing to do, and one thread makes the same bytes as three', () => {
    const three = join(folder, 'three');
    const first = run('--out', three, '--seconds', '5', '--threads', '3');
    assert.equal(first.status, 0, first.errors);
    const tenths = first.lines.slice(0, -1).map((line) => /^Rendering 8 pieces: (\d+) %$/.exec(line)?.[1]);
    assert.deepEqual(tenths, ['10', '20', '30', '40', '50', '60', '70', '80', '90', '100']);
    assert.match(first.lines.at(-1) ?? '', /^Demo album ready in .+: 8 pieces, rendered$/);
    assert.equal(readdirSync(three).filter((name) => name.endsWith('.ogg')).length, PIECES.length);

    const second = run('--out', three, '--seconds', '5', '--threads', '3');
    assert.equal(second.status, 0, second.errors);
    assert.match(second.lines.join('\n'), /^Demo album ready in .+: 8 pieces, kept$/);

    const one = join(folder, 'one');
    const again = run('--out', one, '--seconds', '5', '--threads', '1');
    assert.equal(again.status, 0, again.errors);
    assert.deepEqual(readdirSync(one), readdirSync(three));
    for (const name of readdirSync(one))
      assert(readFileSync(join(one, name)).equals(readFileSync(join(three, name))), name);
  });

  it('tells the program that has started it how far it is, and of each piece that can be played', async () => {
    const told: DemoMessage[] = [];
    const child = fork(COMMAND, ['--out', folder, '--seconds', '5'], { silent: true });
    child.on('message', (message) => told.push(message as DemoMessage));
    await once(child, 'close');
    assert.equal(told.filter((message) => 'isPlayable' in message).length, PIECES.length);
    const shares = told.flatMap((message) => ('done' in message ? [message.done] : []));
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => a - b),
    );
    assert.equal(shares.at(-1), 1);
  });

  it('fails in one sentence when it cannot write', () => {
    const blocked = join(folder, 'file');
    writeFileSync(blocked, '');
    const { status, errors } = run('--out', join(blocked, 'album'));
    assert.equal(status, 1);
    assert.match(errors, /^The demo album can't be written to .+ENOTDIR.+\n$/);
  });

  it('fails in one sentence when an option makes no sense', () => {
    const { status, errors } = run('--out', folder, '--seconds', 'few');
    assert.equal(status, 1);
    assert.equal(errors, '--seconds must be a number from 5 to 600, not "few".\n');
  });

  it('says how it is called when it is called without a folder', () => {
    const { status, lines, errors } = run();
    assert.equal(status, 1);
    assert.match(lines.join('\n') + errors, /--out/);
  });
});
