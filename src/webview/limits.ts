// Every limit of the page, with its unit, its reason and its source. "trial" is docs' audio.md: a real VS Code webview.

/** Bytes that may be on their way to the page at once; larger bursts delay everything behind them (trial: ≈15 MiB/s). */
export const IN_FLIGHT_BYTES = 256 * 1024;

/** A window grows by at least so many bytes while nobody waits, so that there isn't a message for every block. */
export const WINDOW_STEP_BYTES = 64 * 1024;

/** Encoded music kept ahead of the reader, in bytes: 30 s of a 533 kbit/s file. The lesser of this and the next counts. */
export const AHEAD_BYTES = 2 * 1024 * 1024;

/** Encoded music kept ahead of the reader, in seconds: bridges a restart of the engine and a slow origin. */
export const AHEAD_SECONDS = 30;

/** Bytes kept behind the reader and ahead of it. Beyond them a long file would stay in memory whole; dropped bytes are sent again. */
export const KEEP_BYTES = 16 * 1024 * 1024;

/** First bytes that are always kept: headers, which every seek reads again. */
export const KEEP_HEAD_BYTES = 256 * 1024;

/** What the demuxer may keep of what it read, in bytes. The block buffer has it anyway. */
export const DEMUXER_CACHE_BYTES = 1024 * 1024;

/** Decoded music kept ahead of what sounds, in seconds: hidden pages get their events late (trial: 15 s, no underrun). */
export const DECODED_AHEAD_SECONDS = 15;

/** Decoded music kept of a play that may come soon, in seconds: it sounds while the rest is fetched and decoded (trial: 0.5 s). */
export const PREPARED_SECONDS = 0.5;

/** Plays that may come soon and have their beginning ready: next, previous, and the rows of a tall view. 0.3 MB each. */
export const MOST_PREPARED = 20;

/** Plays that a wish remembers to have passed while the engine hasn't answered: more clicks than anybody makes in a second. */
export const MOST_PASSED_PLAYS = 32;

/** Seeks that a snapshot may show late: a slider that is dragged makes some ten a second. */
export const MOST_SEEKS_KNOWN = 64;

/** The next track is joined to this one's end when so much or less of it is left, in seconds; its beginning is decoded long before. */
export const JOIN_SECONDS = 15;

/** A fade that is decided on late begins so many seconds from now: what is joined to the present moment comes too late. */
export const JOIN_LEAD_SECONDS = 0.05;

/** Packets handed to the decoder and not yet taken up by it. */
export const DECODE_QUEUE_PACKETS = 32;

/** The same before the first output: nothing is read on that the first sound doesn't need (FLAC at 192 kHz: 24 KB each). */
export const FIRST_DECODE_QUEUE_PACKETS = 1;

/**
 * Length of the first block in frames: 107 to 116 ms. What follows has to wait until it is known when this one began (RAMP_LEAD
 * and the tail's ramp before its end), and a main thread that is busy hears of that 45 ms late (seen at a load of 10).
 */
export const FIRST_BLOCK_FRAMES = 5_120;

/**
 * Length of the blocks once enough is ahead, in frames: 3 s. Every node that waits is gone through 344 times a second: twenty
 * cost 0.3 % of a core more than five (measured); and every end of a block wakes the page.
 */
export const BLOCK_FRAMES = 131_072;

/**
 * From a decision on the main thread to the first sample it applies to, in seconds (trial: 4 ms suffice). Doubled as often as
 * the audio thread turns out to have been faster.
 */
export const LEAD_SECONDS = 0.004;

/**
 * From a decision on the main thread to a ramp of what sounds already, in seconds. Nothing measures whether a ramp was in time,
 * and one that wasn't jumps: the audio thread renders 10 ms in a burst, and the main thread may be held up in between.
 */
export const RAMP_LEAD_SECONDS = 0.03;

/**
 * A run's first node holds so much of what is decoded, in seconds: what follows is scheduled when it is known how late the run
 * began, and the news of it comes to a main thread that may be busy.
 */
export const FIRST_NODE_SECONDS = 0.25;

/**
 * From a run's beginning to the step that its lateness is measured by, in seconds: in time even where the beginning wasn't. Bursts
 * of the audio thread were 20 ms on a machine at a load of 10, and longer where a context had just been resumed.
 */
export const LATENESS_PROBE_SECONDS = 0.04;

/** Length of a ramp where sound begins or stops in mid-track, in seconds: inaudible as a click, and as a fade. */
export const RAMP_SECONDS = 0.01;

/**
 * Length of a ramp from one volume or level to another, in seconds. Such a gain is moved again while it moves, and then it may
 * stand still for 128 frames: a thirtieth of this.
 */
export const EASE_SECONDS = 0.1;

/** How long what is scheduled ramps down at its end, where nothing has followed yet, in seconds: what follows within it makes a dip. */
export const TAIL_SECONDS = 0.005;

/** Straight lines that a cross-fade is made of: steps below 0.2 dB each over its audible part. */
export const FADE_POINTS = 32;

/** Points of a gain's line that are remembered: three fades. Moves are asked for from now on, or a little later. */
export const MOST_FADER_POINTS = 100;

/** The longest cross-fade, in seconds; decoding ahead has to cover it. */
export const LONGEST_FADE_SECONDS = 12;

/** After an underrun sound goes on with so many seconds in hand, so that one dry spell is heard once. */
export const REBUFFER_SECONDS = 0.5;

/**
 * Least milliseconds between two reports of the position: they come with the ends of blocks, so about every 3 s, and the engine
 * counts on between them. Each goes through five threads of VS Code's.
 */
export const REPORT_INTERVAL_MS = 2_000;

/** Milliseconds after which a context that nothing sounds on is suspended (trial: 3.4 % of a core running, 1.1 % suspended). */
export const IDLE_MS = 3_000;

/** Milliseconds between two looks at the clock of what sounds. A hidden page may look once a minute only: that is enough. */
export const WATCH_INTERVAL_MS = 2_000;

/** Seconds that the context's clock may fall behind the wall's between two looks: more is a sleep or a dead device. Source: streaming.md §8. */
export const LOST_CLOCK_SECONDS = 5;

/** MP3 frames decoded before the one that is to sound (trial: exact from 10 on; more where they are very short). */
export const MP3_PREROLL_PACKETS = 10;

/** How far the first MP3 frame, or the next one after a guess, is searched, in bytes: rubbish in front is shorter. */
export const MP3_SEARCH_BYTES = 64 * 1024;

/** How much of a FLAC file is looked at for a frame at once, in bytes: one block; a frame of CD sound is 8 to 12 KB. */
export const FLAC_LOOK_BYTES = 16 * 1024;

/** Looks at a FLAC file on the way to a seek. Each leaves an error of a few frames of what was left; two or three do. */
export const FLAC_LOOKS = 6;

/** Metadata blocks of a FLAC file, or chunks of an AIFF file, that are passed over. Files have fewer than ten. */
export const MOST_HEADER_BLOCKS = 256;

/** Seconds decoded before a seek's first sample: Opus forgets its past in 80 ms (RFC 7845, 4.6), exact in 400 (trial). */
export const OPUS_PREROLL_SECONDS = 0.4;

/** The same for AAC: two packets at the lowest common rate (trial: 40 ms). */
export const AAC_PREROLL_SECONDS = 0.1;

/** The same for Vorbis, in seconds: one packet, 8,192 frames at most. */
export const VORBIS_PREROLL_SECONDS = 0.2;

/** PCM frames to a packet of plain numbers read by us. */
export const PCM_PACKET_FRAMES = 4_096;

/** How long the wasm decoder may take to be ready, in milliseconds: without the right CSP it never is (trial: 20 ms). */
export const WASM_READY_MS = 5_000;

/** Silence put in for packets that can't be decoded, in seconds at once; more is a file that lies about its length. */
export const MOST_SILENCE_SECONDS = 30;

/** Bad packets in a row without a good one between after which a track is given up. */
export const MOST_BAD_PACKETS = 64;

/** A file that ends no more than so many seconds before it said is whole: a seek by MP3's own table errs by this much. */
export const EARLY_END_SECONDS = 0.5;
