// A catalogue is taken from whoever answers at an address: what doesn't make sense gets no further than here.
import assert from 'node:assert/strict';
import { parseCatalogue } from '../../../src/engine/origin/catalogueFormat';
import type { MusicLibrary } from '../../../src/engine/origin/musicLibrary/musicLibrary';
import type { MediaInfo } from '../../../src/shared/mediaInfo';
import type { Track } from '../../../src/shared/track';
import { fixtures } from '../../fixtures/fixtures';
import { fixtureBytes, LibraryWorld } from './musicLibrary/libraryWorld';

describe('a catalogue from outside', () => {
  let world: LibraryWorld;
  let library: MusicLibrary;
  let track: Track;
  let mediaInfo: MediaInfo;

  before(async () => {
    world = await LibraryWorld.make(
      Object.fromEntries(fixtures.sound.map(({ name }) => [name, fixtureBytes(name)])),
    );
    library = await world.openStudied();
    [track] = library.tracks as [Track];
    mediaInfo = track.mediaInfo!;
  });
  after(() => world.close());

  const parse = (value: unknown): readonly Track[] | null =>
    parseCatalogue(JSON.parse(JSON.stringify(value)))?.tracks ?? null;
  /** The media info that is taken where a catalogue says this of it. */
  const taken = (change: object): MediaInfo | null => {
    const tracks = parse({ tracks: [{ ...track, mediaInfo: { ...mediaInfo, ...change } }] });
    assert.equal(tracks?.length, 1, 'the track is there in any case');
    return tracks[0]!.mediaInfo;
  };

  it('is taken as a library makes it, whatever the kind of music', () => {
    assert.deepEqual(parse({ version: 1, tracks: library.tracks }), library.tracks);
  });

  it('says whether there is a swarm, and nothing else counts as one', () => {
    const hasSwarm = (said: object): boolean | undefined => parseCatalogue({ tracks: [], ...said })?.hasSwarm;
    assert.equal(hasSwarm({ hasSwarm: true }), true);
    for (const said of [{}, { hasSwarm: false }, { hasSwarm: 'yes' }, { hasSwarm: {} }])
      assert.equal(hasSwarm(said), false);
  });

  it('leaves out what it does not know', () => {
    assert.deepEqual(parse({ tracks: [{ ...track, onclick: 'alert(1)' }] }), [track]);
    assert.deepEqual(taken({ extra: 1 }), mediaInfo);
  });

  for (const change of [
    { id: '' },
    { title: 7 },
    { artist: 'x'.repeat(20_001) },
    { sizeBytes: 0 },
    { sizeBytes: 1.5 },
    { revision: '' },
    { contentId: '../../index.json' },
    { durationSeconds: -1 },
  ])
    it(`is refused with ${JSON.stringify(change).slice(0, 40)}`, () => {
      assert.equal(parse({ tracks: [{ ...track, ...change }] }), null);
    });

  const tooMany = Array.from({ length: 1201 }, (_, index) => index);
  for (const change of [
    { version: 2 },
    { container: 'exe' },
    { codec: 'toString' },
    { durationSeconds: 1e300 },
    { sampleRate: 0 },
    { channels: 33 },
    { frames: 0.5 },
    { audio: { start: 10, end: 5 } },
    { audio: { start: 0, end: 2 ** 40 } },
    { startRanges: [{ start: 0, end: 9_000_000 }] },
    {
      startRanges: [
        { start: 5, end: 10 },
        { start: 0, end: 5 },
      ],
    },
    { seekTable: { frames: [0, 0], offsets: [0, 1] } },
    { seekTable: { frames: [0, 1], offsets: [5, 4] } },
    { seekTable: { frames: [0], offsets: [0, 1] } },
    { seekTable: { frames: [], offsets: [] } },
    { seekTable: { frames: [0], offsets: [9_000_000] } },
    { seekTable: { frames: [0, '1'], offsets: [0, 1] } },
    { seekTable: { frames: tooMany, offsets: tooMany } },
  ])
    it(`gives a track no media info with ${JSON.stringify(change).slice(0, 60)}`, () => {
      assert.equal(taken(change), null);
    });
});
