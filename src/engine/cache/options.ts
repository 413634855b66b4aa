import type { Clock } from '../ports';
import type { FileSystem } from './fileSystem';

/** What a store on disk is made of. */
export interface DiskBlockStoreOptions {
  /** The folder that belongs to the store; made where it is missing. */
  readonly folder: string;
  readonly capBytes: number;
  /** The part of the cap that heads may fill before they are evicted like bodies. Default: that of the profile `modern`. */
  readonly headShare?: number;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Takes a sentence about something damaged or refused; each problem is told once. */
  readonly onProblem: (text: string) => void;
  /** Default: the file system of this machine. */
  readonly files?: FileSystem;
  /** Waits before a busy file is tried again. Default: a timer. */
  readonly wait?: (ms: number) => Promise<void>;
}
