// The library as a tree over a catalogue: a listener opens nodes and reads rows.
import assert from 'node:assert/strict';
import { Library } from '../../../src/engine/library/library';
import { MOST_LIBRARY_ROWS, type LibraryNode, type LibraryRow } from '../../../src/shared/library';
import { UNFILED, type Filing, type Track } from '../../../src/shared/track';
import { makeTrack } from '../../support/world';

interface Wanted extends Partial<Filing> {
  readonly id?: string;
  readonly title?: string;
  readonly artist?: string;
  readonly album?: string;
  readonly durationSeconds?: number | null;
}

let made = 0;
const file = (wanted: Wanted): Track => {
  const {
    id = `t${++made}`,
    title = id,
    artist = 'Ann',
    album = 'First',
    durationSeconds = 60,
    ...filing
  } = wanted;
  return {
    ...makeTrack(id, 1_000),
    title,
    artist,
    album,
    durationSeconds,
    filing: { ...UNFILED, ...filing },
  };
};
const at = (kind: LibraryNode['kind'], key = ''): LibraryNode => ({ kind, key });
const nameOf = (row: LibraryRow): string => (row.kind === 'track' ? row.title : row.name);
const rowsOf = (library: Library, node: LibraryNode): readonly LibraryRow[] => library.browse(node, 0).rows;
const namesOf = (library: Library, node: LibraryNode): readonly string[] => rowsOf(library, node).map(nameOf);
/** The node of the row of this name. */
const below = (library: Library, node: LibraryNode, name: string): LibraryNode => {
  const row = rowsOf(library, node).find((each) => nameOf(each) === name);
  assert.ok(row !== undefined && row.kind !== 'track', `${name} can be opened`);
  return { kind: row.kind, key: row.key };
};

describe('The library', () => {
  it('leads from an artist by albums to tracks, by disc and number', () => {
    const library = new Library([
      file({ title: 'c', disc: 2, number: 1 }),
      file({ title: 'b', disc: 1, number: 10 }),
      file({ title: 'a', disc: 1, number: 9 }),
      file({ title: 'z', artist: 'Bob', album: 'Other' }),
    ]);
    assert.deepEqual(namesOf(library, at('artists')), ['Ann', 'Bob']);
    const ann = below(library, at('artists'), 'Ann');
    assert.deepEqual(namesOf(library, ann), ['First']);
    assert.deepEqual(namesOf(library, below(library, ann, 'First')), ['a', 'b', 'c']);
  });

  it('tells of each row how many tracks stand below it and how long they take', () => {
    const library = new Library([file({}), file({ durationSeconds: null }), file({ album: 'Second' })]);
    assert.deepEqual(rowsOf(library, at('artists')), [
      { kind: 'artist', key: 'ann', name: 'Ann', artist: '', tracks: 3, durationSeconds: 120 },
    ]);
    const [first] = rowsOf(library, at('albums'));
    assert.deepEqual(first, {
      ...{ kind: 'album', key: 'ann\nfirst', name: 'First', artist: 'Ann' },
      ...{ tracks: 2, durationSeconds: 60 },
    });
  });

  it('sorts names as people do: without regard to case and accents, numbers by their size, the nameless last', () => {
    const artists = ['unit 10', 'Unit 9', 'Zoe', 'Émile', 'eva', '', 'Unknown artist'];
    const library = new Library(artists.map((artist) => file({ artist, album: '' })));
    assert.deepEqual(namesOf(library, at('artists')), [
      'Émile', 'eva', 'Unit 9', 'unit 10', 'Zoe', 'Unknown artist',
    ]); // prettier-ignore
    assert.deepEqual(new Set(namesOf(library, at('albums'))), new Set(['Unknown album']));
  });

  const OWNERS: readonly (readonly [string, readonly Wanted[], string])[] = [
    ['the artist that the tags name', [{ artist: 'Bob', albumArtist: 'Ann' }, { artist: 'Cy', albumArtist: 'Ann' }], 'Ann'],
    ['the one artist of its tracks', [{ artist: 'Bob' }, { artist: 'bob ' }], 'Bob'],
    ['the one whom all its artists begin with', [{ artist: 'Bob feat. Cy' }, { artist: 'Bob' }, { artist: 'BOB & Di' }], 'Bob'],
    ['various artists, where they have nothing in common', [{ artist: 'Bob' }, { artist: 'Cy' }], 'Various artists'],
    ['various artists, where a name merely begins another one', [{ artist: 'Bob' }, { artist: 'Bobby' }], 'Various artists'],
  ]; // prettier-ignore
  for (const [whose, files, artist] of OWNERS)
    it(`gives an album to ${whose}`, () => {
      const library = new Library(files.map((wanted) => file({ ...wanted, folder: 'Mixed' })));
      assert.deepEqual(
        rowsOf(library, at('albums')).map((row) => row.kind === 'album' && [row.artist, row.tracks]),
        [[artist, files.length]],
      );
    });

  it('keeps albums of one name apart that are of different artists in different folders', () => {
    const library = new Library([
      file({ artist: 'Ann', album: 'Best', folder: 'Ann' }),
      file({ artist: 'Bob', album: 'Best', folder: 'Bob' }),
    ]);
    assert.equal(library.browse(at('albums'), 0).total, 2);
  });

  it('keeps them apart too where nobody knows the folders', () => {
    const named = { ...makeTrack('x', 1_000), album: 'Best' };
    const library = new Library(['Ann', 'Bob'].map((artist) => ({ ...named, id: artist, artist })));
    assert.equal(library.browse(at('albums'), 0).total, 2);
  });

  it('makes no album of loose tracks of several artists', () => {
    const library = new Library([file({ artist: 'Ann', album: '' }), file({ artist: 'Bob', album: '' })]);
    assert.deepEqual(namesOf(library, at('artists')), ['Ann', 'Bob']);
  });

  it('shows folders as they lie, those before tracks, one that holds only folders too', () => {
    const library = new Library([
      file({ title: 'loose' }),
      file({ title: 'x', folder: 'Rock/Ann/Live' }),
      file({ title: 'y', folder: 'Rock/Ann' }),
      file({ title: 'z', folder: 'Jazz' }),
    ]);
    assert.deepEqual(namesOf(library, at('folders')), ['Jazz', 'Rock', 'loose']);
    const rock = below(library, at('folders'), 'Rock');
    assert.deepEqual(namesOf(library, rock), ['Ann']);
    assert.deepEqual(namesOf(library, below(library, rock, 'Ann')), ['Live', 'y']);
    assert.deepEqual(
      library.tracksOf(rock).map(({ title }) => title),
      ['y', 'x'],
    );
  });

  it('lists the albums that came last, the latest first', () => {
    const library = new Library([
      file({ album: 'Old', addedMs: 1 }),
      file({ album: 'New', addedMs: 2 }),
      file({ album: 'Grown', addedMs: 0 }),
      file({ album: 'Grown', addedMs: 3 }),
    ]);
    assert.deepEqual(namesOf(library, at('recent')), ['Grown', 'New', 'Old']);
  });

  it('gives many rows by pages', () => {
    const count = MOST_LIBRARY_ROWS + 20;
    const library = new Library(
      Array.from({ length: count }, (_, n) => file({ artist: `Artist ${n}`, album: `Album ${n}` })),
    );
    const [first, second] = [0, MOST_LIBRARY_ROWS].map((offset) => library.browse(at('artists'), offset));
    assert.deepEqual([first?.rows.length, first?.total], [MOST_LIBRARY_ROWS, count]);
    assert.deepEqual(second?.rows.map(nameOf).slice(0, 2), [
      `Artist ${MOST_LIBRARY_ROWS}`,
      `Artist ${MOST_LIBRARY_ROWS + 1}`,
    ]);
    assert.equal(second.rows.length, 20);
  });

  it('knows nothing below what is gone, and sends no name of ten thousand characters', () => {
    const library = new Library([file({ artist: 'x'.repeat(10_000), title: 'y'.repeat(10_000) })]);
    for (const kind of ['artist', 'album', 'folder'] as const)
      assert.deepEqual(library.browse(at(kind, 'gone'), 0), { rows: [], total: 0 });
    const artist = below(library, at('artists'), `${'x'.repeat(300)}…`);
    const [album] = rowsOf(library, artist);
    assert.ok(album?.kind === 'album');
    const rows = rowsOf(library, { kind: 'album', key: album.key });
    assert.ok(JSON.stringify(rows).length < 1_000);
  });

  it('plays what stands below a node in the order in which it is shown', () => {
    const library = new Library([
      file({ id: 'b1', album: 'B', number: 1 }),
      file({ id: 'a2', album: 'A', number: 2 }),
      file({ id: 'a1', album: 'A', number: 1 }),
    ]);
    const ann = below(library, at('artists'), 'Ann');
    for (const node of [ann, at('artists'), at('albums'), at('recent')])
      assert.deepEqual(library.tracksOf(node).map(({ id }) => id), ['a1', 'a2', 'b1']); // prettier-ignore
  });
});
