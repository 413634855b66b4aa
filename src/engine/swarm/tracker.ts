// What the swarm needs of the tracker. The real client talks to the origin; it reconnects by itself.
import type { Finding } from '../policy/neighbourMessages';
import type { Holding } from '../policy/trackerMessages';

/** The way to the tracker. */
export interface TrackerClient {
  /**
   * Who has these contents (at most ten).
   * @throws when the tracker can't be asked, or refuses.
   */
  find(contentIds: readonly string[]): Promise<readonly Finding[]>;
  /** What we have has changed: empty have-maps for what we no longer have. `load`: 0 to 1. It doesn't throw. */
  announce(holdings: readonly Holding[], load: number): void;
}
