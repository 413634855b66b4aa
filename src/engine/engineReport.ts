import type { EngineReport } from '../shared/report';
import type { Snapshot } from '../shared/snapshot';
import type { Clients } from './clients';
import type { EngineParts } from './engineParts';
import type { OriginLink } from './originLink';
import type { StatisticsCounter } from './statistics/counter';

/** What an engine's report tells of. */
export interface Reported {
  readonly parts: Pick<EngineParts, 'describeProcess' | 'store'>;
  readonly origin: OriginLink;
  readonly clients: Clients;
  readonly snapshot: Snapshot;
  readonly counter: StatisticsCounter;
}

/** What an engine says of itself, for Doctor. */
export function reportOf({ parts, origin, clients, snapshot, counter }: Reported): EngineReport {
  return {
    process: parts.describeProcess(),
    cache: parts.store.usage(),
    origin: origin.report,
    windows: clients.count,
    queuedTracks: snapshot.queue.length,
    statistics: counter.figures,
    problems: clients.problems,
  };
}
