// The drums: soft, and never twice quite the same. Ghost strokes, omissions, a small fill where a stretch ends.
import { eachBar } from './accompaniment';
import type { Accompaniment, BandEvent } from './accompaniment';
import type { Part } from './piece';
import type { Random } from './random';
import type { Stroke } from './rhythms';

/** A stroke with a human's unevenness. */
function hit(random: Random, part: Part, [beat, , velocity]: Stroke): BandEvent {
  return { part, beat, beats: 0, pitch: 0, velocity: velocity * (0.88 + 0.24 * random()) };
}

function isFirstStroke([beat]: Stroke): boolean {
  return beat === 0;
}

/** The kick; light strokes may stay away. */
export function playKick(task: Accompaniment): readonly BandEvent[] {
  const { random, groove } = task;
  return eachBar(task, () =>
    (groove.drums.kick ?? [])
      .filter((stroke) => isFirstStroke(stroke) || random() > 0.12)
      .map((stroke) => hit(random, 'kick', stroke)),
  );
}

/** The snare, brushed or on its rim: its groove, a ghost now and then, a small fill at the end. */
export function playSnare(task: Accompaniment): readonly BandEvent[] {
  const { random, groove, beatsPerBar, chords } = task;
  return eachBar(task, (_, bar) => {
    const strokes: Stroke[] = [...(groove.drums.snare ?? [])];
    if (random() < 0.35) strokes.push([beatsPerBar - 1.25, 0, 0.2]);
    const isEnd = bar === chords.length - 1;
    if (isEnd && random() < 0.75) strokes.push([beatsPerBar - 0.5, 0, 0.32], [beatsPerBar - 0.25, 0, 0.42]);
    return strokes.map((stroke) => hit(random, 'snare', stroke));
  });
}

/** Hi-hat or ride: what lies between the beats may stay away. */
export function playHat(task: Accompaniment): readonly BandEvent[] {
  const { random, groove } = task;
  return eachBar(task, () =>
    (groove.drums.hat ?? [])
      .filter(([beat]) => beat % 1 === 0 || random() < 0.85)
      .map((stroke) => hit(random, 'hat', stroke)),
  );
}

/** The shaker keeps on. */
export function playShaker(task: Accompaniment): readonly BandEvent[] {
  const { random, groove } = task;
  return eachBar(task, () => (groove.drums.shaker ?? []).map((stroke) => hit(random, 'shaker', stroke)));
}

/** Air that swells into what comes next, where a stretch of eight bars or more ends. */
export function playSwell({ random, chords, beatsPerBar }: Accompaniment): readonly BandEvent[] {
  if (chords.length < 8) return [];
  const beat = (chords.length - 1) * beatsPerBar;
  return [{ part: 'swell', beat, beats: beatsPerBar, pitch: 0, velocity: 0.5 + 0.2 * random() }];
}
