// What two peers have between them: one stream in each direction, on which only its opener writes. Each shows its credential
// first, and again when it has a newer one; before the other's has been seen and found good, nothing else of it is looked at.
// It has 2 s for that. When a credential ends without a newer one, so does the channel.
import type { Connection, Stream } from '@libp2p/interface';
import type { Clock } from '../ports';
import { decodeBlocksMessage, encodeBlocksMessage } from './wire/blocksCodec';
import { BLOCKS_PROTOCOL, type BlocksMessage } from './wire/blocksMessages';
import type { Credential, CredentialVerdict } from './wire/credential';
import { FrameStream, type StreamEnd } from './wire/frameStream';
import { FIRST_FRAME_MS, LONGEST_BLOCKS_FRAME, SKEW_MS } from './wire/limits';

/** How a channel ended: as one of its streams, or `refused` for its credential, `let go` by us, `replaced` by a newer one. */
export interface ChannelEnd {
  readonly why: StreamEnd['why'] | 'refused' | 'let go' | 'replaced';
  /** A sentence for the log. */
  readonly message: string;
}

/** What a channel is made of. */
export interface ChannelParts {
  readonly clock: Clock;
  readonly connection: Connection;
  /** Our own credential, as it is sent. */
  readonly credential: () => Uint8Array;
  /** Whether what this peer shows is a credential of its own that counts now. */
  readonly verify: (shown: Uint8Array) => CredentialVerdict;
  /** What a peer may have waiting here. */
  readonly limits: { readonly requests: number; readonly blocks: number };
  /** The other end has shown who it is, and can be written to; how long that took, in milliseconds. Once. */
  readonly onMet: (credential: Credential, roundTripMs: number) => void;
  /** A message of a peer that has been met, but for credentials; null for one of a later version. */
  readonly onMessage: (message: BlocksMessage | null) => void;
  /** It is over. Once. */
  readonly onEnd: (end: ChannelEnd) => void;
}

/** A channel until it is over, for alarms: they can't be taken back, and keep nothing of one that is gone for the hour until they ring. */
interface Watched {
  channel: PeerChannel | null;
}

/** The channel to one peer. */
export class PeerChannel {
  readonly #watched: Watched = { channel: this };
  readonly #parts: ChannelParts;
  readonly #openedMs: number;
  #outgoing: FrameStream | null = null;
  #incoming: FrameStream | null = null;
  #credential: Credential | null = null;
  /** What came between its credential and the moment when we can answer: an honest peer says no more until it has met us. */
  #early: (BlocksMessage & { type: 'limits' }) | null = null;
  #isMet = false;
  #hasEnded = false;
  #settle: () => void = () => undefined;
  /** Resolves when the other end has been met, or it is over. */
  readonly settled = new Promise<void>((resolve) => (this.#settle = resolve));

  constructor(parts: ChannelParts) {
    this.#parts = parts;
    const { clock } = parts;
    this.#openedMs = clock.nowMs();
    this.#wakeAt(this.#openedMs + FIRST_FRAME_MS, (channel) => {
      if (!channel.#isMet) channel.end({ why: 'silent', message: 'It did not show in time who it is.' });
    });
    void this.#open();
  }

  /** Whose the other end is; null before it is met. */
  get account(): string | null {
    return this.#isMet ? (this.#credential?.account ?? null) : null;
  }

  /** Whether the other end has already opened its stream. */
  get hasIncoming(): boolean {
    return this.#incoming !== null;
  }

  /** Sends a message to a peer that has been met. */
  send(message: BlocksMessage): void {
    this.#outgoing?.send(encodeBlocksMessage(message));
  }

  /** Shows a newer credential. */
  renew(): void {
    this.send({ type: 'credential', credential: this.#parts.credential() });
  }

  /** The other end has opened its stream. */
  accept(stream: Stream): void {
    const { clock } = this.#parts;
    this.#incoming = new FrameStream({
      ...{ stream, clock, mostFrameBytes: LONGEST_BLOCKS_FRAME, firstFrameMs: FIRST_FRAME_MS },
      onFrame: (frame) => this.#hear(frame),
      onEnd: (end) => this.end(end),
    });
  }

  /** Ends it at once. */
  end(end: ChannelEnd): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#watched.channel = null;
    this.#settle();
    const { onEnd } = this.#parts;
    this.#outgoing?.abort({ why: 'closed', message: end.message });
    this.#incoming?.abort({ why: 'closed', message: end.message });
    onEnd(end);
  }

  async #open(): Promise<void> {
    const { connection, clock, limits: told } = this.#parts;
    try {
      const signal = AbortSignal.timeout(FIRST_FRAME_MS);
      const stream = await connection.newStream(BLOCKS_PROTOCOL, { signal, negotiateFully: false });
      this.#outgoing = new FrameStream({
        ...{ stream, clock, mostFrameBytes: LONGEST_BLOCKS_FRAME, firstFrameMs: null },
        onFrame: () => this.end({ why: 'malformed', message: 'It writes on our stream.' }),
        onEnd: (end) => this.end(end),
      });
      if (this.#hasEnded) this.#outgoing.abort({ why: 'closed', message: 'It is over.' });
    } catch (error) {
      this.end({ why: 'lost', message: `No stream can be opened: ${String(error)}.` });
      return;
    }
    this.renew();
    this.send({ type: 'limits', ...told });
    this.#meet();
  }

  #hear(frame: Uint8Array): void {
    if (this.#hasEnded) return;
    const message = decodeBlocksMessage(frame);
    if (message?.type === 'credential') this.#check(message.credential);
    else if (this.#isMet) this.#tell(message);
    else if (this.#credential !== null && message?.type === 'limits') this.#early = message;
    else this.end({ why: 'malformed', message: 'It speaks before we know each other.' });
  }

  #tell(message: BlocksMessage | null): void {
    if (!this.#hasEnded) this.#parts.onMessage(message);
  }

  #check(shown: Uint8Array): void {
    const verdict = this.#parts.verify(shown);
    const before = this.#credential;
    if (!verdict.isGood)
      this.end({ why: 'refused', message: `Its credential doesn't count: ${verdict.refusal}.` });
    else if (before !== null && before.account !== verdict.credential.account)
      this.end({ why: 'refused', message: "It shows another account's credential." });
    else {
      this.#credential = verdict.credential;
      this.#expire(verdict.credential);
      this.#meet();
    }
  }

  /** Ends it when the credential does, unless there is a newer one by then. */
  #expire(credential: Credential): void {
    const { clock } = this.#parts;
    const leftMs = credential.expiresAtMs + SKEW_MS - clock.wallMs();
    this.#wakeAt(clock.nowMs() + leftMs, (channel) => {
      if (channel.#credential === credential)
        channel.end({ why: 'refused', message: 'Its credential has ended.' });
    });
  }

  #wakeAt(atMs: number, act: (channel: PeerChannel) => void): void {
    this.#parts.clock.wakeAt(atMs, alarmOf(this.#watched, act));
  }

  #meet(): void {
    const { clock, onMet } = this.#parts;
    if (this.#isMet || this.#hasEnded || this.#outgoing === null || this.#credential === null) return;
    this.#isMet = true;
    this.#settle();
    onMet(this.#credential, clock.nowMs() - this.#openedMs);
    if (this.#early !== null) this.#tell(this.#early);
  }
}

/** Made here, where nothing of the channel is in sight to be kept. */
function alarmOf(watched: Watched, act: (channel: PeerChannel) => void): () => void {
  return () => {
    if (watched.channel !== null) act(watched.channel);
  };
}
