// What the tree of the library shows of each place.
import assert from 'node:assert/strict';
import {
  describePlace,
  durationText,
  idOf,
  ROOT_PLACES,
  type LibraryParent,
  type LibraryPlace,
} from '../../src/host/library/libraryPlaces';
import type { LibraryGroupRow, LibraryTrackRow } from '../../src/shared/library';

const [artists, albums] = ROOT_PLACES as readonly [LibraryParent, LibraryParent];
const ALBUM: LibraryGroupRow = {
  ...{ kind: 'album', key: 'ann\nfirst', name: 'First', artist: 'Ann', tracks: 12, durationSeconds: 2_705 },
};
const ARTIST: LibraryGroupRow = { ...ALBUM, kind: 'artist', key: 'ann', name: 'Ann', artist: '' };
const TRACK: LibraryTrackRow = {
  ...{ kind: 'track', trackId: 'x:1', title: 'One', artist: 'Ann', album: 'First', number: 3 },
  durationSeconds: 65,
};
const artist: LibraryParent = { kind: 'group', parent: artists, row: ARTIST };
const album: LibraryParent = { kind: 'group', parent: albums, row: ALBUM };
const track = (row: Partial<LibraryTrackRow>, parent: LibraryParent = album): LibraryPlace => ({
  ...{ kind: 'track', parent, row: { ...TRACK, ...row } },
});

describe('A place of the library', () => {
  it('says whose an album is, but not below its artist', () => {
    assert.equal(describePlace(album).description, 'Ann');
    assert.equal(describePlace({ ...album, parent: artist }).description, '12 tracks');
    assert.equal(describePlace(album).tooltip, 'First\nAnn\n12 tracks, 45:05');
  });

  it('shows a track with its number in its album, its artist where that isn’t the album’s, and how long it takes', () => {
    const { label, description, tooltip } = describePlace(track({}));
    assert.deepEqual([label, description], ['3. One', '1:05']);
    assert.equal(tooltip, 'One\nAnn — First\n1:05');
    assert.equal(describePlace(track({ artist: 'Bob' })).description, 'Bob · 1:05');
    assert.equal(describePlace(track({ durationSeconds: null, number: 0 })).label, 'One');
    assert.equal(describePlace(track({ durationSeconds: null })).description, '');
  });

  it('shows names from tags as text: no icons, no line breaks, nothing that turns what stands beside, not ten thousand characters', () => {
    const hostile = describePlace(track({ title: `$(trash)\u202Eevil\n${'x'.repeat(10_000)}`, number: 0 }));
    assert.doesNotMatch(hostile.label, /\$\(|\u202e|\n/);
    assert.ok(hostile.label.length <= 201);
  });

  it('has an id of its own, the same each time', () => {
    const places: LibraryPlace[] = [artists, albums, artist, album, { ...album, parent: artist }, track({})];
    const ids = places.map(idOf);
    assert.equal(new Set(ids).size, places.length);
    assert.deepEqual(structuredClone(places).map(idOf), ids);
  });

  it('tells time as clocks do', () => {
    assert.deepEqual([5, 65, 3_599.6, 3_723].map(durationText), ['0:05', '1:05', '1:00:00', '1:02:03']);
  });
});
