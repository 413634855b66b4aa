// What the policy decides, as lines to read.
import type { FetchAction, FetchEvent } from '../../src/engine/policy/fetchMessages';
import { FetchPolicy } from '../../src/engine/policy/fetchPolicy';

/** A policy that writes down each action and when it was decided on. */
export class RecordingPolicy extends FetchPolicy {
  readonly lines: string[] = [];

  override handle(event: FetchEvent, nowMs: number): readonly FetchAction[] {
    const actions = super.handle(event, nowMs);
    const time = `${nowMs.toFixed(1).padStart(8)} ms  `;
    this.lines.push(...actions.map((action) => time + lineOf(action)));
    return actions;
  }
}

/** An action in words. */
export function lineOf(action: FetchAction): string {
  switch (action.type) {
    case 'askOrigin':
      return `ask the origin for ${blocksOf(action)} (request ${action.requestId}: ${action.reason})`;
    case 'readCache':
      return `read ${blocksOf(action)} from the cache (request ${action.requestId})`;
    case 'keep':
      return `keep block ${action.block} of ${action.track.id}`;
    case 'cancel':
      return `cancel request ${action.requestId}`;
    case 'sendToPage':
      return `send block ${action.block} to ${action.playId}`;
    case 'giveUp':
      return `give up ${action.playId}: ${action.message}`;
    case 'wakeAt':
      return `wake at ${Number(action.atMs.toFixed(1))} ms`;
    case 'askPeer':
      return `ask ${action.peerId} for ${blocksOf(action)} (request ${action.requestId}: ${action.reason})`;
    case 'findPeers':
      return `find peers for ${action.tracks.map(({ id }) => id).join(', ')} (${action.reason})`;
    case 'dropPeer':
      return `drop ${action.peerId}: ${action.reason}`;
    case 'ban':
      return `ban ${action.peerId}: ${action.reason}`;
    case 'emergency':
      return action.isOn ? 'emergency' : 'the emergency is over';
    case 'start':
      return `start ${action.playId}`;
  }
}

function blocksOf({ blocks, track }: FetchAction & { type: 'askOrigin' | 'readCache' | 'askPeer' }): string {
  const last = blocks.end - 1;
  const which = blocks.first === last ? `block ${last}` : `blocks ${blocks.first} to ${last}`;
  return `${which} of ${track.id}`;
}
