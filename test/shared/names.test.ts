import assert from 'node:assert/strict';
import { cleanName, LONGEST_NAME } from '../../src/shared/names';
import { HOSTILE_NAMES } from '../support/hostileNames';

describe('A name', () => {
  it('is one line, turns nothing round that stands beside it, and ends', () => {
    assert.equal(cleanName('one\r\n two\tthree\u2028four\u0000'), 'one  two three four');
    assert.equal(cleanName('Invoice \u202e3pm.exe\u2066 and on'), 'Invoice 3pm.exe and on');
    assert.equal(cleanName('x'.repeat(20_000)).length, LONGEST_NAME);
  });

  it('stays what it is where it is strange but harmless', () => {
    const harmless = ['<b>bold</b> & co.', 'שלום עולם (Live 2019)', '👩‍👩‍👧‍👦🏳️‍🌈', '__proto__'];
    for (const name of harmless) assert.equal(cleanName(name), name);
  });

  it('is clean, whatever was tried', () => {
    for (const { tries, ...names } of HOSTILE_NAMES)
      for (const name of Object.values(names))
        assert.doesNotMatch(cleanName(name), /[\p{Cc}\u2028-\u202e\u2066-\u2069]|.{1001}/u, tries);
  });
});
