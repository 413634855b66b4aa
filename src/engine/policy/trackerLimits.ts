/** What the tracker keeps to. */
export interface TrackerLimits {
  /** Providers that are remembered of a content. Source: Kreitz & Niemelä 2010. */
  readonly places: number;
  /** Of those, how many are only for providers of more than half of it. Source: streaming.md §3.6. */
  readonly placesForMost: number;
  /** Providers in an answer. Source: Kreitz & Niemelä 2010. */
  readonly answered: number;
  /** Whether those that hold a part of a content count. Source: streaming.md §2 (complete tracks only), §3.3. */
  readonly takesParts: boolean;
  /** Whether a holding that is gone is forgotten. Source: streaming.md §2 (the 2010 tracker never learns), §3.6. */
  readonly learnsOfEvictions: boolean;
  /** Whether an answer prefers providers with little to do, instead of the latest. Source: streaming.md §3.6. */
  readonly prefersIdle: boolean;
  /** Whether a provider who is away goes before one who is online, when places are short. */
  readonly keepsOnline: boolean;
  /** Contents in one query: a track and the next ones of the queue. Source: streaming.md §3.6. */
  readonly askedAtOnce: number;
  /** Holdings in one announcement; longer ones are cut. 1,000 have-maps of a mean track are 37 KB. */
  readonly announcedAtOnce: number;
  /** Places that one member may have; beyond, it has to let go of some first. A cache of 10 GB holds 2,000 tracks, and their heads beside. */
  readonly placesOfMember: number;
  /** Places in all: with have-maps of 37 bytes about 400 MB, which no catalogue of 100,000 tracks can need. */
  readonly placesInAll: number;
  /** Members that are remembered; the one heard of longest ago is forgotten first. */
  readonly members: number;
  /** Members of one account at a time: a listener's machines. Source: streaming.md §7. */
  readonly membersOfAccount: number;
  /** Addresses of a member, and characters of each. The longest in use (a relayed one) has about 200. */
  readonly addresses: number;
  readonly addressCharacters: number;
  /** A member that isn't heard of for so long is forgotten, in milliseconds: it may come back from a short break. */
  readonly forgottenAfterMs: number;
  /** Queries of a member a second, and at once. One a play, a few for a queue: 2 a second is a listener in a hurry. */
  readonly queriesPerSecond: number;
  readonly queriesAtOnce: number;
  /** Holdings that a member may announce a second, and at once: the whole cache on joining, then what it plays. */
  readonly holdingsPerSecond: number;
  readonly holdingsAtOnce: number;
}

/** What both profiles must keep, however the members behave. */
const BOUNDS = {
  askedAtOnce: 10,
  announcedAtOnce: 1_000,
  placesOfMember: 10_000,
  placesInAll: 2_000_000,
  members: 100_000,
  membersOfAccount: 4,
  addresses: 8,
  addressCharacters: 256,
  forgottenAfterMs: 2 * 3_600_000,
  queriesPerSecond: 2,
  queriesAtOnce: 30,
  holdingsPerSecond: 50,
  holdingsAtOnce: 10_000,
} as const;

/** The tracker of 2010, and ours. */
export const TRACKER_PROFILES = {
  classic: {
    ...BOUNDS,
    places: 20,
    placesForMost: 0,
    answered: 10,
    takesParts: false,
    learnsOfEvictions: false,
    prefersIdle: false,
    keepsOnline: false,
  },
  modern: {
    ...BOUNDS,
    places: 20,
    placesForMost: 12,
    answered: 10,
    takesParts: true,
    learnsOfEvictions: true,
    prefersIdle: true,
    keepsOnline: true,
  },
} as const satisfies Record<string, TrackerLimits>;
