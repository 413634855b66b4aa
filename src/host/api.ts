// What other extensions get from `vscode.extensions.getExtension('starling.starling').activate()`. docs/api.md tells it.
import type * as vscode from 'vscode';
import type { Snapshot } from '../shared/snapshot';
import type { Statistics } from '../shared/statistics';

/**
 * The player, for other extensions. Whatever is asked for is asked of the one player that all windows share, as the
 * listener would ask; what came of it stands in the state. The promises resolve when the wish is on its way.
 */
export interface StarlingApi {
  /** The whole state of the player. Immutable; a later one has a higher `revision`. */
  readonly state: Snapshot;
  /** Fires with every new state. A position that moves on by itself is no new state. */
  readonly onDidChangeState: vscode.Event<Snapshot>;
  /** What has been counted of all plays so far; null until the engine has been heard, which it is once the view was shown or something was asked for. */
  readonly statistics: Statistics | null;
  /** Goes on with the current track, or starts the first of the queue. Sound needs one click in the view before. */
  play(): Promise<void>;
  /** Holds the current track where it is. */
  pause(): Promise<void>;
  /** Goes to the next track. */
  next(): Promise<void>;
  /** Goes to the beginning of the track, or near its beginning to the track before. */
  previous(): Promise<void>;
  /**
   * Goes on at another place of the current track, from 0 to its end; without a current track nothing happens.
   * @throws {RangeError} when the position is no finite number.
   */
  seek(positionSeconds: number): Promise<void>;
  /** How long `activate` took, in milliseconds. */
  readonly activationMs: number;
}
