import assert from 'node:assert/strict';
import { clip, isolated, plain } from '../../src/host/plainText';

describe('A tag shown by VS Code', () => {
  it('has no line breaks, and nothing that becomes an icon', () => {
    assert.equal(plain('one\r\n two\tthree'), 'one two three');
    assert.equal(plain('$(trash) sale'), '$\u200b(trash) sale');
  });

  it('turns nothing that stands beside it', () => {
    assert.equal(plain('\u202eevil\u2066\u0007'), 'evil');
    assert.equal(plain('שיר'), 'שיר');
  });

  it('is cut between characters as people count them', () => {
    const family = '👩‍👩‍👧‍👦';
    assert.equal(clip(family.repeat(3), 3), family.repeat(3));
    assert.equal(clip(family.repeat(4), 3), `${family.repeat(2)}…`);
    assert.equal(clip('short', 5), 'short');
    assert.equal(clip(`e${'\u0301'.repeat(10_000)}`, 3).length, 80 + 1);
  });

  it('turns nothing round it, whatever directions are in it', () => {
    assert.equal(plain('one \u202eowt\u2066 three'), 'one owt three');
    assert.equal(isolated('שיר'), '\u2068שיר\u2069');
  });
});
