// How properties are checked: SEED=n gives another seed (the one that failed is printed), RUNS=n another number of runs.
import fc from 'fast-check';

/** The parameters of a property, for `fc.assert`. */
export function runsOf(usual: number): { readonly numRuns: number; readonly seed: number } {
  const { SEED, RUNS } = process.env;
  return {
    numRuns: RUNS === undefined ? usual : Number(RUNS),
    seed: SEED === undefined ? Date.now() % 1_000_000_000 : Number(SEED),
  };
}

/** Steps of a walk with their pauses between them. */
export function walkOf<Step>(step: fc.Arbitrary<Step>): fc.Arbitrary<readonly (readonly [number, Step])[]> {
  return fc.array(fc.tuple(fc.nat(1_500), step), { maxLength: 25 });
}
