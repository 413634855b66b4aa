// The composer, judged by numbers: what makes an album bearable is that it repeats itself a little and not too much.
import assert from 'node:assert/strict';
import type { Note } from '../../src/demo/performance';
import type { Piece } from '../../src/demo/piece';
import { PIECES } from '../../src/demo/pieces';
import { MODES } from '../../src/demo/scales';
import { composeScore, shortenScore } from '../../src/demo/score';
import type { Score } from '../../src/demo/score';
import { kinds, pairs, share, sung } from './support';

const SEEDS = ['one', 'two', 'three', 'four'];

interface Composed {
  readonly piece: Piece;
  readonly score: Score;
}

const compose = (piece: Piece, seed = piece.seed): Composed => {
  const seeded = { ...piece, seed };
  return { piece: seeded, score: composeScore(seeded) };
};

const ALBUM_SCORES = PIECES.map((piece) => compose(piece));
/** The album's own pieces, and each of them from four other seeds. */
const ALL_SCORES = [...ALBUM_SCORES, ...PIECES.flatMap((piece) => SEEDS.map((seed) => compose(piece, seed)))];

/** Tells which piece it was. */
function eachOf(scores: readonly Composed[], check: (composed: Composed) => void): void {
  for (const composed of scores) {
    try {
      check(composed);
    } catch (error) {
      throw new Error(`“${composed.piece.title}”, seed ${composed.piece.seed}`, { cause: error });
    }
  }
}

/** What each bar of a part holds, by places within the bar; swing and unevenness don't count. */
function barsOf({ piece, score }: Composed, part: Note['part']): readonly string[] {
  const barSeconds = (60 * piece.beatsPerBar) / piece.beatsPerMinute;
  const bars = new Map<number, string[]>();
  for (const note of score.notes.filter((each) => each.part === part)) {
    const bar = Math.floor(note.startSeconds / barSeconds + 0.01);
    const place = Math.round((16 * note.startSeconds) / barSeconds) % 16;
    bars.set(bar, [...(bars.get(bar) ?? []), `${place}:${note.pitch}`]);
  }
  return [...bars.values()].map((notes) => notes.toSorted().join(' '));
}

const mostAlike = (bars: readonly string[]): number =>
  Math.max(0, ...bars.map((bar) => bars.filter((other) => other === bar).length));

describe('demo score', () => {
  it('is the same from the same seed, and another from another', () => {
    for (const piece of PIECES) assert.deepEqual(compose(piece), compose(piece));
    for (const piece of PIECES) {
      const melodies = SEEDS.map((seed) => sung(compose(piece, seed).score.notes).map(({ pitch }) => pitch));
      assert.equal(kinds(melodies), SEEDS.length);
    }
  });

  it('lasts three to four minutes and begins with its first note', () => {
    eachOf(ALL_SCORES, ({ score: { notes, durationSeconds } }) => {
      assert(durationSeconds >= 180 && durationSeconds <= 240, `${durationSeconds} s`);
      assert.equal(notes[0]?.startSeconds, 0);
      assert(notes.every((note) => note.startSeconds + note.durationSeconds <= durationSeconds));
    });
  });

  it('is eight pieces of their own: tempo, key, feel, who sings, how dense it is', () => {
    assert.equal(PIECES.length, 8);
    assert.deepEqual(PIECES.map(({ trackNumber }) => trackNumber), [1, 2, 3, 4, 5, 6, 7, 8]); // prettier-ignore
    assert.equal(kinds(PIECES.map(({ title }) => title)), 8);
    assert.equal(kinds(PIECES.map(({ beatsPerMinute }) => beatsPerMinute)), 8);
    assert(kinds(PIECES.map(({ key }) => key)) >= 7);
    assert(kinds(PIECES.map(({ key: { mode } }) => mode)) === 5);
    assert(kinds(PIECES.map(({ feel }) => feel)) >= 7);
    assert(kinds(PIECES.map(({ instruments: { melody, answer } }) => [melody, answer])) >= 6);
    const densities = ALBUM_SCORES.map(({ score }) => score.notes.length / score.durationSeconds);
    assert(Math.max(...densities) / Math.min(...densities) > 2.5, densities.join());
  });

  it('never sings a wrong note: every one belongs to the mode, and long ones on a downbeat to the chord', () => {
    eachOf(ALL_SCORES, ({ piece, score }) => {
      const barSeconds = (60 * piece.beatsPerBar) / piece.beatsPerMinute;
      const { tonicPitch, mode } = piece.key;
      const stepOf = (pitch: number): number => MODES[mode].indexOf((pitch - tonicPitch + 120) % 12);
      const notes = sung(score.notes);
      assert(notes.every(({ pitch }) => stepOf(pitch) >= 0));
      const heavy = notes.filter(({ startSeconds, durationSeconds }) => {
        const place = (startSeconds / barSeconds) % 1;
        return durationSeconds >= barSeconds / 4 && place < 0.02 && startSeconds < score.durationSeconds - 25;
      });
      assert(heavy.length >= 3, `${heavy.length} long notes on a downbeat`);
      const resting = heavy.map(({ pitch, startSeconds }) => {
        const chord = score.bars[Math.floor(startSeconds / barSeconds + 0.01)];
        return chord?.steps.includes(stepOf(pitch)) === true;
      });
      assert(share(resting) >= 0.9, `${share(resting)}`);
    });
  });

  it('seldom rubs: less than a tenth of its time a held tone lies a semitone below it', () => {
    eachOf(ALL_SCORES, ({ piece, score }) => {
      const barSeconds = (60 * piece.beatsPerBar) / piece.beatsPerMinute;
      const rubbing = sung(score.notes).filter(({ pitch, startSeconds, durationSeconds }) => {
        const chord = score.bars[Math.floor(startSeconds / barSeconds + 0.01)];
        return (
          durationSeconds > 0.3 && chord?.voices.some((voice) => (pitch - voice + 120) % 12 === 1) === true
        );
      });
      const seconds = (notes: readonly Note[]): number =>
        notes.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);
      const rubbed = seconds(rubbing) / seconds(sung(score.notes));
      assert(rubbed < 0.1, `${rubbed}`);
    });
  });

  it('has nobody outside the mode, bass and chords included', () => {
    eachOf(ALL_SCORES, ({ piece: { key }, score }) => {
      const isOfMode = ({ pitch }: Note): boolean =>
        pitch === 0 || MODES[key.mode].includes((pitch - key.tonicPitch + 120) % 12);
      assert(score.notes.every(isOfMode));
    });
  });

  it('goes through at least five chords, and comes home at the end', () => {
    eachOf(ALL_SCORES, ({ score: { bars } }) => {
      assert(kinds(bars.map(({ degree }) => degree)) >= 4);
      assert(kinds(bars.map(({ voices }) => voices)) >= 5);
      assert.equal(bars.at(-1)?.degree, 0);
    });
  });

  it('leads its voices: they move by less than three semitones on average, and never cross', () => {
    eachOf(ALL_SCORES, ({ score: { bars } }) => {
      const moves = pairs(bars).flatMap(([one, other]) =>
        other.voices.map((voice, index) => Math.abs(voice - (one.voices[index] ?? 0))),
      );
      assert(moves.reduce((sum, move) => sum + move, 0) / moves.length <= 3);
      for (const { voices } of bars) assert(pairs(voices).every(([low, high]) => high - low >= 2));
    });
  });

  it('sings: mostly steps, some leaps, at least seven pitches within two octaves', () => {
    eachOf(ALL_SCORES, ({ score }) => {
      const pitches = sung(score.notes).map(({ pitch }) => pitch);
      assert(pitches.length >= 50, `${pitches.length} notes`);
      assert(kinds(pitches) >= 7, `${kinds(pitches)} pitches`);
      assert(Math.max(...pitches) - Math.min(...pitches) <= 24);
      assert(Math.max(...pitches) <= 88, 'not above E6');
      const intervals = pairs(pitches).map(([one, other]) => Math.abs(other - one));
      assert(share(intervals.map((interval) => interval <= 4)) >= 0.65);
      assert(intervals.some((interval) => interval >= 5));
      assert(share(intervals.map((interval) => interval === 0)) <= 0.2);
    });
  });

  it('breathes: rests between the phrases, and one note at a time', () => {
    eachOf(ALL_SCORES, ({ score }) => {
      const rests = pairs(sung(score.notes)).map(
        ([one, other]) => other.startSeconds - one.startSeconds - one.durationSeconds,
      );
      assert(rests.filter((rest) => rest > 0.4).length >= 8);
      assert(Math.min(...rests) > -0.1, `${Math.min(...rests)} s`);
    });
  });

  it('repeats no bar of the melody with three notes or more in it more than four times, and no bar of the hands or the figure more than eight', () => {
    eachOf(ALL_SCORES, (composed) => {
      const melody = barsOf(composed, 'melody').filter((bar) => bar.split(' ').length >= 3);
      assert(mostAlike(melody) <= 4, `melody: ${mostAlike(melody)}`);
      assert(mostAlike(barsOf(composed, 'chords')) <= 8, `chords: ${mostAlike(barsOf(composed, 'chords'))}`);
      assert(mostAlike(barsOf(composed, 'figure')) <= 8, `figure: ${mostAlike(barsOf(composed, 'figure'))}`);
    });
  });

  it('goes on: neighbouring sections differ in how much is going on', () => {
    eachOf(ALBUM_SCORES, ({ score: { notes, sectionSeconds, durationSeconds } }) => {
      const densities = sectionSeconds.map((start, index) => {
        const end = sectionSeconds[index + 1] ?? durationSeconds;
        return (
          notes.filter((note) => note.startSeconds >= start && note.startSeconds < end).length / (end - start)
        );
      });
      assert(Math.max(...densities) / Math.min(...densities) > 1.6, densities.join());
      assert(pairs(densities).every(([one, other]) => one !== other));
    });
  });

  it('can be cut short: nothing begins late, and nothing is held beyond the end', () => {
    const [first] = ALBUM_SCORES;
    assert(first);
    const short = shortenScore(first.score, 20);
    assert.equal(short.durationSeconds, 20);
    assert(
      short.notes.every((note) => note.startSeconds < 19 && note.startSeconds + note.durationSeconds < 20),
    );
    assert.equal(shortenScore(first.score, 600), first.score);
  });
});
