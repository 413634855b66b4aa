import assert from 'node:assert/strict';
import { parseHostMessage } from '../../src/engine/hostMessages';
import { parseSnapshot } from '../../src/engine/snapshotFormat';
import { MOST_QUEUED } from '../../src/shared/intents';
import { EMPTY_SNAPSHOT } from '../../src/shared/snapshot';
import { makeTrack } from '../support/world';

describe('What a window says of the queue', () => {
  const parsed = (intent: object): unknown => parseHostMessage({ type: 'intent', intent });
  const isTaken = (intent: object): boolean => {
    const message = parsed(intent);
    if (message !== null) assert.deepEqual(message, { type: 'intent', intent });
    return message !== null;
  };

  it('is taken where it makes sense', () => {
    for (const intent of [
      { kind: 'playTracks', trackIds: ['a', 'a'], startIndex: 1 },
      { kind: 'playTracks', trackIds: [], startIndex: null },
      { kind: 'addToQueue', trackIds: ['a'], place: 'next' },
      { kind: 'removeFromQueue', entryIds: ['a', `${'x'.repeat(1_000)} 2`] },
      { kind: 'moveInQueue', entryIds: ['a 2'], beforeEntryId: null },
      { kind: 'moveInQueue', entryIds: ['a 2'], beforeEntryId: 'a' },
      { kind: 'clearQueue' },
      { kind: 'undoQueue' },
      { kind: 'playTrack', trackId: 'a', entryId: 'a 2', playId: 'p' },
    ])
      assert.ok(isTaken(intent), JSON.stringify(intent));
  });

  it('is refused where it makes none, or is too much', () => {
    for (const intent of [
      { kind: 'playTracks', trackIds: 'a', startIndex: 1 },
      { kind: 'playTracks', trackIds: ['a'], startIndex: -1 },
      { kind: 'playTracks', trackIds: ['a'], startIndex: 0.5 },
      { kind: 'addToQueue', trackIds: ['a'], place: 'first' },
      { kind: 'addToQueue', trackIds: ['x'.repeat(2_000)], place: 'end' },
      { kind: 'addToQueue', trackIds: new Array(MOST_QUEUED + 1).fill('a'), place: 'end' },
      { kind: 'removeFromQueue', entryIds: [7] },
      { kind: 'moveInQueue', entryIds: ['a'] },
    ])
      assert.ok(!isTaken(intent), JSON.stringify(intent).slice(0, 100));
  });
});

describe('A state that comes from outside', () => {
  const kept = {
    ...EMPTY_SNAPSHOT,
    queue: [makeTrack('a', 1_000), { ...makeTrack('a', 1_000), entryId: 'a 2' }],
  };

  it('keeps the entries of its queue, each id once', () => {
    assert.deepEqual(parseSnapshot(kept)?.queue, kept.queue);
    assert.equal(parseSnapshot({ ...kept, queue: [...kept.queue, ...kept.queue] })?.queue.length, 2);
  });

  it('is of a queue that nobody has made where an older version wrote it', () => {
    const old = { ...kept, isOwnQueue: undefined, canUndo: undefined };
    assert.deepEqual(parseSnapshot(JSON.parse(JSON.stringify(old))), kept);
  });
});
