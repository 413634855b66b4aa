import type { Login, ProbedServer } from '../shared/login';
import type { ProcessReport } from '../shared/report';
import type { Snapshot } from '../shared/snapshot';
import type { BlockPins, BlockSpace, BlockStore } from './blockStore';
import type { ParseMediaInfo } from './cacheEntry';
import type { CoverStore } from './coverStore';
import type { FetchPolicy } from './policy/fetchPolicy';
import type { Clock, Origin, Swarm } from './ports';
import type { Prove } from './proofs';
import type { KeptStatistics } from './statistics/counter';

/** What the engine is made of. */
export interface EngineParts {
  readonly clock: Clock;
  /** Where blocks are kept between plays. */
  readonly store: BlockStore & BlockPins & Pick<BlockSpace, 'setCapBytes' | 'usage'>;
  /** Where pictures are kept between plays. */
  readonly covers: CoverStore;
  /** The cache's cap where the listener sets none. */
  readonly automaticCapBytes: number;
  readonly prove: Prove;
  readonly parseMediaInfo: ParseMediaInfo;
  /** Makes ids that were never used before. */
  readonly newPlayId: () => string;
  /** A number from 0 to 1, for shuffling. */
  readonly chance: () => number;
  /** The state that the last engine of this folder left behind. */
  readonly initial: Snapshot;
  /** Called with every new state, to be kept. */
  readonly save: (snapshot: Snapshot) => void;
  /** What was counted before. */
  readonly statistics: KeptStatistics;
  /** Called with what is to be kept of the statistics, a few times a play. */
  readonly saveStatistics: (statistics: KeptStatistics) => void;
  /** Says how the process is. */
  readonly describeProcess: () => ProcessReport;
  /** Deletes what is kept, has it told, and ends the engine. Takes a sentence about what couldn't be deleted, or null. */
  readonly deleteData: (tell: (problem: string | null) => void) => Promise<void>;
  /** Makes the origin at an address. */
  readonly openOrigin: (url: string) => Origin;
  /** Tries an address as it was typed, with a login or without. */
  readonly probeServer: (address: string, login: Login | null) => Promise<ProbedServer>;
  /** Names the origin at an address in the ids of its tracks (`OriginsParts`). Default: ids stand as they are, and there is one origin. */
  readonly originKey?: (url: string) => string;
  /** The peers. Default: there are none. */
  readonly swarm?: Swarm;
  /** Decides what is fetched. Default: one that keeps to the modern profile. */
  readonly policy?: FetchPolicy;
}
