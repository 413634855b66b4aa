import assert from 'node:assert/strict';
import { createPublicKey, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { SubsonicAPI } from 'subsonic-api';
import { parseInvitation } from '../../../src/engine/origin/invitationFormat';
import { newIdentity } from '../../../src/engine/swarm/identity';
import { verifyCredential } from '../../../src/engine/swarm/wire/credential';
import { swarmKeyOf } from '../../../src/server/swarm/swarmKey';
import { SwarmService } from '../../../src/server/swarm/swarmService';
import { LOOPBACK } from '../../support/loopbackSwarm';
import { realClock } from '../../support/realClock';
import { ANNA, MUSIC, SubsonicWorld } from './subsonicWorld';

describe('An app of somebody else’s', () => {
  let world: SubsonicWorld;

  beforeEach(async () => {
    world = await SubsonicWorld.make();
  });
  afterEach(() => world.close());

  const clients = {
    'with name and app password': () => byName({}),
    'with name and app password, by POST': () => byName({ post: true }),
    'with an API key': () => new SubsonicAPI({ url: world.url, auth: { apiKey: world.secrets.apiKey } }),
  };
  const byName = (options: { post?: boolean }): SubsonicAPI =>
    new SubsonicAPI({
      url: world.url,
      auth: { username: ANNA, password: world.secrets.appPassword },
      ...options,
    });

  for (const [how, connect] of Object.entries(clients))
    it(`${how} finds an album, plays it and keeps a playlist`, async () => {
      const api = connect();
      assert.equal((await api.ping()).status, 'ok');
      const { artists } = await api.getArtists();
      const [index] = artists.index!.filter(({ name }) => name === 'B'); // “The” doesn't count.
      const { artist } = await api.getArtist({ id: index!.artist![0]!.id });
      assert.deepEqual(
        artist.album!.map(({ name }) => name),
        ['First', 'Second'],
      );
      const { album } = await api.getAlbum({ id: artist.album![0]!.id });
      assert.deepEqual(
        album.song!.map(({ title, track, genre, year }) => [title, track, genre, year]),
        [
          ['One', 1, 'Dub', 1997],
          ['Two', 2, 'Dub', 1997],
        ],
      );
      const [one, two] = album.song!.map(({ id }) => id) as [string, string];
      const bytes = Buffer.from(await (await api.stream({ id: one })).arrayBuffer());
      assert.ok(bytes.equals(MUSIC['The Band/First/01 one.ogg']));
      const cover = await api.getCoverArt({ id: album.coverArt!, size: 300 });
      assert.ok(Buffer.from(await cover.arrayBuffer()).equals(MUSIC['The Band/First/cover.png']));
      await api.scrobble({ id: one });
      assert.equal((await api.getSong({ id: one })).song.playCount, 1);
      const { playlist } = await api.createPlaylist({ name: 'Mine', songId: [two, one, two] });
      await api.updatePlaylist({ playlistId: playlist.id, songIndexToRemove: [0], songIdToAdd: [one] });
      const { playlist: kept } = await api.getPlaylist({ id: playlist.id });
      assert.deepEqual(
        kept.entry!.map(({ id }) => id),
        [one, two, one],
      );
      assert.deepEqual([kept.songCount, kept.owner], [3, ANNA]);
    });

  it('lists albums as it is asked to', async () => {
    const api = byName({});
    const names = async (args: Parameters<typeof api.getAlbumList2>[0]): Promise<string[]> =>
      (await api.getAlbumList2(args)).albumList2.album!.map(({ name }) => name);
    const { albumList2 } = await api.getAlbumList2({ type: 'byGenre', genre: 'house' });
    const [second] = albumList2.album!;
    assert.equal(second!.name, 'Second');
    assert.deepEqual(await names({ type: 'byYear', fromYear: 1990, toYear: 2000 }), ['First']);
    assert.deepEqual(await names({ type: 'byYear', fromYear: 2010, toYear: 1990 }), ['Second', 'First']);
    const byName2 = await names({ type: 'alphabeticalByName', size: 500 });
    assert.deepEqual(byName2.slice(0, 2), ['First', 'Fixtures']);
    assert.deepEqual(await names({ type: 'alphabeticalByName', size: 1, offset: 1 }), ['Fixtures']);
    assert.equal(new Set(await names({ type: 'random', size: 500 })).size, byName2.length);
    for (const type of ['starred', 'highest', 'frequent', 'recent'] as const)
      assert.deepEqual(await names({ type }), [], type);
    await api.star({ albumId: second!.id });
    await api.setRating({ id: second!.id, rating: 4 });
    await api.scrobble({ id: world.idOf('Three') });
    for (const type of ['starred', 'highest', 'frequent', 'recent'] as const)
      assert.deepEqual(await names({ type }), ['Second'], type);
  });

  it('walks through folders, and through albums as if they were some', async () => {
    const api = byName({});
    const { indexes } = await api.getIndexes();
    const [letter] = indexes.index!;
    assert.deepEqual([letter!.name, letter!.artist![0]!.name], ['B', 'The Band']);
    assert.equal(indexes.child!.length, 2);
    const unchanged = await api.getIndexes({ ifModifiedSince: indexes.lastModified });
    assert.equal(unchanged.indexes.index, undefined);
    const { directory } = await api.getMusicDirectory({ id: letter!.artist![0]!.id });
    assert.deepEqual(
      directory.child!.map(({ title, isDir }) => [title, isDir]),
      [
        ['First', true],
        ['Second', true],
      ],
    );
    const first = await api.getMusicDirectory({ id: directory.child![0]!.id });
    assert.deepEqual(
      first.directory.child!.map(({ title }) => title),
      ['One', 'Two'],
    );
    const { song } = await api.getSong({ id: first.directory.child![0]!.id });
    assert.equal(song.parent, first.directory.id);
    const album = await api.getMusicDirectory({ id: song.albumId! });
    assert.equal(album.directory.child!.length, 2);
    const artist = await api.getMusicDirectory({ id: song.artistId! });
    assert.deepEqual(
      artist.directory.child!.map(({ isDir }) => isDir),
      [true, true],
    );
  });

  it('searches by beginnings of words, page by page, and copies everything with an empty search', async () => {
    const api = byName({});
    const find = async (query: string, page = {}): Promise<string[]> =>
      ((await api.search3({ query, ...page })).searchResult3.song ?? []).map(({ title }) => title);
    assert.deepEqual(await find('thr ban'), ['Three']);
    assert.deepEqual(await find('nothing of the kind'), []);
    const all = await find('', { songCount: 500 });
    assert.equal(all.length, world.library.tracks.length);
    const pages = [await find('""', { songCount: 2 }), await find('""', { songCount: 9, songOffset: 2 })];
    assert.deepEqual(pages.flat(), all);
    assert.deepEqual(await find('', { songCount: 0 }), []);
  });

  it('gets the words of a song, with their times', async () => {
    const answer = (await world.json('getLyricsBySongId', { id: world.idOf('Two') }))['lyricsList'];
    assert.deepEqual((answer as { structuredLyrics: unknown[] }).structuredLyrics, [
      {
        ...{ displayArtist: 'The Band', displayTitle: 'Two', lang: 'xxx', offset: 0, synced: true },
        line: [
          { start: 1000, value: 'first words' },
          { start: 2500, value: 'second words' },
        ],
      },
    ]);
  });

  it('learns what Starling knows of tracks, and where its swarm is', async () => {
    const id = world.idOf('One');
    const track = world.library.tracks.find((each) => each.id === id)!;
    const { starlingTracks } = await world.json('getStarlingTracks', { id: [id] });
    const [known] = (
      starlingTracks as { track: { contentId: string; mediaInfo: string; revision: string }[] }
    ).track;
    assert.deepEqual([known!.contentId, known!.revision], [track.contentId, track.revision]);
    assert.deepEqual(JSON.parse(known!.mediaInfo), track.mediaInfo);
    const { peerId } = await newIdentity();
    const invitation = async () => (await world.json('getStarlingSwarm', { peer: peerId }))['starlingSwarm'];
    assert.deepEqual(await invitation(), { address: [] });
    const key = await swarmKeyOf(randomBytes(32));
    const swarmService = await SwarmService.start({
      ...{ key, clock: realClock, random: Math.random, listen: [LOOPBACK], tracks: () => [] },
    });
    await world.start({ swarmService });
    const { address, ...invited } = (await invitation()) as { address: { value: string }[] } & object;
    // What a player makes of it is what `/swarm/invitation` says, and the credential is this node's.
    const parsed = parseInvitation(
      { port: null, stunPort: null, ...invited, addresses: address.map(({ value }) => value) },
      new URL(world.url),
    );
    assert.ok(parsed !== null && parsed !== 'malformed', JSON.stringify(invited));
    const { swarm, originKey, originPeerId, credential, addresses } = parsed;
    assert.deepEqual([swarm, originPeerId], [key.peerId, key.peerId]);
    assert.match(addresses[0] ?? '', /^\/ip4\/127\.0\.0\.1\/tcp\/\d+/);
    const verdict = verifyCredential(credential, {
      ...{ swarm, peerId, wallMs: Date.now(), isRevoked: () => false },
      originKey: createPublicKey({ key: Buffer.from(originKey), format: 'der', type: 'spki' }),
    });
    assert.ok(verdict.isGood);
    await swarmService.stop();
  });

  it('is told that a scan is under way, and has one begun', async () => {
    const api = byName({});
    assert.equal((await api.getScanStatus()).scanStatus.count, world.library.tracks.length);
    assert.equal((await api.startScan()).scanStatus.scanning, true);
    while ((await api.getScanStatus()).scanStatus.scanning) await pause(20);
  });

  it('finds Starling’s own methods in the documentation', async () => {
    const documented = await readFile('docs/server.md', 'utf8');
    for (const method of ['getStarlingSwarm', 'getStarlingTracks', 'starlingSwarm'])
      assert.ok(documented.includes(method), method);
  });
});
