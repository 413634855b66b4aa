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
/** How long one who wanted another protocol may move nothing of the answer, in milliseconds: Node looks after such a connection no more. */
export const REFUSED_UPGRADE_MS = 10_000;
/** The longest request of STUN that is looked at, in bytes: what fits into a packet on every way. Source: RFC 5389, section 7.1. */
export const LONGEST_STUN_REQUEST = 548;
/** Requests of STUN that one address has answered, a second and at once: a household behind one NAT that connects to eight peers each. */
export const STUN_OF_ADDRESS = { perSecond: 10, burst: 100 } as const;
/** And all addresses together: 44 bytes each. */
export const STUN_OF_ALL = { perSecond: 2_000, burst: 4_000 } as const;
/** Addresses that are remembered for that; who asked longest ago is forgotten first. */
export const STUN_ADDRESSES = 10_000;
/** Addresses of this machine that STUN answers on, where it listens on all of them. */
export const MOST_STUN_SOCKETS = 64;
/** Ports that are tried where any free one will do, until one is free on all of them: of some 28,000 few are taken. */
export const FREE_PORT_TRIES = 10;
/** How often it is looked which there are, in milliseconds: a cable that is plugged in again isn't waited for longer than DHCP takes. */
export const OWN_ADDRESSES_MS = 10_000;
/** How long a connection through the relay lasts, in milliseconds, and what goes through it in bytes: four tries of WebRTC have 40 KB. */
export const RELAYED_MS = 20_000;
/** See `RELAYED_MS`. */
export const RELAYED_BYTES = 128 * 1024;
/** How long one may take to say whom it wants, in milliseconds. */
export const HOP_MS = 5_000;
/** Connections through the relay that a member may have under way: as many as it dials at once, and the reservation. */
export const HOPS_OF_MEMBER = 10;
/** Connections through the relay that a member may open a second, and at once: as many as it may dial. */
export const RELAYED_OF_MEMBER = { perSecond: 2, burst: 20 } as const;
