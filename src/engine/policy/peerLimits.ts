// The limits of fetching from peers, with their units, reasons and sources; and the ideas of streaming.md §3, each of which
// can be switched off, so that it can be shown what it gains.
const KiB = 1024;

/** Manifests that are remembered as there by the policy, and kept at hand (`proofs.ts`): the rows that somebody scrolls by in a few minutes. Beyond that the one unused for longest is forgotten. */
export const MOST_MANIFESTS = 200;

/** What the policy keeps to with peers. */
export interface PeerLimits {
  /** Outstanding at a peer: what it sends in this time, in milliseconds. Source: Kreitz & Niemelä 2010. */
  readonly outstandingMs: number;
  /** The same for blocks that are not needed soon (`emergencyOverMs`), so that what is needed soon doesn't queue behind them. */
  readonly aheadOutstandingMs: number;
  /** What may always be outstanding at a peer, in bytes: two blocks, or a slow peer would be idle between them. Source: Kreitz & Niemelä 2010. */
  readonly outstandingAlwaysBytes: number;
  /** The rate that a peer is taken to have before it has shown one, in bytes a second: the uplink of 2010. Source: simulation.md, 60 % ADSL 8/0.8. */
  readonly firstRateBytesPerSecond: number;
  /** The round trip that a source is taken to have before it has shown one, in milliseconds. Source: simulation.md, peers of 2010. */
  readonly firstRoundTripMs: number;
  /** Half-lives of a source's rate, in milliseconds of receiving: the lower of both estimates counts. Source: hls.js, abrEwmaFastVoD and abrEwmaSlowVoD. */
  readonly fastHalfLifeMs: number;
  readonly slowHalfLifeMs: number;
  /** How far ahead of the playhead the origin is asked at most while peers have the track, in milliseconds. Source: Kreitz & Niemelä 2010. */
  readonly originWindowMs: number;
  /** How far ahead of the playhead the origin is asked while peers are searched for, in milliseconds. Source: Kreitz & Niemelä 2010 (classic: all of the first 15 s); streaming.md §3.1 (modern: 5 s, the rest when no peer has promised it). */
  readonly searchingMs: number;
  /** How far ahead the origin is asked for what no peer has promised, in milliseconds; more where a held head allows less haste. Source: Kreitz & Niemelä 2010 (classic), streaming.md §3.1 (modern). */
  readonly unpromisedMs: number;
  /** Beyond this much of the buffer the rarest block comes first, in milliseconds; Infinity: always in order. Source: streaming.md §3.4. */
  readonly rarestBeyondMs: number;
  /** Blocks among which the rarest is looked for: enough to spread, and few enough to look through with every block. */
  readonly rarestAmongBlocks: number;
  /** Spare time between a block's expected arrival and its deadline, in milliseconds. Source: streaming.md §3.4. */
  readonly spareMs: number;
  /** Deviations that an expected arrival is put off by, to be safe. Source: streaming.md §3.4, and RFC 6298 for the idea. */
  readonly safeDeviations: number;
  /** Further requests for a block that is late, beside the first; 0: the first is cancelled. Source: streaming.md §3.4. */
  readonly hedgesPerBlock: number;
  /** The part of the latest bytes that hedges may come to. Source: streaming.md §3.4. */
  readonly hedgeShare: number;
  /** The latest bytes that the share is of. Source: streaming.md §3.4. */
  readonly hedgeOfBytes: number;
  /** Blocks of each play that may be hedged in any case. Source: streaming.md §3.4. */
  readonly hedgesAlways: number;
  /** Whether a block that is late is asked for elsewhere at all. */
  readonly asksLateBlocksAgain: boolean;
  /** Whether the peer expected to deliver first is asked; otherwise the one that was found first. Source: Kreitz & Niemelä 2010. */
  readonly choosesByDelivery: boolean;
  /** Whether peers take a block that they can have there in time before the origin does. Off: the origin sends the first seconds. Source: streaming.md §3.1, §3.4. */
  readonly peersFirst: boolean;
  /** Whether blocks beyond the page's window are had from peers, into the cache. Source: Kreitz & Niemelä 2010: from peers, no limit. */
  readonly readsAheadFromPeers: boolean;
  /** Whether peers are searched for plays that may come. Source: streaming.md §3.6. */
  readonly searchesAhead: boolean;
  /** Whether the head of the next track is had of peers as soon as they are searched for, so that the origin is asked only for what they haven't brought when it is due. Source: Kreitz & Niemelä 2010. */
  readonly hasNextFromPeers: boolean;
  /** Whether a peer that has only a part of a track is asked for it. Source: streaming.md §3.3. */
  readonly takesPartialTracks: boolean;
  /** Least time between looks at what is late, in milliseconds. */
  readonly lateEveryMs: number;
  /** How long after its expected arrival a block makes its peer suspect: it gets no more requests until it sends, in milliseconds. */
  readonly peerSuspectMs: number;
  /** How long after its expected arrival a peer's block has failed, in milliseconds. */
  readonly peerPatienceMs: number;
  /** First pause after a peer's failure, in milliseconds; doubled with each in a row. */
  readonly peerPauseMs: number;
  /** Longest pause, in milliseconds. */
  readonly peerLongestPauseMs: number;
  /** Failures in a row, or blocks promised and not there, after which a peer is dropped. */
  readonly peerFailures: number;
  /** With more providers of a track than this, the slow ones are dropped. Source: streaming.md §3.4. */
  readonly providersKept: number;
  /** What a slow provider is: below this part of the median rate. Source: streaming.md §3.4. */
  readonly slowShare: number;
  /** The next track is searched for with this much left, in seconds. Source: Kreitz & Niemelä 2010. */
  readonly searchSecondsLeft: number;
  /** How long a search may hold the origin back, in milliseconds. */
  readonly searchMs: number;
  /** A track is searched for again after this, in milliseconds. */
  readonly searchAgainMs: number;
  /** Tracks whose search is remembered. */
  readonly searchesRemembered: number;
  /** Peers that are known at once, tracks of each, and bytes of a have-map (4,096 blocks): what strangers can make us keep. */
  readonly mostPeers: number;
  readonly holdingsPerPeer: number;
  readonly haveMapBytes: number;
  /** Peers that are remembered as banned. */
  readonly bansRemembered: number;
  /** Less than this buffered while playing is an emergency, in milliseconds. Source: Kreitz & Niemelä 2010. */
  readonly emergencyMs: number;
  /** An emergency is over with this much buffered, in milliseconds. Source: streaming.md §2. */
  readonly emergencyOverMs: number;
  /** How a play begins to sound. Source: streaming.md §3.7 (cold) and Kreitz & Niemelä 2010 (markov). */
  readonly startRule: 'cold' | 'markov';
  /** What has to be decodable for a start, in milliseconds. Source: streaming.md §3.7. */
  readonly startMs: number;
  /** Least time between looks at whether to start, in milliseconds. Source: streaming.md §3.7. */
  readonly startEveryMs: number;
  /** Under this much receiving the rates are no ground to wait on, in milliseconds. Source: streaming.md §3.7. */
  readonly coldMs: number;
  /** A head held in the cache that makes a start safe, in milliseconds. Source: streaming.md §3.7. */
  readonly safeHeadMs: number;
  /** Receive rates that the Markov chain is made of, in seconds. Source: Kreitz & Niemelä 2010: 15 minutes. */
  readonly chainSeconds: number;
  /** Runs of the chain, and how many of them may underrun. Source: Kreitz & Niemelä 2010. */
  readonly chainRuns: number;
  readonly chainUnderruns: number;
}

/** The 2010 client, as reported. */
export const CLASSIC_PEERS: PeerLimits = {
  outstandingMs: 2_000,
  aheadOutstandingMs: 2_000,
  outstandingAlwaysBytes: 32 * KiB,
  firstRateBytesPerSecond: 100_000,
  firstRoundTripMs: 100,
  fastHalfLifeMs: 3_000,
  slowHalfLifeMs: 9_000,
  originWindowMs: 15_000,
  searchingMs: 15_000,
  unpromisedMs: 15_000,
  rarestBeyondMs: Infinity,
  rarestAmongBlocks: 0,
  spareMs: 200,
  safeDeviations: 0,
  hedgesPerBlock: 0,
  hedgeShare: 0,
  hedgeOfBytes: 50_000_000,
  hedgesAlways: 0,
  asksLateBlocksAgain: true,
  choosesByDelivery: true,
  peersFirst: false,
  readsAheadFromPeers: true,
  searchesAhead: false,
  hasNextFromPeers: true,
  takesPartialTracks: false,
  lateEveryMs: 50,
  peerSuspectMs: 1_000,
  peerPatienceMs: 8_000,
  peerPauseMs: 1_000,
  peerLongestPauseMs: 60_000,
  peerFailures: 3,
  providersKept: 10,
  slowShare: 0,
  searchSecondsLeft: 30,
  searchMs: 2_000,
  searchAgainMs: 30_000,
  searchesRemembered: 100,
  mostPeers: 100,
  holdingsPerPeer: 200,
  haveMapBytes: 512,
  bansRemembered: 1_000,
  emergencyMs: 3_000,
  emergencyOverMs: 6_000,
  startRule: 'markov',
  startMs: 250,
  startEveryMs: 100,
  coldMs: 10_000,
  safeHeadMs: 5_000,
  chainSeconds: 900,
  chainRuns: 100,
  chainUnderruns: 1,
};

/** Ours. */
export const MODERN_PEERS: PeerLimits = {
  ...CLASSIC_PEERS,
  aheadOutstandingMs: 500,
  searchingMs: 5_000,
  unpromisedMs: 3_000,
  rarestBeyondMs: 30_000,
  rarestAmongBlocks: 64,
  safeDeviations: 2,
  hedgesPerBlock: 2,
  hedgeShare: 0.03,
  hedgesAlways: 8,
  peersFirst: true,
  searchesAhead: true,
  takesPartialTracks: true,
  slowShare: 0.25,
  startRule: 'cold',
};
