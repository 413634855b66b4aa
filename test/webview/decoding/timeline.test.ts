import assert from 'node:assert/strict';
import { framesOf, type Planes } from '../../../src/webview/decoding/planes';
import { Timeline } from '../../../src/webview/decoding/timeline';

/** A ramp, so that each sample tells which frame it is. */
function ramp(frame: number, frames: number): Planes {
  return [Float32Array.from({ length: frames }, (_, index) => frame + index)];
}

function heardOf(
  options: { fromFrame: number; endFrame: number | null },
  act: (timeline: Timeline) => void,
): number[] {
  const heard: number[] = [];
  const timeline = new Timeline({
    ...options,
    sampleRate: 100,
    onPlanes: (planes) => {
      assert.ok(framesOf(planes) > 0);
      heard.push(...(planes[0] ?? []));
    },
  });
  act(timeline);
  return heard;
}

describe('The timeline', () => {
  it('begins at the frame asked for and ends at the track’s last', () => {
    const heard = heardOf({ fromFrame: 3, endFrame: 9 }, (timeline) => {
      for (const frame of [-4, 0, 4, 8, 12]) timeline.put(ramp(frame, 4), frame);
      assert.ok(timeline.isComplete);
    });
    assert.deepEqual(heard, [3, 4, 5, 6, 7, 8]);
  });

  it('fills a hole with silence, so that what comes after stays where it belongs', () => {
    const heard = heardOf({ fromFrame: 0, endFrame: null }, (timeline) => {
      timeline.put(ramp(1, 2), 0);
      timeline.put(ramp(6, 2), 5);
    });
    assert.deepEqual(heard, [1, 2, 0, 0, 0, 6, 7]);
  });

  it('puts out each frame once, also when a fresh decoder goes over some again', () => {
    const heard = heardOf({ fromFrame: 0, endFrame: null }, (timeline) => {
      timeline.put(ramp(0, 4), 0);
      timeline.put(ramp(2, 4), 2);
      timeline.endAt(7);
      timeline.put(ramp(5, 4), 5);
    });
    assert.deepEqual(heard, [0, 1, 2, 3, 4, 5, 6]);
  });

  it('does not fill hours with silence because one packet lies about its time', () => {
    const heard = heardOf({ fromFrame: 0, endFrame: null }, (timeline) => {
      timeline.put(ramp(0, 1), 0);
      timeline.put(ramp(1, 1), 1_000_000);
    });
    assert.equal(heard.length, 3_002);
  });
});
