import { clockWith } from '../../src/engine/systemClock';

/** The clock of this machine, for tests with real nodes: what it is to call back for keeps no test run from ending. */
export const realClock = clockWith((callback, ms) => setTimeout(callback, ms).unref());
