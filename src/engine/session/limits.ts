// Limits of the session. How many tracks the queue takes is part of the contract: shared/intents.ts.

/** The changes of the queue that can be undone: more than anybody remembers, and each keeps a queue of pointers. */
export const MOST_UNDONE = 10;
