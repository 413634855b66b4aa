// The composer, judged by numbers: what makes a minute bearable is that it repeats itself a little and not too much.
import assert from 'node:assert/strict';
import { PIECES } from '../../src/demo/piece';
import type { Piece } from '../../src/demo/piece';
import { composeScore } from '../../src/demo/score';
import type { Note, Score } from '../../src/demo/score';

const SEEDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

function firstPiece(): Piece {
  const piece = PIECES[0];
  assert(piece);
  return piece;
}

const compose = (seed: string): Score => composeScore({ ...firstPiece(), seed });
const sungBy = ({ notes }: Score): readonly Note[] =>
  notes.filter(({ part }) => part === 'lead' || part === 'bells');
const kinds = (values: readonly unknown[]): number =>
  new Set(values.map((value) => JSON.stringify(value))).size;
const pairs = <T>(list: readonly T[]): readonly (readonly [T, T])[] =>
  list.slice(1).map((later, index) => [list[index] as T, later] as const);
const share = (values: readonly boolean[]): number => values.filter(Boolean).length / values.length;

/** Tells the pieces of the album and eight more, each a test of its own. */
function eachScore(check: (score: Score) => void): void {
  for (const piece of PIECES) check(composeScore(piece));
  for (const seed of SEEDS) check(compose(seed));
}

describe('demo score', () => {
  it('composes the same piece from the same seed', () => {
    assert.deepEqual(compose('one'), compose('one'));
  });

  it('composes another piece from another seed', () => {
    const melodies = SEEDS.map((seed) => sungBy(compose(seed)).map(({ pitch }) => pitch));
    assert.equal(kinds(melodies), SEEDS.length);
    assert(kinds(SEEDS.map((seed) => compose(seed).chords.map(({ degree }) => degree))) >= 6);
    assert(kinds(SEEDS.map((seed) => compose(seed).chords[0]?.voices)) >= 4);
  });

  it('lasts about a minute and begins with its first note', () => {
    eachScore(({ notes, durationSeconds }) => {
      assert(durationSeconds >= 55 && durationSeconds <= 70, `${durationSeconds} s`);
      assert.equal(notes[0]?.startSeconds, 0);
      assert(notes.every((note) => note.startSeconds + note.durationSeconds <= durationSeconds));
    });
  });

  it('goes through at least four chords, and no bar repeats the chord before it', () => {
    eachScore(({ chords }) => {
      assert(kinds(chords.map(({ degree }) => degree)) >= 4);
      assert(pairs(chords).every(([one, other]) => one.degree !== other.degree));
    });
  });

  it('comes home: the last chord is the tonic', () => {
    eachScore(({ chords }) => { assert.equal(chords.at(-1)?.degree, 0); }); // prettier-ignore
  });

  it('leads its voices: they move by three semitones or less on average, and never cross', () => {
    eachScore(({ chords }) => {
      const moves = pairs(chords).flatMap(([one, other]) =>
        other.voices.map((voice, index) => Math.abs(voice - (one.voices[index] ?? 0))),
      );
      assert(moves.reduce((sum, move) => sum + move, 0) / moves.length <= 3);
      for (const { voices } of chords) assert(pairs(voices).every(([low, high]) => high - low >= 2));
    });
  });

  it('sings: mostly steps, some leaps, at least seven pitches within two octaves', () => {
    eachScore((score) => {
      const pitches = sungBy(score).map(({ pitch }) => pitch);
      assert(pitches.length >= 50);
      assert(kinds(pitches) >= 7, `${kinds(pitches)} pitches`);
      assert(Math.max(...pitches) - Math.min(...pitches) <= 24);
      const intervals = pairs(pitches).map(([one, other]) => Math.abs(other - one));
      assert(share(intervals.map((interval) => interval <= 4)) >= 0.7);
      assert(intervals.some((interval) => interval >= 5));
      assert(share(intervals.map((interval) => interval === 0)) <= 0.2);
    });
  });

  it('breathes: short and long notes, and rests between the phrases', () => {
    eachScore((score) => {
      const sung = sungBy(score);
      assert(kinds(sung.map(({ durationSeconds }) => durationSeconds.toFixed(2))) >= 3);
      const rests = pairs(sung).map(
        ([one, other]) => other.startSeconds - one.startSeconds - one.durationSeconds,
      );
      assert(rests.filter((rest) => rest > 0.4).length >= 3);
      assert(Math.min(...rests) > -0.1, 'it sings one note at a time');
    });
  });

  it('varies the theme when it returns, but not beyond recognition', () => {
    const piece = firstPiece();
    const lead = composeScore(piece).notes.filter(({ part }) => part === 'lead');
    const bar = (note: Note): number => Math.floor((note.startSeconds * piece.beatsPerMinute) / 240 + 0.001);
    const pitchesOf = (from: number): readonly number[] =>
      lead.filter((note) => bar(note) >= from && bar(note) < from + 4).map(({ pitch }) => pitch);
    const [first, again] = [pitchesOf(8), pitchesOf(16)];
    assert.notDeepEqual(first, again);
    assert(share(first.map((pitch) => again.includes(pitch))) >= 0.8);
  });
});
