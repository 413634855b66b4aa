// The two profiles on the same plays, in simulated time, and ours with each of its ideas switched off in turn; in three worlds
// (policyWorld/scenes.ts), as no one world has an occasion for every idea.
import { PROFILES, type Limits } from '../src/engine/policy/limits';
import type { PeerLimits } from '../src/engine/policy/peerLimits';
import { report } from './contest';
import { outcomeOf, type Outcome } from './policyWorld/listening';
import { CHURN, EVENINGS, OFFICE, type Scene } from './policyWorld/scenes';

const PLAYS = Number(process.env['PLAYS'] ?? 1_000);

const without = (peers: Partial<PeerLimits>): Limits => ({
  ...PROFILES.modern,
  peers: { ...PROFILES.modern.peers, ...peers },
});

/** The profiles, and ours without one idea each. */
const ROWS: Readonly<Record<string, Limits>> = {
  classic: PROFILES.classic,
  modern: PROFILES.modern,
  'without heads of what may come': { ...PROFILES.modern, preparedPlays: 0 },
  'without searching ahead': without({ searchesAhead: false }),
  'with 64 KiB of each of them': { ...PROFILES.modern, preparedLeastBytes: 65_536 },
  'without the next of peers first': without({ hasNextFromPeers: false }),
  'without peers first': without({ peersFirst: false }),
  'with 15 s from the origin': without({ searchingMs: 15_000, unpromisedMs: 15_000 }),
  'without partial tracks': without({ takesPartialTracks: false }),
  'without hedges': without({ hedgesPerBlock: 0 }),
  'without asking again': without({ asksLateBlocksAgain: false }),
  'without rarest first': without({ rarestBeyondMs: Infinity }),
  'with 2 s outstanding for all': without({ aheadOutstandingMs: 2_000 }),
  'without the choice by delivery': without({ choosesByDelivery: false }),
};

const TITLES = ['origin', 'peers', 'p50 ms', 'p90 ms', 'p99 ms', 'stutter', 'hedged', 'wasted', 'seek ms'];

function lineOf(name: string, outcome: Outcome): string {
  const { latenciesMs, seeksMs, bytes, originBytes, peerBytes, hedgedBytes, wastedBytes, stutters } = outcome;
  const share = (part: number): string => `${((part / bytes) * 100).toFixed(1)} %`;
  const cells = [
    ...[`${(originBytes / 1e6).toFixed(0)} MB`, `${(peerBytes / 1e6).toFixed(0)} MB`],
    ...[0.5, 0.9, 0.99].map((part) => at(latenciesMs, part)),
    ...[`${((stutters / latenciesMs.length) * 100).toFixed(1)} %`, share(hedgedBytes), share(wastedBytes)],
    ...(seeksMs.length === 0 ? [] : [(seeksMs.reduce((sum, ms) => sum + ms, 0) / seeksMs.length).toFixed(0)]),
  ];
  return name.padEnd(32) + cells.map((cell) => cell.padStart(9)).join('');
}

function at(sorted: readonly number[], part: number): string {
  return (sorted[Math.floor(sorted.length * part)] ?? NaN).toFixed(0);
}

function tableOf(scene: Scene, plays: number): string[] {
  const head = `${scene.name}, ${plays} plays:`.padEnd(32);
  return [
    head + TITLES.map((title) => title.padStart(9)).join(''),
    ...Object.entries(ROWS).map(([name, limits]) => lineOf(name, outcomeOf(scene, limits, plays))),
  ];
}

// Where peers come and go, tracks are three times as long.
report([], [...tableOf(EVENINGS, PLAYS), ...tableOf(CHURN, PLAYS / 2), ...tableOf(OFFICE, PLAYS / 2)]);
