// The limits of the node and its connections, with units and reasons. What policy decides has its limits there.

/** Connections of the node: neighbours (20), those that are being judged, and the origin. */
export const MOST_CONNECTIONS = 64;
/** Connections that one address may open a second: a household behind one router starts at once. libp2p's 5 is too few for it. */
export const INBOUND_CONNECTIONS_PER_SECOND = 20;
/** Incoming connections that haven't shown their key yet. */
export const MOST_PENDING_CONNECTIONS = 20;
/** Dials at once: more make none of them faster. */
export const MOST_DIALS = 8;
/** How long a dial may take in all, and to one address, in milliseconds: whoever takes longer is no help to what plays now. */
export const DIAL_MS = 5_000;
/** See `DIAL_MS`. */
export const ADDRESS_DIAL_MS = 3_000;
/** Dials a second, and at once: what others say of addresses makes us try them. */
export const DIALS_PER_SECOND = 5;
/** See `DIALS_PER_SECOND`. */
export const DIALS_AT_ONCE = 20;
/** What Yamux lets a peer send on a stream before it is read, in bytes: its least. By itself it grows to 16 MiB. */
export const STREAM_WINDOW_BYTES = 256 * 1024;
/** The longest message of a WebSocket, in bytes: what Noise makes has 64 KiB, and a few of them may go together. */
export const LONGEST_WEBSOCKET_MESSAGE = 512 * 1024;
/** How long the other end of a WebSocket that is closed may take to close its own, in milliseconds: `ws` would give it 30 s. */
export const WEBSOCKET_CLOSE_MS = 2_000;
/** How often a silent connection is tried, in milliseconds. */
export const KEEP_ALIVE_MS = 30_000;
/** How long stopping the node may take, in milliseconds: libp2p's stop() may never end (js-libp2p #2625). */
export const STOP_MS = 2_000;
/** Streams of one protocol that a peer may have open to us: one, and one that replaces it. */
export const STREAMS_OF_PEER = 2;

/** How long whoever couldn't show a good credential isn't let in, in milliseconds: its clock or its credential may be set right. */
export const REFUSED_MS = 60_000;
/** How long whoever was let go isn't dialled again, in milliseconds. */
export const LET_GO_MS = 60_000;
/** Peer ids that are remembered as kept out; the oldest are forgotten first. */
export const MOST_KEPT_OUT = 10_000;

/** Accounts that are remembered as removed; the oldest are forgotten first. */
export const MOST_REVOKED = 10_000;

/** A search for peers is over after so long, in milliseconds, whoever hasn't answered. */
export const SEARCH_MS = 4_000;
/** Without a tracker neighbours are given so long to answer, in milliseconds: two hops there and back. */
export const OVERLAY_MS = 1_000;
/** Peers that are remembered as found and not yet connected. */
export const MOST_FOUND = 200;

/** Bytes that have come of a block are acknowledged when there are so many, or when the block is whole. */
export const ACKNOWLEDGED_BYTES = 4 * 1024;
/** Pieces and acknowledgements below this count as messages, in bytes: honest ones are few, and a flood of them is one. */
export const SMALL_BYTES = 1024;
/** Requests of a peer that are over on our side and may still be answered: for as long as messages are under way. */
export const MOST_OVER = 256;
/** Requests that a peer is sent a second, and at once: a little less than what is a flood to it (`servingLimits.ts`); 1.5 MB/s at 16 KiB. */
export const ASKED = { perSecond: 90, burst: 150 } as const;
/** What a peer may have waiting here when it hasn't said so yet. */
export const ASSUMED_LIMITS = { requests: 8, blocks: 16 } as const;
/** Contents of which a peer is told when our holdings change: those that it has asked about. */
export const CONTENTS_OF_INTEREST = 100;
/** Changes of holdings are told together, so long after the first, in milliseconds. */
export const TELL_AFTER_MS = 1_000;

/** After the tracker was lost it is dialled again in about so long, in milliseconds; twice as long each time. */
export const TRACKER_AGAIN_MS = 1_000;
/** At most, in milliseconds: about a minute, as an origin that comes back has hundreds of members. */
export const TRACKER_AGAIN_AT_MOST_MS = 60_000;
/** How long the tracker may take over an answer, in milliseconds: longer than any search waits for it (`SEARCH_MS`). */
export const TRACKER_ANSWER_MS = 10_000;
/** Announcements whose contents are remembered in case that they are refused: a whole cache has 40, and one a second follows. */
export const ANNOUNCEMENTS_NOTED = 100;
/** What the tracker may say a second, and at once, that answers no question: refusals of announcements. */
export const UNASKED_PER_SECOND = 20;
/** See `UNASKED_PER_SECOND`. */
export const UNASKED_AT_ONCE = 300;
/** What may wait to be sent to the tracker, in bytes: 10,000 holdings with have-maps have 1 MB. */
export const ANNOUNCED_BYTES = 4 * 1024 * 1024;

/** How long the origin may take over an invitation, in milliseconds. */
export const INVITE_MS = 10_000;
/** A swarm that couldn't be joined is tried again after about so long, in milliseconds; twice as long each time. */
export const JOIN_AGAIN_MS = 10_000;
/** At most, in milliseconds. */
export const JOIN_AGAIN_AT_MOST_MS = 10 * 60_000;
/** A credential that couldn't be renewed is asked for again after so long, in milliseconds. */
export const RENEW_AGAIN_MS = 60_000;
/** Changes of the cache are looked at together, so long after the first, in milliseconds. */
export const LOOK_AFTER_MS = 500;
/** What the tracker hasn't taken is told again after so long at least, in milliseconds. */
export const TELL_AGAIN_MS = 1_000;
/** So many times in a row the tracker couldn't be reached: the origin may have another by now. */
export const FAILURES_OF_TROUBLE = 4;

/** How long a peer is dialled directly where there is WebRTC too, in milliseconds: who can be reached so answers sooner. */
export const DIRECT_DIAL_MS = 1_500;
/** How long one try of WebRTC may take, in milliseconds: half of the good ones take 1.1 s. Source: measured (libp2p.md, rule 3). */
export const WEBRTC_DIAL_MS = 3_000;
/** Tries of WebRTC: with four of them 12 of 12 succeeded, with one 9. */
export const WEBRTC_TRIES = 4;
/** A connection through the relay is closed after so long, in milliseconds: four tries of WebRTC and what is around them. */
export const RELAYED_MS = WEBRTC_TRIES * WEBRTC_DIAL_MS + 3_000;
/** How often one peer may come through the relay, and signal: its four tries, and again after a minute. */
export const SIGNALLED = { perSecond: 1 / 15, burst: 8 } as const;
/** Peers whose pace of that is remembered; who came longest ago is forgotten first. */
export const MOST_SIGNALLERS = 1_000;
/** Streams of signalling that one connection may have open at a time: from the relay, one for each who comes. */
export const SIGNALLING_STREAMS = 8;
/** What may wait in a channel of WebRTC, in bytes: as on a stream elsewhere. libp2p's 2 MiB would hide a slow reader. */
export const WEBRTC_BUFFERED_BYTES = 256 * 1024;
/**
 * The longest message of a channel of WebRTC, in bytes: what is written at once (`WRITE_BYTES`, or one frame and a little) goes as one.
 * libp2p's 16 KiB, for the sake of Go and Rust, would make two of every block of 16 KiB, and each is sent twice over: its length, and
 * itself. Only Starling speaks our protocols, and node-datachannel takes 256 KiB. Source: measured, a tenth less CPU a block.
 */
export const WEBRTC_MESSAGE_BYTES = 64 * 1024;
/** Where members on a network are asked for. Source: RFC 6762, section 3. */
export const MULTICAST_DNS = { address: '224.0.0.251', port: 5353 } as const;
/** How often a network is asked who is there, in milliseconds: who comes asks at once, so this is for answers that were lost. */
export const LAN_MS = 60_000;
/** Answers from the network that are dialled, a second and at once: an office of members that starts together. */
export const LAN_FOUND = { perSecond: 1, burst: 20 } as const;
/** The same answer isn't dialled again for so long, in milliseconds: less than `LAN_MS`. */
export const LAN_TOLD_MS = 30_000;
/** Answers that are remembered for that; the oldest are forgotten first. */
export const LAN_TOLD = 200;
