import assert from 'node:assert/strict';
import { coverOf, MOST_PICTURE_BYTES } from '../../../src/engine/origin/picture';
import { PICTURES, pictureOf, png } from '../../support/pictures';

describe('A picture from outside', () => {
  for (const type of Object.keys(PICTURES) as (keyof typeof PICTURES)[])
    it(`is known by its bytes: ${type}`, () => {
      assert.equal(coverOf(pictureOf(type))?.mediaType, type.split(',')[0]);
    });

  it('is known by its bytes: image/png, and named by their hash', () => {
    const cover = coverOf(png());
    assert.equal(cover?.mediaType, 'image/png');
    assert.match(cover.id, /^[0-9a-f]{64}$/);
    assert.notEqual(coverOf(png({ colour: [1, 2, 3] }))?.id, cover.id);
  });

  it('is none where it is no picture, a program, or one that nobody shows', () => {
    for (const text of [
      '',
      '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
      '<!doctype html>',
      'BM',
    ])
      assert.equal(coverOf(Buffer.from(text)), null, text);
  });

  it('is none where it ends within its header, wherever', () => {
    for (const bytes of [png(), ...(Object.keys(PICTURES) as (keyof typeof PICTURES)[]).map(pictureOf)])
      for (let end = 0; end < 30; end++) coverOf(bytes.subarray(0, end));
    assert.equal(coverOf(png().subarray(0, 20)), null);
    assert.equal(coverOf(pictureOf('image/jpeg').subarray(0, 30)), null);
  });

  it('is none where unpacking it would take too much, though it is small', () => {
    for (const said of [
      { width: 5_000, height: 5_000 },
      { width: 9_000, height: 1 },
      { width: 2 ** 31, height: 2 ** 31 },
      { width: 0, height: 5 },
    ])
      assert.equal(coverOf(png({ said })), null);
    assert.notEqual(coverOf(png({ said: { width: 4_000, height: 4_000 } })), null);
  });

  it('is none where it is longer than any cover', () => {
    const padding = Buffer.alloc(MOST_PICTURE_BYTES);
    assert.equal(coverOf(Buffer.concat([png(), padding])), null);
  });
});
