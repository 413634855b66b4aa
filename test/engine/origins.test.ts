// Several origins at once: one library, each track from where it is, and what is wrong with one is no matter of the others.
import assert from 'node:assert/strict';
import type { LibraryIntent } from '../../src/shared/intents';
import type { LibraryMessage } from '../../src/shared/engineMessages';
import { EMPTY_SNAPSHOT } from '../../src/shared/snapshot';
import { UNFILED, type Track } from '../../src/shared/track';
import { makeWorld } from '../support/engineWorld';
import { makeTrack, MemoryOrigin, settle } from '../support/world';

class Folder extends MemoryOrigin {
  override readonly isLocal = true;
  override readonly name = '/music/Attic';
}

function twoOrigins() {
  const opened: string[] = [];
  const server = new MemoryOrigin([makeTrack('song', 20_000)]);
  const folder = new Folder([{ ...makeTrack('song', 30_000), filing: { ...UNFILED, folder: 'Deep' } }]);
  const originOf: Record<string, MemoryOrigin> = { server, folder };
  const world = makeWorld(EMPTY_SNAPSHOT, {
    originKey: (url) => url.slice(0, 1),
    openOrigin: (url) => {
      opened.push(url);
      return originOf[url]!;
    },
  });
  const use = (...origins: string[]) => world.say({ type: 'settings', origins, cacheCapBytes: null });
  const queued = () => world.client.snapshot.queue.map(({ id }) => id);
  const library = () =>
    world.client.received.filter((message): message is LibraryMessage => message.type === 'library').at(-1)
      ?.state;
  return { ...world, server, folder, opened, use, queued, library };
}

describe('Several origins', () => {
  it('make one catalogue, in which each track is its origin’s', async () => {
    const { use, queued, library, say, server, folder } = twoOrigins();
    await use('server', 'folder');
    assert.deepEqual(queued(), ['s:song', 'f:song']);
    assert.deepEqual(library(), { origins: 2, tracks: 2, isLoading: false });
    await say({ type: 'pageHere', isHere: true });
    await say({ type: 'intent', intent: { kind: 'playTrack', trackId: 'f:song', playId: 'p1' } });
    assert.deepEqual(
      [server.reads.length, new Set(folder.reads.map(({ trackId }) => trackId))],
      [0, new Set(['song'])],
    );
  });

  it('keep in the cache what comes from afar, and nothing of what lies on this disk', async () => {
    const { use, say, client, server, folder } = twoOrigins();
    await use('server', 'folder');
    await say({ type: 'pageHere', isHere: true });
    for (const [trackId, origin] of [
      ['s:song', server],
      ['f:song', folder],
    ] as const) {
      // prettier-ignore
      for (const time of ['first', 'second'])
        await say({ type: 'intent', intent: { kind: 'playTrack', trackId, playId: `${trackId} ${time}` } });
      const asked = origin.reads.filter(({ start }) => start === 0).length;
      assert.equal(asked, origin === server ? 1 : 2, trackId);
    }
    assert.equal(
      client.bytesOf('s:song second', 20_000).times.every((times) => times === 1),
      true,
    );
  });

  it('go on as they are when another one is added or taken away, and what plays goes on', async () => {
    const { use, say, queued, opened, client } = twoOrigins();
    await use('server');
    await say({ type: 'pageHere', isHere: true });
    await say({ type: 'intent', intent: { kind: 'playTrack', trackId: 's:song', playId: 'p1' } });
    await use('server', 'folder');
    assert.deepEqual(queued(), ['s:song', 'f:song']);
    await use('server');
    assert.deepEqual([queued(), opened], [['s:song'], ['server', 'folder']]);
    assert.equal(client.snapshot.current?.playId, 'p1');
    assert.ok(client.bytesOf('p1', 20_000).times.every((times) => times === 1));
  });

  it('don’t wait for one that is away, of which is told once, and which is asked again', async () => {
    const { use, queued, library, server, clock, client } = twoOrigins();
    server.isAway = true;
    await use('server', 'folder');
    assert.deepEqual(queued(), ['f:song']);
    assert.deepEqual(library(), { origins: 2, tracks: 1, isLoading: false });
    await clock.advance(20_000);
    const told = client.received.filter((message) => message.type === 'log' && message.level === 'warn');
    assert.equal(told.length, 1);
    server.isAway = false;
    await clock.advance(60_000);
    assert.deepEqual(queued(), ['s:song', 'f:song']);
  });

  it('keep of one that is away what the last session remembers', async () => {
    const first = twoOrigins();
    await first.use('server', 'folder');
    const remembered = first.client.snapshot;
    const { client, say, server, folder } = (() => {
      const server = new MemoryOrigin([]);
      const folder = new Folder([makeTrack('song', 30_000)]);
      server.isAway = true;
      const world = makeWorld(remembered, {
        originKey: (url) => url.slice(0, 1),
        openOrigin: (url) => (url === 'server' ? server : folder),
      });
      return { ...world, server, folder };
    })();
    await say({ type: 'settings', origins: ['server', 'folder'], cacheCapBytes: null });
    assert.equal(server.isAway && folder.tracks.length, 1);
    assert.deepEqual(client.snapshot.queue.map(({ id }) => id), ['s:song', 'f:song']); // prettier-ignore
  });

  it('stand under their names in the tree of folders, one alone does not', async () => {
    const { use, say, client } = twoOrigins();
    const folderNames = async (): Promise<readonly string[]> => {
      await say({ type: 'browse', browseId: 'b', node: { kind: 'folders', key: '' }, offset: 0 });
      const answer = client.received.findLast((message) => message.type === 'rows');
      return answer?.page.rows.map((row) => (row.kind === 'track' ? row.title : row.name)) ?? [];
    };
    await use('folder');
    assert.deepEqual(await folderNames(), ['Deep']);
    await use('folder', 'server');
    assert.deepEqual(await folderNames(), ['Attic', 'memory']);
  });

  it('take their tracks out of the listener’s own queue when they are taken away, also while no engine ran', async () => {
    const first = twoOrigins();
    await first.use('server', 'folder');
    await first.intend({ kind: 'playTracks', trackIds: ['f:song', 's:song'], startIndex: null });
    const remembered = first.client.snapshot;
    await first.use('folder');
    assert.deepEqual(first.queued(), ['f:song']);
    const origin = new MemoryOrigin([makeTrack('song', 20_000)]);
    const next = makeWorld(remembered, { originKey: (url) => url.slice(0, 1), openOrigin: () => origin });
    await next.say({ type: 'settings', origins: ['server'], cacheCapBytes: null });
    assert.deepEqual(next.client.snapshot.queue.map(({ id }) => id), ['s:song']); // prettier-ignore
  });
});

describe('What is picked in the library', () => {
  const ALBUM = { kind: 'node', node: { kind: 'origin', key: 'folder' } } as const;
  const SONG = { kind: 'track', trackId: 's:song' } as const;
  const withAlbum = async () => {
    const world = twoOrigins();
    world.folder.gate = new Promise(() => undefined); // nothing sounds here, so nothing ends
    await world.use('server', 'folder');
    const filed = (id: string, number: number) => ({
      ...makeTrack(id, 20_000),
      filing: { ...UNFILED, number },
    });
    const come = async (...tracks: readonly Track[]): Promise<void> => {
      world.folder.change(tracks);
      await settle();
    };
    await come(filed('one', 1), filed('two', 2));
    const pick = (intent: LibraryIntent) => world.say({ type: 'libraryIntent', intent });
    return { ...world, filed, come, pick };
  };

  it('is the queue and plays, or comes next, or at the end', async () => {
    const { pick, queued, client } = await withAlbum();
    await pick({ kind: 'playPicks', picks: [ALBUM] });
    assert.deepEqual(queued(), ['f:one', 'f:two']);
    assert.equal(client.snapshot.current?.trackId, 'f:one');
    await pick({ kind: 'addPicks', picks: [SONG], place: 'next' });
    assert.deepEqual(queued(), ['f:one', 's:song', 'f:two']);
    await pick({ kind: 'addPicks', picks: [SONG, ALBUM], place: 'end' });
    assert.deepEqual(queued().slice(3), ['s:song', 'f:one', 'f:two']);
  });

  it('changes nothing where nothing is there any more', async () => {
    const { pick, queued } = await withAlbum();
    const before = queued();
    await pick({ kind: 'playPicks', picks: [{ kind: 'node', node: { kind: 'album', key: 'gone' } }] });
    assert.deepEqual(queued(), before);
  });

  it('is completed by what has come since, where any of it is in the queue', async () => {
    const { pick, queued, come, filed } = await withAlbum();
    await pick({ kind: 'playPicks', picks: [ALBUM] });
    await come(filed('one', 1), filed('two', 2), filed('three', 3));
    await pick({ kind: 'completePicks', picks: [ALBUM] });
    await pick({ kind: 'completePicks', picks: [ALBUM] });
    assert.deepEqual(queued(), ['f:one', 'f:two', 'f:three']);
    await pick({ kind: 'playPicks', picks: [SONG] });
    await pick({ kind: 'completePicks', picks: [ALBUM] });
    assert.deepEqual(queued(), ['s:song']);
  });
});
