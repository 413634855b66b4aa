// Which neighbour is worth least: each is ranked six times, and the ranks are added up, so that no measure counts for more than
// another whatever its unit. Source: Kreitz & Niemelä 2010 (bytes sent and received in 10 and 60 minutes, peers found through
// it, tracks of interest).
import { MinuteBytes } from './minuteBytes';

/** A connected peer. */
export interface Neighbour {
  readonly peerId: string;
  readonly isOverWebRtc: boolean;
  readonly connectedAtMs: number;
  readonly sent: MinuteBytes;
  readonly received: MinuteBytes;
  /** How many providers its answers have named. */
  found: number;
  /** Tracks of interest that it has. */
  interest: number;
  /** Whether it is trusted less than others. */
  isDemoted: boolean;
}

/** A neighbour that has just been connected. */
export function newNeighbour(peerId: string, isOverWebRtc: boolean, nowMs: number): Neighbour {
  const about = { peerId, isOverWebRtc, connectedAtMs: nowMs };
  const use = { sent: new MinuteBytes(), received: new MinuteBytes(), found: 0, interest: 0 };
  return { ...about, ...use, isDemoted: false };
}

/** The least useful of those that `isJudged`, ranked among all; undefined where nobody is. One that is trusted less comes before all others. */
export function leastUseful(
  neighbours: readonly Neighbour[],
  isJudged: (neighbour: Neighbour) => boolean,
  nowMs: number,
): Neighbour | undefined {
  const judged = neighbours.filter(isJudged);
  const demoted = judged.find(({ isDemoted }) => isDemoted);
  if (demoted !== undefined || judged.length === 0) return demoted;
  const measures = new Map(neighbours.map((each) => [each, measuresOf(each, nowMs)]));
  const scored = judged.map((neighbour) => ({ neighbour, score: scoreOf(neighbour, measures) }));
  return scored.reduce((least, each) => (each.score < least.score ? each : least)).neighbour;
}

/** The sum of a neighbour's ranks: in each measure, how many are below it. */
function scoreOf(neighbour: Neighbour, measures: ReadonlyMap<Neighbour, readonly number[]>): number {
  const own = measures.get(neighbour) ?? [];
  let score = 0;
  for (const others of measures.values())
    for (const [at, value] of own.entries()) if ((others[at] ?? 0) < value) score += 1;
  return score;
}

function measuresOf({ sent, received, found, interest }: Neighbour, nowMs: number): readonly number[] {
  return [
    ...[sent.within(10, nowMs), sent.within(60, nowMs)],
    ...[received.within(10, nowMs), received.within(60, nowMs)],
    ...[found, interest],
  ];
}
