// What a search finds, and in which order.
import assert from 'node:assert/strict';
import { MOST_FOUND } from '../../../src/engine/search/limits';
import type { Named } from '../../../src/engine/search/searchText';
import { TrackIndex } from '../../../src/engine/search/trackIndex';
import { LONGEST_QUERY } from '../../../src/shared/pageMessages';
import { makeCatalogue } from '../../support/catalogue';

/** Does all the work that is left. */
function finish(index: TrackIndex): void {
  while (index.state !== 'complete') index.step();
}

/** An index over tracks, each given as `title / artist / album`; they are known by their titles. */
function indexOf(...names: readonly string[]): TrackIndex {
  const index = new TrackIndex();
  index.take(names.map(named));
  finish(index);
  return index;
}

function named(text: string): Named {
  const [title = '', artist = '', album = ''] = text.split(' / ');
  return { id: title, title, artist, album };
}

describe('A search', () => {
  const ALBUMS = [
    'Blue in Green / Miles Davis / Kind of Blue',
    'So What / Miles Davis / Kind of Blue',
    'Greensleeves / Anonymous / Songs',
    'Miles / The Greens / Far',
    'Beyoncé / Jóhann Jóhannsson / Orphée',
    'Straße / Motörhead / Øresund',
  ];
  const check = (query: string, ...titles: readonly string[]): void => {
    assert.deepEqual(indexOf(...ALBUMS).find(query), titles, query);
  };

  it('finds what begins so, letter by letter', () => {
    for (const query of ['s', 'so', 'so ', 'so w', 'so wh', 'so wha', 'so what'])
      assert.equal(indexOf(...ALBUMS).find(query)?.[0], 'So What', query);
  });

  it('finds words of different fields together, in any order', () => {
    check('davis green', 'Blue in Green');
    check('kind miles so', 'So What');
  });

  it('ranks title before artist before album, and a whole word before the beginning of one', () => {
    check('green', 'Blue in Green', 'Greensleeves', 'Miles');
    check('miles', 'Miles', 'Blue in Green', 'So What');
    assert.deepEqual(
      indexOf('One / x / Moon', 'Two / Moon / x', 'Moonlight / x / x', 'A Moon / x / x').find('moon'),
      ['A Moon', 'Moonlight', 'Two', 'One'],
    );
  });

  it('puts the title that is the query first, then titles that begin so', () => {
    const index = indexOf('My Hurt / Hurt / Hurt', 'Hurt Again / Hurt / x', 'Hurt / x / x');
    assert.deepEqual(index.find('hurt'), ['Hurt', 'Hurt Again', 'My Hurt']);
  });

  it('forgives a letter wrong, missing, too many, or two changed round', () => {
    for (const query of ['grean', 'gren', 'greeen', 'gereen', 'grene'])
      assert.ok(
        indexOf(...ALBUMS)
          .find(query)
          ?.includes('Blue in Green'),
        query,
      );
    check('motorhaed', 'Straße');
    check('davsi waht', 'So What');
  });

  it('has what is typed right before what is like it', () => {
    assert.deepEqual(indexOf('Helo / Help / x', 'Hello / x / x', 'Other / x / Helo').find('helo'), [
      'Helo',
      'Other',
      'Hello',
    ]);
  });

  it('takes short words as typed', () => {
    check('sa');
    check('of wha', 'So What');
  });

  it('knows letters without case, marks and apostrophes', () => {
    check('BEYONCE', 'Beyoncé');
    check('beyonce\u0301', 'Beyoncé');
    check('orphee johann', 'Beyoncé');
    check('strasse', 'Straße');
    check('oresund', 'Straße');
    assert.deepEqual(indexOf("Don't Stop / x / x").find('dont'), ["Don't Stop"]);
    assert.deepEqual(indexOf('Dont Stop / x / x').find('don’t'), ['Dont Stop']);
  });

  it('finds Chinese and Japanese by their characters, and names without letters as they are', () => {
    const index = indexOf(
      '夜に駆ける / YOASOBI / x',
      '月亮代表我的心 / 鄧麗君 / x',
      '!!! / ÷ / x',
      '🎵🎶 / x / x',
      '사랑 / x / x',
    );
    assert.deepEqual(index.find('夜に'), ['夜に駆ける']);
    assert.deepEqual(index.find('代表'), ['月亮代表我的心']);
    assert.deepEqual(index.find('鄧'), ['月亮代表我的心']);
    assert.deepEqual(index.find('!!'), ['!!!']);
    assert.deepEqual(index.find('÷'), ['!!!']);
    assert.deepEqual(index.find('🎵'), ['🎵🎶']);
    assert.deepEqual(index.find('사ᄅ'), ['사랑']);
  });

  it('gives the first tracks for nothing, and never more than a list shows', () => {
    const tracks = makeCatalogue(200, 'many');
    const index = new TrackIndex();
    index.take(tracks);
    finish(index);
    const first = tracks.slice(0, MOST_FOUND).map(({ id }) => id);
    for (const query of ['', '   ', '\u0000\u200b\n']) assert.deepEqual(index.find(query), first);
    assert.ok((index.find('b')?.length ?? 0) <= MOST_FOUND);
  });

  it('survives whatever is in tags and queries', () => {
    const nasty = [
      'x'.repeat(10_000),
      'word '.repeat(10_000),
      '<img src=x onerror=alert(1)>',
      '\u0000\u0007\u001b[31m\u202e',
      '\ud800 \udfff',
      '👩‍👩‍👧‍👦'.repeat(2_000),
      '\u0301'.repeat(10_000),
      '\ufdfa'.repeat(500),
      '__proto__',
      'constructor',
      '.*+?^${}()|[]\\',
      '\n\n\n',
    ];
    const index = new TrackIndex();
    index.take(nasty.map((text, at) => ({ id: `${at}`, title: text, artist: text, album: text })));
    finish(index);
    for (const [at, text] of nasty.entries()) {
      for (const query of [text, text.slice(0, LONGEST_QUERY), `${text}q`])
        assert.ok(Array.isArray(index.find(query)));
      if (/[a-z]/.test(text)) assert.ok(index.find(text)?.includes(`${at}`), `${at}`);
    }
  });
});

describe('A search index', () => {
  const ids = (index: TrackIndex, query: string): readonly string[] => index.find(query) ?? ['not yet'];

  it('finds what is typed right before it is complete, and what is typed wrong then', () => {
    const index = new TrackIndex();
    assert.equal(index.find('x'), null);
    const tracks = [
      ...makeCatalogue(MOST_FOUND, 'x').map((track) => ({ ...track, title: 'Wanted' })),
      named('Rare / x / x'),
    ];
    index.take(tracks);
    assert.equal(index.find('wanted'), null);
    while (index.state === 'reading') index.step();
    assert.equal(index.find('wanted')?.length, MOST_FOUND);
    assert.equal(index.find('rrae'), null);
    finish(index);
    assert.deepEqual(index.find('rrae'), ['Rare']);
  });

  it('follows the catalogue: what is new, renamed and gone, typed right or wrong', () => {
    const index = indexOf('Stay / Someone / x', 'Rename / Before / x', 'Vanish / x / x');
    index.take([named('Stay / Someone / x'), named('Rename / Behind / x'), named('Arrive / x / x')]);
    assert.deepEqual(ids(index, 'stay'), ['not yet'], 'what little is found is not all yet');
    finish(index);
    assert.deepEqual(ids(index, 'behind'), ['Rename']);
    assert.deepEqual(ids(index, 'bheind'), ['Rename']);
    for (const gone of ['before', 'beofre', 'vanish', 'vansih']) assert.deepEqual(ids(index, gone), [], gone);
    assert.deepEqual(ids(index, 'arrive'), ['Arrive']);
    assert.deepEqual(ids(index, 'arrvie'), ['Arrive']);
    assert.deepEqual(ids(index, ''), ['Stay', 'Rename', 'Arrive']);
  });

  it('is the same after many changes, some of them in the middle of its work, as one made anew', () => {
    const all = makeCatalogue(300, 'changes');
    const index = new TrackIndex();
    for (let turn = 0; turn < 20; turn++) {
      index.take(
        all
          .filter((_, at) => (at * 7 + turn * 3) % 5 > 0)
          .map((track, at) =>
            at % 11 === turn % 11 ? { ...track, title: `${track.title} ${turn}` } : track,
          ),
      );
      for (let step = 0; step < turn * 40; step++) index.step();
    }
    const last = [...all.slice(100), ...all.slice(0, 50)];
    index.take(last);
    finish(index);
    const anew = new TrackIndex();
    anew.take(last);
    finish(anew);
    for (const { title, artist } of last)
      for (const query of [title, artist, title.slice(1), artist.slice(0, 3)]) {
        const expected = ids(anew, query);
        // Of more, which ones are shown is a matter of rank.
        if (expected.length < MOST_FOUND)
          assert.deepEqual([...ids(index, query)].sort(), [...expected].sort(), query);
      }
  });

  it('forgets everything with an empty queue, in the middle of its work too, and counts the first of two alike', () => {
    const index = indexOf('Gone / x / x');
    index.take(makeCatalogue(50, 'half'));
    index.step();
    index.take([]);
    finish(index);
    assert.deepEqual(ids(index, ''), []);
    assert.deepEqual(ids(index, 'gnoe'), []);
    index.take([named('Gone / first / x'), named('Gone / second / x')]);
    finish(index);
    assert.deepEqual([ids(index, 'first'), ids(index, 'second')], [['Gone'], []]);
  });
});
