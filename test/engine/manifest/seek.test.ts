import fc from 'fast-check';
import assert from 'node:assert/strict';
import {
  headRanges,
  joinRanges,
  offsetOfTime,
  seekPointOfTime,
  timeOfOffset,
} from '../../../src/shared/mediaInfo';
import type { MediaInfo } from '../../../src/shared/mediaInfo';

/** Ten seconds at 100 frames a second, with a quiet first half; a picture lies between headers and sound. */
const TRACK: MediaInfo = {
  ...{ version: 1, container: 'mp3', codec: 'mp3', durationSeconds: 10, sampleRate: 100, channels: 2 },
  ...{ bitrateBps: 240_000, encoderDelayFrames: 10, encoderPaddingFrames: 20, frames: 1000 },
  audio: { start: 100_000, end: 400_000 },
  startRanges: [
    { start: 0, end: 10 },
    { start: 100_000, end: 110_000 },
  ],
  seekTable: { frames: [-10, 500], offsets: [100_000, 202_000] },
};

describe('the seek table', () => {
  it('says which byte playing has come to: exact at points, in between on a line, never outside the sound', () => {
    assert.equal(offsetOfTime(TRACK, 5), 202_000);
    assert.equal(offsetOfTime(TRACK, 2.4), 150_000);
    assert.equal(offsetOfTime(TRACK, 10), 400_000);
    assert.equal(offsetOfTime(TRACK, 99), 400_000);
    assert.equal(offsetOfTime(TRACK, -5), 100_000);
  });

  it('says when a byte is needed', () => {
    assert.equal(timeOfOffset(TRACK, 202_000), 5);
    assert.equal(timeOfOffset(TRACK, 0), 0);
    assert.equal(timeOfOffset(TRACK, 400_000), 10);
    assert.equal(timeOfOffset(TRACK, 500_000), 10);
  });

  it('says where to begin decoding: at a point, never behind the time', () => {
    assert.deepEqual(seekPointOfTime(TRACK, 4.99), { frame: -10, offset: 100_000 });
    assert.deepEqual(seekPointOfTime(TRACK, 5), { frame: 500, offset: 202_000 });
    assert.deepEqual(seekPointOfTime(TRACK, -1), { frame: -10, offset: 100_000 });
  });

  it('goes there and back again', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10, noNaN: true }), (timeSeconds) => {
        const back = timeOfOffset(TRACK, offsetOfTime(TRACK, timeSeconds));
        assert.ok(Math.abs(back - timeSeconds) < 0.001, `${timeSeconds} s came back as ${back} s`);
      }),
    );
  });

  it('may be empty: then the whole sound is one line', () => {
    const track = { ...TRACK, seekTable: { frames: [], offsets: [] } };
    assert.equal(offsetOfTime(track, 5), 250_000);
    assert.equal(timeOfOffset(track, 250_000), 5);
    assert.deepEqual(seekPointOfTime(track, 5), { frame: 0, offset: 100_000 });
  });
});

describe('the head', () => {
  it('is the start ranges and the sound of the first seconds', () => {
    assert.deepEqual(headRanges(TRACK, 2.4), [
      { start: 0, end: 10 },
      { start: 100_000, end: 150_000 },
    ]);
  });

  it('is 15 seconds by default, and no more than there is', () => {
    assert.deepEqual(headRanges(TRACK).at(-1), { start: 100_000, end: 400_000 });
  });

  it('joins what nearly touches, and leaves out what is empty', () => {
    const ranges = [
      { start: 50_000, end: 60_000 },
      { start: 7, end: 7 },
      { start: 0, end: 34_000 },
      { start: 100_000, end: 100_001 },
    ];
    assert.deepEqual(joinRanges(ranges), [
      { start: 0, end: 60_000 },
      { start: 100_000, end: 100_001 },
    ]);
  });
});
