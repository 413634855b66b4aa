// The limits of the swarm's side of the origin, with units and reasons.

/** Peer ids that an account has credentials for at a time: a listener's machines. Source: streaming.md §7. */
export const PEERS_OF_ACCOUNT = 4;
/** Accounts whose live peer ids are remembered; the one heard of longest ago is forgotten first. */
export const MOST_ACCOUNTS = 10_000;
/** Connections to the tracker: a member has one. Each is a file descriptor, which HTTP needs too (`../limits.ts`). */
export const MOST_CONNECTIONS = 2_000;
/** Incoming connections that haven't shown their key yet. */
export const MOST_PENDING = 500;
/** Messages of an account's nodes to the tracker a second, and at once: a whole cache takes 40 of them (`batchesOf`), then each says what has changed once a second and asks twice. More is a flood, and its sender is let go. */
export const MESSAGES_PER_SECOND = 20;
/** See `MESSAGES_PER_SECOND`. */
export const MESSAGES_AT_ONCE = 300;
/** Streams that a connection may have open at a time: one, and one that replaces it. */
export const STREAMS_OF_CONNECTION = 2;
/** Connections that one address may open a second: behind a reverse proxy all members have its address. */
export const INBOUND_CONNECTIONS_PER_SECOND = 200;
/** The longest message of a WebSocket, in bytes: what Noise makes has 64 KiB, and a few of them may go together. */
export const LONGEST_WEBSOCKET_MESSAGE = 512 * 1024;
