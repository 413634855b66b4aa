// Every limit of the origin server, with its unit, its reason and its source.
import { LONGEST_CREDENTIAL_MS, SKEW_MS } from '../engine/swarm/wire/limits';

/** Players keep their connections warm for as long as this, in milliseconds; nothing moves on one that is cut off after it. */
export const KEEP_ALIVE_MS = 600_000;
/** A request's line and headers are here within this, in milliseconds, or its connection goes: a hundred bytes need no longer. Also for a connection that never says anything. */
export const HEADERS_MS = 20_000;
/** A whole request, form included, is here within this, in milliseconds: 1 MB over a line of 300 kbit/s. */
export const REQUEST_MS = 30_000;
/** How often connections are looked through for such, in milliseconds. */
export const CONNECTIONS_CHECK_MS = 5_000;
/** Request line and headers, in bytes: a playlist of 1,500 songs in one address, as old clients send it. Node's own limit is 16 KB. */
export const MOST_HEADER_BYTES = 64 * 1024;
/** A form, in bytes: 30,000 ids of songs. */
export const MOST_FORM_BYTES = 1024 * 1024;
/** Connections at a time: 10,000 idle players, and 2,000 that do something. Each needs a file descriptor. */
export const MOST_CONNECTIONS = 12_000;
/** How long answers under way may go on once the server is told to end, in milliseconds: less than systemd's and Docker's patience. */
export const SHUTDOWN_MS = 5_000;

/** The most accounts of one server: a team, not a town. All are looked through for each API key. */
export const MOST_USERS = 1_000;
/** The longest name of an account, in characters. */
export const LONGEST_USER_NAME = 64;
/** The shortest password that somebody may choose, in characters. Source: NIST SP 800-63B, 5.1.1.1. */
export const SHORTEST_PASSWORD = 8;
/** The longest password, in characters: longer ones only cost time. */
export const LONGEST_PASSWORD = 256;
/** The file of users may have so many bytes: 1,000 users of 1 KB. */
export const MOST_USER_FILE_BYTES = 4 * 1024 * 1024;
/** Users who were removed lately: of so many at most it is remembered, the latest ones; 100 KB. */
export const MOST_REMOVED_USERS = 1_000;
/** And for so long, in milliseconds: by then the last credential has ended that they can have got in the swarm. */
export const REMOVED_USER_MS = LONGEST_CREDENTIAL_MS + SKEW_MS;
/** The file of users is looked at again after so long, in milliseconds: that soon a removed user is out. */
export const USERS_STALE_MS = 1_000;
/** And after so long where somebody logs in whom nobody knows: who was added a moment ago is let in. Looking is one `stat`. */
export const STRANGER_STALE_MS = 50;
/** scrypt: memory cost N, block size r, parallelism p. 32 MB and 60 ms a try. Source: OWASP Password Storage Cheat Sheet (N=2^15, r=8, p=3 or more; measured on two cores, so p=1 with 2^15). */
export const SCRYPT = { cost: 2 ** 15, blockSize: 8, parallelization: 1 };
/** What a file may ask for at most: a larger cost would be an attack by whoever wrote it. */
export const MOST_SCRYPT_COST = 2 ** 18;
/** Passwords that are tried at a time: of node's four threads for such, two stay for the disk. */
export const SCRYPTS_AT_ONCE = 2;
/** And so many wait; what comes beyond that is told to come again. */
export const MOST_WAITING_SCRYPTS = 32;
/** Passwords that were right are known again without the work, so many of them. */
export const MOST_KNOWN_PASSWORDS = 1_000;
/** Wrong tries in a row that an account has from one address. */
export const MOST_WRONG_TRIES = 10;
/** One more is allowed each time this passes, in milliseconds: 2,880 a day. */
export const TRY_AGAIN_MS = 30_000;
/** Pairs of account and address that are remembered, and as many of names that nobody has: the least used ones go. */
export const MOST_WATCHED_PAIRS = 10_000;
