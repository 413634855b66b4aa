// Performs what the serving policy decides, in simulated time: pieces and pings go through the uploader's line, acknowledgements come back.
import type { ServingAction, ServingEvent } from '../../src/engine/policy/servingMessages';
import type { ServingPolicy } from '../../src/engine/policy/serving';
import type { Bottleneck } from './bottleneck';
import type { EventHeap } from './eventHeap';

/** Bytes around a piece on a real line: frame, encryption, TCP and IP. */
const AROUND_BYTES = 60;
/** A ping on a real line. */
const PING_BYTES = 100;

/** The line between the uploader and all of its peers, with what the test wants to see. */
export interface UploadWorld {
  readonly heap: EventHeap;
  readonly line: Bottleneck;
  /** The way back, in milliseconds. */
  readonly backMs: (peerId: string) => number;
  /** Whether pings are lost now; they aren't, unless it is said. */
  readonly arePingsLost?: () => boolean;
  /** A piece, a refusal or a blame has come to where it belongs. */
  readonly onAction: (action: ServingAction) => void;
}

/** An uploader. */
export class SimulatedUploads {
  readonly #policy: ServingPolicy;
  readonly #world: UploadWorld;
  /** What has gone out, in bytes of blocks. */
  sentBytes = 0;

  constructor(policy: ServingPolicy, world: UploadWorld) {
    this.#policy = policy;
    this.#world = world;
  }

  handle(event: ServingEvent): void {
    for (const action of this.#policy.handle(event, this.#world.heap.nowMs())) this.#perform(action);
  }

  #perform(action: ServingAction): void {
    const { heap, line, onAction, arePingsLost } = this.#world;
    switch (action.type) {
      case 'sendPiece': {
        this.sentBytes += action.bytes;
        const { peerId, bytes } = action;
        this.#carry(bytes + AROUND_BYTES, () => {
          onAction(action);
          this.#comeBack(peerId, () => this.handle({ type: 'acknowledged', peerId, bytes }));
        });
        return;
      }
      case 'ping': {
        const { peerId } = action;
        const sentMs = heap.nowMs();
        // A lost ping is what the policy finds out by itself.
        if (arePingsLost?.() === true) return;
        line.send(PING_BYTES, () =>
          this.#comeBack(peerId, () => {
            this.handle({ type: 'pinged', peerId, roundTripMs: heap.nowMs() - sentMs });
          }),
        );
        return;
      }
      case 'wakeAt':
        heap.wakeAt(action.atMs, () => this.handle({ type: 'timer' }));
        return;
      case 'busy':
      case 'gone':
      case 'blame':
        onAction(action);
    }
  }

  /** As TCP does: what is dropped is sent again a little later. */
  #carry(bytes: number, onArrival: () => void): void {
    const { heap, line } = this.#world;
    if (!line.send(bytes, onArrival)) heap.wakeAt(heap.nowMs() + 200, () => this.#carry(bytes, onArrival));
  }

  #comeBack(peerId: string, callback: () => void): void {
    const { heap, backMs } = this.#world;
    heap.wakeAt(heap.nowMs() + backMs(peerId), callback);
  }
}
