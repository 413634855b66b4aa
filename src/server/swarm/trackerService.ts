// The tracker's side of the wire: a stream for each member, its credential first, then what it announces and asks. What is known and
// answered is the registry's to decide (`trackerRegistry.ts`). Who is no member, sends what is no message or more messages than
// anybody needs, or whose credential has ended, is told why and let go.
import type { Connection, Stream } from '@libp2p/interface';
import { LRUCache } from 'lru-cache';
import { TokenBucket } from '../../engine/policy/tokenBucket';
import { TrackerRegistry } from '../../engine/policy/trackerRegistry';
import { TRACKER_PROFILES } from '../../engine/policy/trackerLimits';
import type { Holding, TrackerAction, TrackerEvent } from '../../engine/policy/trackerMessages';
import type { Clock } from '../../engine/ports';
import { findingsFor, isLoopback, reachableFrom } from '../../engine/swarm/loopback';
import type { CredentialVerdict } from '../../engine/swarm/wire/credential';
import { FrameStream } from '../../engine/swarm/wire/frameStream';
import { FIRST_FRAME_MS, LONGEST_TRACKER_FRAME, SKEW_MS } from '../../engine/swarm/wire/limits';
import {
  decodeTrackerMessage,
  encodeTrackerMessage,
  type RefusedReason,
  type TrackerMessage,
} from '../../engine/swarm/wire/trackerCodec';
import { MESSAGES_AT_ONCE, MESSAGES_PER_SECOND, MOST_ACCOUNTS } from './limits';

/** What the service is made of. */
export interface TrackerServiceParts {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** How many blocks a content of the catalogue has; undefined for one that isn't in it. */
  readonly blockCountOf: (contentId: string) => number | undefined;
  /** The hashes of accounts that were removed and may still have credentials. */
  readonly revoked: () => readonly string[];
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
  /** Whether it is on this machine. */
  readonly isHere: boolean;
  expiresAtMs: number;
}

/** A node that speaks: its stream, and whether it is on this machine. */
type Speaker = Pick<Guest, 'frames' | 'isHere'> & { readonly peerId: string };

/** The tracker of a swarm. */
export class TrackerService {
  readonly #parts: TrackerServiceParts;
  readonly #registry: TrackerRegistry;
  readonly #guests = new Map<string, Guest>();
  /** What the members of an account may say, so that new streams and peer ids gain nobody anything. */
  readonly #allowances = new LRUCache<string, TokenBucket>({ max: MOST_ACCOUNTS });
  /** When it is looked for ended credentials; Infinity: never, as nobody is here. */
  #looksAtMs = Infinity;
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
    const isHere = isLoopback(connection.remoteAddr.toString());
    const frames: FrameStream = new FrameStream({
      stream,
      clock: this.#parts.clock,
      mostFrameBytes: LONGEST_TRACKER_FRAME,
      firstFrameMs: FIRST_FRAME_MS,
      onFrame: (frame) => this.#take({ peerId, frames, isHere }, frame),
      onEnd: ({ why }) => {
        if (why === 'malformed' || why === 'silent') this.#refused += 1;
        if (this.#guests.get(peerId)?.frames === frames) this.#lose(peerId);
        // Unless it has come back by another stream meanwhile.
        if (!this.#guests.has(peerId)) connection.abort(new Error('Its stream has ended.'));
      },
    });
  }

  /** The origin no longer vouches for an account, by its hash: who is of it is told, and let go; and the others are told. */
  revoke(account: string): void {
    this.#handle({ type: 'revoked', account });
    // Those that the registry has forgotten meanwhile are still connected.
    for (const [peerId, guest] of this.#guests)
      if (guest.account === account) this.#refuse(peerId, 'revoked');
    for (const peerId of this.#guests.keys()) this.#send(peerId, { type: 'revoked', accounts: [account] });
  }

  /** Lets everybody go. */
  close(): void {
    for (const { frames } of this.#guests.values()) frames.finish();
    this.#guests.clear();
  }

  /** Takes a frame, whatever is in it, unless it is one too many. */
  #take(speaker: Speaker, frame: Uint8Array): void {
    const { peerId, frames } = speaker;
    // It has been told why it is let go: what it says meanwhile isn't even looked at.
    if (frames.isEnding) return;
    const guest = this.#guests.get(peerId);
    if (guest?.frames === frames && !this.#mayHear(guest.account)) this.#refuse(peerId, 'malformed');
    else this.#hear(speaker, decodeTrackerMessage(frame));
  }

  #mayHear(account: string): boolean {
    const pace = { perSecond: MESSAGES_PER_SECOND, burst: MESSAGES_AT_ONCE };
    const allowance = this.#allowances.get(account) ?? new TokenBucket(pace);
    this.#allowances.set(account, allowance);
    return allowance.take(1, this.#parts.clock.nowMs());
  }

  /** Null: a message of a later version. */
  #hear(speaker: Speaker, message: TrackerMessage | null): void {
    const { peerId, frames } = speaker;
    if (message?.type === 'credential') this.#meet(speaker, message.credential);
    else if (this.#guests.get(peerId)?.frames !== frames) this.#turnAway(frames, 'not a member');
    else if (message === null) return;
    else if (message.type === 'announce') this.#announce(peerId, message);
    else if (message.type === 'find') {
      this.#queries += 1;
      this.#handle({ ...message, type: 'asked', peerId });
    }
    // What else there is only the tracker says.
    else this.#turnAway(frames, 'malformed');
  }

  #meet({ peerId, frames, isHere }: Speaker, shown: Uint8Array): void {
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
    this.#guests.set(peerId, { frames, account, isHere, expiresAtMs });
    before?.frames.finish();
    const accounts = this.#parts.revoked();
    if (accounts.length > 0) this.#send(peerId, { type: 'revoked', accounts });
    this.#handle({ type: 'joined', peerId, account, addresses: [] });
    this.#lookFor(expiresAtMs);
  }

  /** Sees to it that somebody whose credential ends is let go then: one alarm for all, as those of members who have gone can't be taken back. */
  #lookFor(expiresAtMs: number): void {
    const { clock } = this.#parts;
    const atMs = clock.nowMs() + Math.max(0, expiresAtMs + SKEW_MS - clock.wallMs());
    if (atMs >= this.#looksAtMs) return;
    this.#looksAtMs = atMs;
    clock.wakeAt(atMs, () => {
      if (this.#looksAtMs === atMs) this.#look();
    });
  }

  /** Lets the members go whose credential has ended without their having shown another. */
  #look(): void {
    this.#looksAtMs = Infinity;
    const wallMs = this.#parts.clock.wallMs();
    for (const [peerId, { expiresAtMs }] of this.#guests)
      if (expiresAtMs + SKEW_MS <= wallMs) this.#refuse(peerId, 'not a member');
      else this.#lookFor(expiresAtMs);
  }

  #announce(peerId: string, message: TrackerMessage & { type: 'announce' }): void {
    const { holdings, departed, load, queryId } = message;
    const guest = this.#guests.get(peerId);
    if (message.addresses !== null && guest !== undefined) {
      const { account, isHere } = guest;
      const addresses = reachableFrom(message.addresses, { isHere });
      this.#handle({ type: 'joined', peerId, account, addresses });
    }
    const gone = departed.map((contentId): Holding => ({ contentId, haveMap: new Uint8Array() }));
    this.#handle({ type: 'announced', peerId, queryId, holdings: [...holdings, ...gone], load });
  }

  #handle(event: TrackerEvent): void {
    for (const action of this.#registry.handle(event, this.#parts.clock.nowMs())) this.#perform(action);
  }

  #perform(action: TrackerAction): void {
    switch (action.type) {
      case 'answer':
        this.#answer(action);
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

  #answer({ peerId, queryId, found }: TrackerAction & { type: 'answer' }): void {
    const isHere = this.#guests.get(peerId)?.isHere === true;
    this.#send(peerId, { type: 'found', queryId, found: findingsFor(found, { isHere }) });
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
