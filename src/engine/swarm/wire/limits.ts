// The limits of what is taken from the wire, with units and reasons. All of them are checked before anything is kept or believed.
const KiB = 1024;
const MINUTE_MS = 60_000;

/** The longest frame between peers, in bytes: an answer of ten contents with ten providers each and have-maps of a mean track has 15 KB, a piece of a block 16 KiB. */
export const LONGEST_BLOCKS_FRAME = 64 * KiB;
/** The longest frame to and from the tracker, in bytes: 1,000 holdings with have-maps of a mean track have 105 KB. */
export const LONGEST_TRACKER_FRAME = 256 * KiB;
/** Bytes that say how long a frame is: 7 bits each, so that 2^28 is more than any frame. */
export const LENGTH_BYTES = 4;

/** No track has more blocks. Source: streaming.md §4. */
export const MOST_BLOCKS = 4096;
/** The longest have-map, in bytes: a bit a block. */
export const LONGEST_HAVE_MAP = MOST_BLOCKS / 8;
/** The largest block, in bytes: of a track of 64 GiB (`manifest.ts`). */
export const LARGEST_BLOCK = 16 * 1024 * KiB;
/** The longest piece of a block, in bytes: the uplink's (`uplink.ts`). */
export const LONGEST_PIECE = 16 * KiB;
/** Blocks of one request: as many as a peer may have waiting (`servingLimits.ts`). */
export const BLOCKS_OF_REQUEST = 64;
/** Ranges that one `gone` names: of 64 blocks at most every second one. */
export const RANGES_OF_GONE = 32;
/** Ids of requests and pings. */
export const LARGEST_ID = 2 ** 32 - 1;
/** Ids of queries: drawn by chance, so that two nodes' don't meet. */
export const LARGEST_QUERY_ID = 2 ** 48 - 1;
/** A deadline further away says no more, in milliseconds. */
export const LATEST_DEADLINE_MS = 10 * MINUTE_MS;
/** Who is busy is so for no longer than this, in milliseconds: then it is worth a question again. */
export const LONGEST_BUSY_MS = 60 * MINUTE_MS;
/** The most that a peer can say it takes: requests and blocks waiting. */
export const MOST_WAITING = 10_000;
/** Hops of a query; ours travel two. */
export const MOST_HOPS = 8;
/** Contents of a query, and of an answer. Source: streaming.md §3.6. */
export const CONTENTS_OF_QUERY = 10;
/** Providers of a content in an answer. Source: Kreitz & Niemelä 2010. */
export const PROVIDERS_OF_CONTENT = 10;
/** Addresses of a node, and characters of each. The longest in use (a relayed one) has about 200. */
export const ADDRESSES_OF_NODE = 8;
/** See `ADDRESSES_OF_NODE`. */
export const LONGEST_ADDRESS = 256;
/** Holdings in one announcement, and contents that it lets go of (`trackerLimits.ts`). */
export const HOLDINGS_OF_ANNOUNCEMENT = 1_000;
/** The longest content id and peer id, in characters; a CIDv1 with SHA-256 has 61, a peer id 52. */
export const LONGEST_CONTENT_ID = 100;
/** See `LONGEST_CONTENT_ID`. */
export const LONGEST_PEER_ID = 80;

/** The longest credential, in bytes: a hash, two names, a time and a signature have 230. */
export const LONGEST_CREDENTIAL = 512;
/** The longest name of a swarm, in characters. */
export const LONGEST_SWARM = 100;
/** The hash of an account, in bytes: SHA-256. */
export const ACCOUNT_HASH_BYTES = 32;
/** Accounts that one message takes the origin's word back for: as many as are removed in an hour, and then some; 34 KB. */
export const ACCOUNTS_OF_REVOCATION = 1_000;
/** A credential ends at most so long after it was made, in milliseconds: who is removed is out within the hour. Source: streaming.md §7. */
export const LONGEST_CREDENTIAL_MS = 60 * MINUTE_MS;
/** Clocks may differ by so much, in milliseconds. Source: streaming.md §7. */
export const SKEW_MS = 5 * MINUTE_MS;

/** Who has connected shows its credential within so long, in milliseconds. Source: streaming.md §7. */
export const FIRST_FRAME_MS = 2_000;
/** Messages that are sent in one round of the event loop go out together, up to so many bytes: Noise encrypts 65,519 at a time, and Yamux has its own 12 among them. */
export const WRITE_BYTES = 48 * KiB;
/** Bytes that may wait to be sent on one stream: the 32 KiB that may be unacknowledged, and as much of everything else. Whoever takes less than that is a slow reader. */
export const QUEUED_BYTES = 256 * KiB;
/** A message that has begun is whole after so long, in milliseconds: the longest one is, at 4 kB/s. Else it is one that never ends. */
export const FRAME_MS = MINUTE_MS;
/** A stream that has taken nothing of what waits for so long is ended, in milliseconds. */
export const STUCK_MS = 20_000;
/** What the muxer may keep of a stream before we see it, in bytes: nothing waits there, as frames are taken as they come. */
export const UNREAD_BYTES = 512 * KiB;
