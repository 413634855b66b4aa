// The host's end of the library: questions, answers, and what is told in between.
import assert from 'node:assert/strict';
import { LibraryLink } from '../../src/host/library/libraryLink';
import type { LibraryNode, LibraryState } from '../../src/shared/library';
import type { BrowseMessage } from '../../src/shared/hostMessages';

const ARTISTS: LibraryNode = { kind: 'artists', key: '' };
const ALBUMS: LibraryNode = { kind: 'albums', key: '' };
const STATE: LibraryState = { origins: 1, tracks: 2, isLoading: false };
const pageOf = (total: number) => ({ rows: [], total });

function link() {
  const sent: BrowseMessage[] = [];
  let starts = 0;
  const library = new LibraryLink({
    send: (message) => sent.push(message),
    start: () => (starts += 1),
    newId: () => `id${sent.length + 1}`,
  });
  return { library, sent, starts: () => starts };
}

describe('The way to the library', () => {
  it('answers each question by itself, whichever answer comes first', async () => {
    const { library, sent } = link();
    const [artists, albums] = [library.browse(ARTISTS, 0), library.browse(ALBUMS, 500)];
    assert.deepEqual(
      sent.map(({ browseId, node, offset }) => [browseId, node.kind, offset]),
      [['id1', 'artists', 0], ['id2', 'albums', 500]],
    ); // prettier-ignore
    library.take({ type: 'rows', browseId: 'id2', page: pageOf(2) });
    library.take({ type: 'rows', browseId: 'id1', page: pageOf(1) });
    assert.deepEqual([(await artists).total, (await albums).total], [1, 2]);
  });

  it('asks a new engine what the lost one was not done with, and nothing else', async () => {
    const { library, sent } = link();
    const done = library.browse(ARTISTS, 0);
    library.take({ type: 'rows', browseId: 'id1', page: pageOf(1) });
    await done;
    void library.browse(ALBUMS, 0);
    library.askAgain();
    assert.deepEqual(sent.map(({ browseId }) => browseId), ['id1', 'id2', 'id2']); // prettier-ignore
  });

  it('starts the engine for whoever wants to know how the library stands, and tells of every change', async () => {
    const { library, starts } = link();
    const told: number[] = [];
    library.onChange(({ tracks }) => told.push(tracks));
    const state = library.state();
    assert.equal(starts(), 1);
    library.take({ type: 'library', state: STATE });
    library.take({ type: 'library', state: { ...STATE, tracks: 3 } });
    assert.deepEqual([await state, told], [STATE, [2, 3]]);
    assert.equal((await library.state()).tracks, 3);
    assert.equal(starts(), 1);
  });

  it('leaves nobody waiting when the window closes', async () => {
    const { library } = link();
    const page = library.browse(ARTISTS, 0);
    library.stop();
    assert.deepEqual(await page, pageOf(0));
  });
});
