// What the engine needs of the world, named for the need. The real ones are in origin/ and main.ts.
import type { BlockRange } from '../shared/blocks';
import type { Login } from '../shared/login';
import type { PeersReport, PeerSettings, Sharing } from '../shared/peerSettings';
import type { ByteRange, Track } from '../shared/track';
import type { FetchEvent } from './policy/fetchMessages';

/** Monotonic time, and the time of day beside it. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  nowMs(): number;
  /** Milliseconds of the wall clock. It goes on while the machine sleeps, and may be set. */
  wallMs(): number;
  /** Calls back once, at `atMs` or soon after. */
  wakeAt(atMs: number, callback: () => void): void;
}

/** Where the music is of record. */
export interface Origin {
  /** A name for messages: its address. */
  readonly name: string;
  /** True where the music lies on this machine's disk already: it isn't copied into the cache. */
  readonly isLocal: boolean;
  /** The same of one track, where that differs from track to track. */
  isLocalTrack?(track: Track): boolean;
  /**
   * Lists every track.
   * @throws {OriginError} when the list can't be had.
   */
  catalogue(signal: AbortSignal): Promise<readonly Track[]>;
  /** Calls back with every track whenever the list has changed, until the returned function is called. */
  onChange?(listener: (tracks: readonly Track[]) => void): () => void;
  /**
   * The encoded manifest of a track that has a content id, not verified.
   * @throws {OriginError} when it can't be had.
   */
  manifest(track: Track, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * Reads the bytes of `range` and hands them over in order, in pieces of any size, as they come.
   * @throws {OriginError} when it can't; what was handed over before stays good.
   */
  read(request: OriginRead, signal: AbortSignal): Promise<void>;
  /**
   * The picture of a track, or null where it has none: whole and checked, or its id alone where it is one of those held.
   * @throws {OriginError} when it can't be had.
   */
  cover?(request: CoverRequest, signal: AbortSignal): Promise<Cover | Pick<Cover, 'id'> | null>;
  /** Whether the origin says with its catalogue that it has a swarm: `invite` is then worth asking. False until the catalogue is there. */
  readonly hasSwarm?: boolean;
  /**
   * Invites a node into the origin's swarm, or renews its credential; null where the origin has none, or has enough nodes of this
   * account.
   * @throws {OriginError} when it can't be asked.
   */
  invite?(peerId: string, signal: AbortSignal): Promise<SwarmInvitation | null>;
  /** Logs in with this from now on; null: with nothing. */
  logIn?(login: Login | null): void;
  /** Calls back whenever it refuses the login, or the lack of one, until the returned function is called. */
  onLoginRefused?(listener: () => void): () => void;
  /** The machine has slept: connections that were open are void. */
  reconnect?(): void;
  /** Lets go of connections and watches. Nothing is asked of it afterwards. */
  close?(): void;
}

/** What a node needs to join the swarm of an origin. */
export interface SwarmInvitation {
  /** The name of the swarm. */
  readonly swarm: string;
  /** The origin's public key, Ed25519, in DER (SPKI). */
  readonly originKey: Uint8Array;
  /** The origin's peer id. */
  readonly originPeerId: string;
  /** Where the tracker is reached, as multiaddrs. */
  readonly addresses: readonly string[];
  /** Where it answers STUN, as `stun:host:port`; none where it doesn't. */
  readonly stun: readonly string[];
  /** Signed by the origin. */
  readonly credential: Uint8Array;
  /** For how long it counts from now on, in milliseconds: no clock but the origin's has to be right. */
  readonly countsForMs: number;
}

/** The way to the peers: who has a track, and blocks of it. Its news is what peers do; nothing of it is believed here. */
export interface PeerLink {
  /** Searches for who has these tracks; who is found is news, and the end of the search. */
  find(tracks: readonly Track[]): void;
  /** Asks for one block, the first of `blocks`. `deadlineMs`: when the playhead needs it, on the engine's clock. */
  ask(ask: PeerAsk): void;
  /** A block is no longer wanted: nothing more is told of it. */
  cancel(requestId: number): void;
  /** Lets go of a peer; one that is banned isn't met again in this session. */
  drop(peerId: string, isBanned: boolean): void;
  /** Uploads stand while the sound is about to stop for want of bytes. */
  setEmergency(isOn: boolean): void;
  /** The machine has slept: connections are void. */
  resume?(): void;
  /** Tells what peers do from now on. */
  onNews(listener: (news: PeerNews) => void): void;
}

/** The peers of an origin's swarm: nothing is loaded before they are allowed, an origin has a swarm, and sound has begun. */
export interface Swarm extends PeerLink {
  /** What the listener allows from now on. */
  allow(settings: PeerSettings): void;
  /** The origins that are used now, with the tracks of each. */
  use(origins: readonly SwarmOrigin[]): void;
  /** Sound has begun: from now on loading takes nothing from a first note. */
  begin(): void;
  /** Tells whenever peers can be asked, or no longer. */
  onJoined(listener: (isJoined: boolean) => void): void;
  /** What windows show of it. */
  readonly sharing: Sharing;
  /** Tells whenever that has changed. */
  onSharing(listener: (sharing: Sharing) => void): void;
  /** Tells whenever bytes of music have gone to a peer. */
  onSent(listener: (bytes: number) => void): void;
  /** How it stands. */
  readonly report: PeersReport;
}

/** An origin, and what it lists; null until that is known. */
export interface SwarmOrigin {
  readonly origin: Origin;
  readonly tracks: readonly Track[] | null;
}

/** A request for a block of a peer. */
export interface PeerAsk {
  readonly requestId: number;
  readonly peerId: string;
  readonly track: Track;
  readonly blocks: BlockRange;
  readonly deadlineMs: number | null;
}

/** What a peer did, or a search: as the policy hears it; but blocks as they came. */
export type PeerNews =
  | Extract<
      FetchEvent,
      {
        type:
          'peerFound' | 'peerHas' | 'peerBusy' | 'peerGone' | 'peersSearched' | 'blockLost' | 'requestFailed';
      }
    >
  | {
      readonly type: 'blockSent';
      readonly requestId: number;
      readonly peerId: string;
      readonly block: number;
      readonly bytes: Uint8Array;
    };

/** A request for bytes of a track. */
export interface OriginRead {
  readonly track: Track;
  readonly range: ByteRange;
  readonly onBytes: (bytes: Uint8Array) => void;
}

/** A picture that is what it says: of a type that pages show, and within limits. */
export interface Cover {
  /** SHA-256 of its bytes, in hexadecimal: one album's tracks share one picture. */
  readonly id: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A request for the picture of a track. */
export interface CoverRequest {
  readonly track: Track;
  /** Ids of pictures that needn't be sent. */
  readonly held: readonly string[];
  /** Waited for before each stretch of bytes: what plays comes first. */
  readonly turn: () => Promise<void>;
}

/** Thrown when an origin can't be reached, refuses, or answers what makes no sense. The message is a clause for the listener. */
export class OriginError extends Error {
  override readonly name = 'OriginError';
  /** True where asking again can't help: the track is gone, access is refused. */
  readonly isFinal: boolean;
  /** True where somebody has to log in first, or anew. */
  readonly isLoginRefused: boolean;

  constructor(message: string, options: { isFinal: boolean; isLoginRefused?: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.isFinal = options.isFinal;
    this.isLoginRefused = options.isLoginRefused ?? false;
  }
}
