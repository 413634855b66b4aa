// What the listener allows of peers.

/** The listener's settings of peers. */
export interface PeerSettings {
  /** Whether tracks are had from other members of a server, and given to them. */
  readonly isOn: boolean;
  /** The most that goes out, in bytes a second; null: as the engine sees fit. */
  readonly uploadCapBytesPerSecond: number | null;
  /** Whether the line is paid for by the byte: then nothing goes out. */
  readonly isMetered: boolean;
}

/** Before anything was asked. */
export const NO_PEERS: PeerSettings = { isOn: false, uploadCapBytesPerSecond: null, isMetered: false };

/** The setting of peers: undecided, until the listener has answered the card in the player. */
export type PeersChoice = 'ask' | 'on' | 'off';

/** What goes out to peers now. */
export interface Upload {
  readonly bytesPerSecond: number;
  /** How many get it; at least one. */
  readonly peers: number;
}

/** What windows show of sharing. */
export interface Sharing {
  /** The server whose members can be shared with, or are; null where no server that is used has a swarm. */
  readonly server: string | null;
  /** The most that goes out, in bytes a second; 0: nothing may. */
  readonly capBytesPerSecond: number;
  /** Null while nothing goes out. */
  readonly upload: Upload | null;
}

/** How it stands with peers. */
export interface PeersReport {
  /**
   * `off`: not wanted · `waiting`: for the first sound · `none`: no server that is used has a swarm · `joining` · `joined` ·
   * `failed`: it can't be joined.
   */
  readonly state: 'off' | 'waiting' | 'none' | 'joining' | 'joined' | 'failed';
  /** Peers that are connected now. */
  readonly connected: number;
  /** Since the start, in bytes. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** What goes out now, or null. */
  readonly upload: Upload | null;
  /** Peers that were caught at what no honest one does. */
  readonly offences: number;
  /** Why it can't be joined, or null. */
  readonly problem: string | null;
  /** Why peers aren't reached over WebRTC, where they could be; null where nothing is lacking. */
  readonly lacking: string | null;
}
