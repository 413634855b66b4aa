import type { EngineReport } from '../shared/report';
import type { Snapshot } from '../shared/snapshot';
import type { Clients } from './clients';
import type { EngineParts } from './engineParts';
import type { Origins } from './origins';
import type { StatisticsCounter } from './statistics/counter';

/** What an engine's report tells of. */
export interface Reported {
  readonly parts: Pick<EngineParts, 'describeProcess' | 'store' | 'swarm'>;
  readonly origins: Origins;
  readonly clients: Clients;
  readonly snapshot: Snapshot;
  readonly counter: StatisticsCounter;
}

/** What an engine says of itself, for Doctor. */
export function reportOf({ parts, origins, clients, snapshot, counter }: Reported): EngineReport {
  return {
    process: parts.describeProcess(),
    cache: parts.store.usage(),
    origins: origins.report,
    windows: clients.count,
    queuedTracks: snapshot.queue.length,
    statistics: counter.figures,
    peers: parts.swarm?.report ?? null,
    problems: clients.problems,
  };
}
