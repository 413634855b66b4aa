import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ByteSources } from '../../src/webview/byteSources';
import type { SoundSource } from '../../src/shared/soundSource';
import { runsOf } from '../support/properties';

describe('The sources of bytes', () => {
  it('are those that were told last, byte by byte, however the stretches lie', () => {
    const source = fc.constantFrom<SoundSource>('cache', 'origin', 'folder');
    const stretch = fc.record({ start: fc.nat(40), length: fc.nat(15), source });
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 20 }), (stretches) => {
        const sources = new ByteSources();
        const expected: (SoundSource | null)[] = Array.from({ length: 60 }, () => null);
        for (const { start, length, source: from } of stretches) {
          sources.add({ start, end: start + length }, from);
          expected.fill(from, start, start + length);
        }
        assert.deepEqual(
          expected.map((_, at) => sources.at(at)),
          expected,
        );
      }),
      runsOf(300),
    );
  });
});
