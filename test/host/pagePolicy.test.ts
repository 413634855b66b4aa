import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pagePolicy, policyText } from '../../src/host/pagePolicy';

/** The first column of the table in docs/security.md, and the second. */
function documented(): readonly (readonly [directive: string, reason: string])[] {
  const text = readFileSync(resolve('docs/security.md'), 'utf8');
  const section = text.split('\n## ').find((part) => part.startsWith("The page's policy")) ?? '';
  return Array.from(section.matchAll(/^\| `([^`]+)` +\| (.*?) *\|$/gm), ([, directive = '', reason = '']) => [
    directive,
    reason,
  ]);
}

describe("The page's policy", () => {
  it('is what docs/security.md says, directive by directive, each with a reason', () => {
    const policy = pagePolicy({ nonce: 'X', source: 'EXTENSION' });
    const written = policyText(policy).replace("'nonce-X'", 'NONCE').split('; ');
    assert.deepEqual(
      documented().map(([directive]) => directive),
      written,
    );
    for (const [directive, reason] of documented())
      assert.ok(reason.length > 20, `${directive} has no reason`);
  });

  it('lets nothing in from anywhere but the extension, and runs no text', () => {
    const allowed = Object.values(pagePolicy({ nonce: 'X', source: 'EXTENSION' })).join(' ');
    assert.doesNotMatch(allowed, /https?:|\*|blob:|'unsafe-(inline|eval|hashes)'|'self'/);
  });
});
