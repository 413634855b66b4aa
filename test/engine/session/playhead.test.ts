import assert from 'node:assert/strict';
import { Playhead } from '../../../src/engine/session/playhead';
import type { SessionEvent } from '../../../src/engine/session/session';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../../src/shared/snapshot';
import { makeTrack } from '../../support/world';

const track = { ...makeTrack('one', 1_000), durationSeconds: 60 };
const at = (positionSeconds: number, sound: Snapshot['sound'] = 'sounding'): Snapshot => ({
  ...EMPTY_SNAPSHOT,
  queue: [track],
  current: { playId: 'p1', trackId: 'one' },
  wanted: 'playing',
  sound,
  positionSeconds,
});
const told: SessionEvent = { type: 'soundChanged', playId: 'p1', state: 'sounding', positionSeconds: 0 };
const other: SessionEvent = { type: 'problemArose', message: 'The origin is away.' };

/** Where it is at the last of these times, told at the first that it sounds at `fromSeconds`. */
function positionAfter(snapshot: Snapshot, ...timesMs: number[]): number {
  const playhead = new Playhead();
  playhead.moveOn(snapshot, told, 1_000);
  return timesMs.reduce((moved, nowMs) => playhead.moveOn(moved, other, 1_000 + nowMs), snapshot)
    .positionSeconds;
}

describe('the playhead', () => {
  it('moves on with the clock between two words of the page, however many events come', () => {
    assert.equal(positionAfter(at(30), 2_500), 32.5);
    assert.equal(positionAfter(at(30), 500, 1_000, 2_500), 32.5);
  });

  it('stands while nothing sounds', () => {
    assert.equal(positionAfter(at(30, 'paused'), 2_500), 30);
    assert.equal(positionAfter(at(30, 'loading'), 2_500), 30);
  });

  it("goes no further than the track's end, and not on and on while the page says nothing", () => {
    assert.equal(positionAfter(at(59), 2_500), 60);
    assert.equal(positionAfter(at(10), 3_600_000), 16);
    assert.equal(positionAfter(at(10), 5_000, 10_000, 3_600_000), 16);
  });
});
