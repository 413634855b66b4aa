// What one core does for others in a second.
import { ServingPolicy } from '../src/engine/policy/serving';
import { SERVING_PROFILES } from '../src/engine/policy/servingLimits';
import { TRACKER_PROFILES } from '../src/engine/policy/trackerLimits';
import { TrackerRegistry } from '../src/engine/policy/trackerRegistry';
import { holdContest, report, SEED } from './contest';

const ROUND_MS = 300;
const MEMBERS = 1_000;
const CONTENTS = 10_000;
const HOLDINGS = 200;
/** 5,000 listeners who ask as fast as the tracker lets them: two queries a second each. */
const WANTED_QUERIES = 10_000;
/** 100 Mbit/s in pieces of 16 KiB, which are 763 a second, for 4 % of a core. */
const WANTED_PIECES = 19_000;

/** How often `work` runs in a second. */
function perSecond(work: (run: number) => void): number {
  const startMs = performance.now();
  let runs = 0;
  while (performance.now() - startMs < ROUND_MS) for (let some = 0; some < 100; some++) work(runs++);
  return runs / ((performance.now() - startMs) / 1000);
}

function trackerQueries(): number {
  let state = SEED;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const registry = new TrackerRegistry({
    // As if each were a listener of their own, who waits between two queries.
    limits: { ...TRACKER_PROFILES.modern, queriesPerSecond: Infinity },
    blockCountOf: () => 293,
    random,
  });
  for (let member = 0; member < MEMBERS; member++) {
    const peerId = `peer ${member}`;
    registry.handle({ type: 'joined', peerId, account: peerId, addresses: ['/ip4/10.0.0.1/tcp/1'] }, 0);
    // Popular tracks are held by many.
    const holdings = Array.from({ length: HOLDINGS }, () => ({
      contentId: `song ${Math.floor(random() ** 3 * CONTENTS)}`,
      haveMap: null,
    }));
    registry.handle({ type: 'announced', peerId, queryId: null, holdings, load: random() }, 0);
  }
  return perSecond((run) => {
    const contentIds = Array.from({ length: 3 }, () => `song ${Math.floor(random() ** 3 * CONTENTS)}`);
    registry.handle({ type: 'asked', peerId: `peer ${run % MEMBERS}`, queryId: run, contentIds }, run / 100);
  });
}

function servedPieces(): number {
  const policy = new ServingPolicy({ ...SERVING_PROFILES.modern, capBytesPerSecond: 12_500_000 });
  policy.handle({ type: 'held', contentId: 'song', sizeBytes: 4_800_000, haveMap: null }, 0);
  const peers = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
  for (const peerId of peers) policy.handle({ type: 'peerJoined', peerId }, 0);
  let nowMs = 0;
  let requestId = 0;
  let pieces = 0;
  const startMs = performance.now();
  while (performance.now() - startMs < ROUND_MS) {
    nowMs += 1;
    const peerId = peers[requestId % 10] ?? 'a';
    const blocks = { first: requestId % 290, end: (requestId % 290) + 2 };
    const asked = { contentId: 'song', blocks, priority: 'play' } as const;
    const actions = policy.handle({ type: 'asked', peerId, requestId: requestId++, ...asked }, nowMs);
    for (const action of actions) {
      if (action.type === 'ping')
        policy.handle({ type: 'pinged', peerId: action.peerId, roundTripMs: 20 }, nowMs);
      if (action.type !== 'sendPiece') continue;
      pieces += 1;
      policy.handle({ type: 'acknowledged', peerId: action.peerId, bytes: action.bytes }, nowMs);
    }
  }
  return pieces / ((performance.now() - startMs) / 1000);
}

async function main(): Promise<void> {
  const contest = { rounds: 9, unit: 'a second' };
  const asked = (figure: number): Record<string, number> => ({ 'asked for': figure });
  const rows = [
    ...(await holdContest({
      ...contest,
      name: 'tracker: answer a query for three tracks',
      ours: trackerQueries,
      references: asked(WANTED_QUERIES),
    })),
    ...(await holdContest({
      ...contest,
      name: 'serving: a piece and its acknowledgement, ten peers',
      ours: servedPieces,
      references: asked(WANTED_PIECES),
    })),
  ];
  report(rows);
}

void main();
