// The tracker's side of the wire: a stream for each member, its credential first, then what it announces and asks. What is known and
// answered is the registry's to decide (`trackerRegistry.ts`). Who is no member, sends what is no message, or whose credential
// has ended, is told why and let go.
import type { Connection, Stream } from '@libp2p/interface';
import { TrackerRegistry } from '../../engine/policy/trackerRegistry';
import { TRACKER_PROFILES } from '../../engine/policy/trackerLimits';
import type { Holding, TrackerAction, TrackerEvent } from '../../engine/policy/trackerMessages';
import type { Clock } from '../../engine/ports';
import type { CredentialVerdict } from '../../engine/swarm/wire/credential';
import { FrameStream } from '../../engine/swarm/wire/frameStream';
import { FIRST_FRAME_MS, LONGEST_TRACKER_FRAME, SKEW_MS } from '../../engine/swarm/wire/limits';
import {
  decodeTrackerMessage,
  encodeTrackerMessage,
  type RefusedReason,
  type TrackerMessage,
} from '../../engine/swarm/wire/trackerCodec';

/** What the service is made of. */
export interface TrackerServiceParts {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** How many blocks a content of the catalogue has; undefined for one that isn't in it. */
  readonly blockCountOf: (contentId: string) => number | undefined;
  readonly verify: (shown: Uint8Array, peerId: string) => CredentialVerdict;
}

/** How it stands, for the metrics. */
export interface TrackerCounts {
  readonly members: number;
  readonly contents: number;
  readonly places: number;
  readonly connected: number;
  readonly queries: number;
  readonly refused: number;
}

/** A member that is connected. */
interface Guest {
  readonly frames: FrameStream;
  readonly account: string;
  expiresAtMs: number;
}

/** The tracker of a swarm. */
export class TrackerService {
  readonly #parts: TrackerServiceParts;
  readonly #registry: TrackerRegistry;
  readonly #guests = new Map<string, Guest>();
  #queries = 0;
  #refused = 0;

  constructor(parts: TrackerServiceParts) {
    this.#parts = parts;
    const { blockCountOf, random } = parts;
    this.#registry = new TrackerRegistry({ limits: TRACKER_PROFILES.modern, blockCountOf, random });
  }

  /** How it stands. */
  get counts(): TrackerCounts {
    const [connected, queries, refused] = [this.#guests.size, this.#queries, this.#refused];
    return { ...this.#registry.size, connected, queries, refused };
  }

  /** Whether a member is connected. */
  hasGuest(peerId: string): boolean {
    return this.#guests.has(peerId);
  }

  /** Takes a stream that a node has opened; with its end the connection ends. */
  serve(stream: Stream, connection: Connection): void {
    const peerId = connection.remotePeer.toString();
    const frames: FrameStream = new FrameStream({
      stream,
      clock: this.#parts.clock,
      mostFrameBytes: LONGEST_TRACKER_FRAME,
      firstFrameMs: FIRST_FRAME_MS,
      onFrame: (frame) => {
        const message = decodeTrackerMessage(frame);
        if (message !== null) this.#hear(peerId, frames, message);
      },
      onEnd: ({ why }) => {
        if (why === 'malformed' || why === 'silent') this.#refused += 1;
        if (this.#guests.get(peerId)?.frames === frames) this.#lose(peerId);
        // Unless it has come back by another stream meanwhile.
        if (!this.#guests.has(peerId)) connection.abort(new Error('Its stream has ended.'));
      },
    });
  }

  /** The origin no longer vouches for an account, by its hash: who is of it is told, and let go. */
  revoke(account: string): void {
    this.#handle({ type: 'revoked', account });
    // Those that the registry has forgotten meanwhile are still connected.
    for (const [peerId, guest] of this.#guests)
      if (guest.account === account) this.#refuse(peerId, 'revoked');
  }

  /** Lets everybody go. */
  close(): void {
    for (const { frames } of this.#guests.values()) frames.finish();
    this.#guests.clear();
  }

  #hear(peerId: string, frames: FrameStream, message: TrackerMessage): void {
    if (message.type === 'credential') this.#meet(peerId, frames, message.credential);
    else if (this.#guests.get(peerId)?.frames !== frames) this.#turnAway(frames, 'not a member');
    else if (message.type === 'announce') this.#announce(peerId, message);
    else if (message.type === 'find') {
      this.#queries += 1;
      this.#handle({ ...message, type: 'asked', peerId });
    }
    // What else there is only the tracker says.
    else this.#turnAway(frames, 'malformed');
  }

  #meet(peerId: string, frames: FrameStream, shown: Uint8Array): void {
    const verdict = this.#parts.verify(shown, peerId);
    if (!verdict.isGood) {
      this.#turnAway(frames, verdict.refusal === 'revoked' ? 'revoked' : 'not a member');
      return;
    }
    const { account, expiresAtMs } = verdict.credential;
    const before = this.#guests.get(peerId);
    if (before?.frames === frames && before.account === account) {
      before.expiresAtMs = expiresAtMs;
      return;
    }
    this.#guests.set(peerId, { frames, account, expiresAtMs });
    before?.frames.finish();
    this.#handle({ type: 'joined', peerId, account, addresses: [] });
    this.#watch(peerId, frames);
  }

  /** Lets a member go whose credential has ended without its having shown another. */
  #watch(peerId: string, frames: FrameStream): void {
    const { clock } = this.#parts;
    const guest = this.#guests.get(peerId);
    if (guest?.frames !== frames) return;
    const leftMs = guest.expiresAtMs + SKEW_MS - clock.wallMs();
    if (leftMs <= 0) this.#refuse(peerId, 'not a member');
    else clock.wakeAt(clock.nowMs() + leftMs, () => this.#watch(peerId, frames));
  }

  #announce(peerId: string, message: TrackerMessage & { type: 'announce' }): void {
    const { holdings, departed, load, addresses } = message;
    const account = this.#guests.get(peerId)?.account;
    if (addresses !== null && account !== undefined)
      this.#handle({ type: 'joined', peerId, account, addresses });
    const gone = departed.map((contentId): Holding => ({ contentId, haveMap: new Uint8Array() }));
    this.#handle({ type: 'announced', peerId, holdings: [...holdings, ...gone], load });
  }

  #handle(event: TrackerEvent): void {
    for (const action of this.#registry.handle(event, this.#parts.clock.nowMs())) this.#perform(action);
  }

  #perform(action: TrackerAction): void {
    switch (action.type) {
      case 'answer':
        this.#send(action.peerId, { ...action, type: 'found' });
        break;
      case 'refuse':
        this.#send(action.peerId, { ...action, type: 'refused', reason: 'later' });
        break;
      case 'disconnect':
        this.#refuse(action.peerId, action.reason);
        break;
      case 'wakeAt':
        this.#parts.clock.wakeAt(action.atMs, () => this.#handle({ type: 'timer' }));
    }
  }

  #send(peerId: string, message: TrackerMessage): void {
    this.#guests.get(peerId)?.frames.send(encodeTrackerMessage(message));
  }

  #refuse(peerId: string, reason: RefusedReason): void {
    const frames = this.#guests.get(peerId)?.frames;
    if (frames === undefined) return;
    this.#lose(peerId);
    this.#turnAway(frames, reason);
  }

  #turnAway(frames: FrameStream, reason: RefusedReason): void {
    this.#refused += 1;
    frames.send(
      encodeTrackerMessage({ type: 'refused', queryId: null, reason, refusedHoldings: 0, waitMs: 0 }),
    );
    frames.finish();
  }

  #lose(peerId: string): void {
    this.#guests.delete(peerId);
    this.#handle({ type: 'left', peerId });
  }
}
