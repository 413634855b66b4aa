// The built renderer as `npm start` calls it: `node dist/demo/demo.cjs --out DIR`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PIECES } from '../../src/demo/piece';

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

  it('renders the album, telling how far it is, and the second time at once has nothing to do', () => {
    const first = run('--out', folder);
    assert.equal(first.status, 0, first.errors);
    assert.match(first.lines.at(-2) ?? '', /^Rendering “.+”: 100 %$/);
    assert.match(
      first.lines.at(-1) ?? '',
      new RegExp(`^Demo album ready in .+\\(${PIECES.length} rendered, 0 kept\\)$`),
    );
    const files = readdirSync(folder);
    assert.equal(files.length, PIECES.length);

    const second = run('--out', folder);
    assert.equal(second.status, 0, second.errors);
    assert.equal(second.lines.length, 1);
    assert.match(second.lines[0] ?? '', new RegExp(`\\(0 rendered, ${PIECES.length} kept\\)$`));
    assert.deepEqual(readdirSync(folder), files);
  });

  it('fails in one sentence when it cannot write', () => {
    const blocked = join(folder, 'file');
    writeFileSync(blocked, '');
    const { status, errors } = run('--out', join(blocked, 'album'));
    assert.equal(status, 1);
    assert.match(errors, /^The demo album can't be written to .+ENOTDIR.+\n$/);
  });

  it('says how it is called when it is called without a folder', () => {
    const { status, lines, errors } = run();
    assert.equal(status, 1);
    assert.match(lines.join('\n') + errors, /--out/);
  });
});
