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

/** The least useful of `judged`, ranked among `all`; undefined where nobody is judged. One that is trusted less comes before all others. */
export function leastUseful(
  judged: readonly Neighbour[],
  all: readonly Neighbour[],
  nowMs: number,
): Neighbour | undefined {
  const measures = all.map((neighbour) => measuresOf(neighbour, nowMs));
  const score = (neighbour: Neighbour): number => {
    if (neighbour.isDemoted) return -1;
    const own = measuresOf(neighbour, nowMs);
    return own.reduce((sum, value, at) => sum + measures.filter((each) => (each[at] ?? 0) < value).length, 0);
  };
  let least: { readonly neighbour: Neighbour; readonly score: number } | undefined;
  for (const neighbour of judged) {
    const own = score(neighbour);
    if (least === undefined || own < least.score) least = { neighbour, score: own };
  }
  return least?.neighbour;
}

function measuresOf({ sent, received, found, interest }: Neighbour, nowMs: number): readonly number[] {
  return [
    ...[sent.within(10, nowMs), sent.within(60, nowMs)],
    ...[received.within(10, nowMs), received.within(60, nowMs)],
    ...[found, interest],
  ];
}
