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
  /** Peers that were caught at what no honest one does. */
  readonly offences: number;
  /** Why it can't be joined, or null. */
  readonly problem: string | null;
  /** Why peers aren't reached over WebRTC, where they could be; null where nothing is lacking. */
  readonly lacking: string | null;
}
