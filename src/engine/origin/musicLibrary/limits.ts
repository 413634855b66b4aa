// The limits of a library. Times in milliseconds, sizes in bytes.

/** The most audio files of a library; catalogues longer than this aren't taken by players. */
export const MOST_FILES = 200_000;
/** The most rows kept of files that are gone: a drive that is unplugged comes back, and isn't read anew then. */
export const MOST_GONE_FILES = 20_000;
/** Files are read in pieces of this size. */
export const PIECE_BYTES = 128 * 1024;
/** Files that stay open after they were read: as many as listeners play at a time, on a busy server. A process may have 1,024 where nobody raised that. */
export const MOST_KEPT_FILES = 256;
/** For so long: who plays at 160 kbit/s asks for 64 KiB every 3 s. Not longer, since a drive with open files can't be unmounted. */
export const FILE_KEPT_MS = 10_000;
/** Tags are read out of stretches of this size: most lie within the first. */
export const WINDOW_BYTES = 64 * 1024;
/** And out of this much at the end of a file, where old tags lie. */
export const END_WINDOW_BYTES = 4 * 1024;
/** Threads that read files. Two: quick where it is alone, and still quiet. */
export const MOST_FILE_THREADS = 2;
/** They end when there was nothing to do for so long. */
export const THREAD_IDLE_MS = 5_000;
/** Files whose tags are read at a time: node has four threads for the disk. */
export const LISTED_AT_ONCE = 4;
/** Files that are read as a whole at a time: of two on a thread, one waits for the disk while the other one is hashed. */
export const STUDIED_AT_ONCE = 4;
/** What was found out is written when it is this much: a kill loses no more. */
export const LOG_BATCH_BYTES = 256 * 1024;
/** The log is read in pieces of this size. */
export const LOG_CHUNK_BYTES = 1024 * 1024;
/** Longer lines are none: media info has 22 KB, a manifest 131 KB, and a third more in base 64. */
export const LONGEST_LOG_LINE_BYTES = 1024 * 1024;
/** The log is written anew when more than this part of it is of no use any more. */
export const MOST_USELESS = 0.25;
/** How long a folder has to be quiet before it is listed again, and how long it may be noisy. */
export const SETTLE_MS = { quiet: 300, noisy: 5_000 };
/** Between listings that nothing asked for: some network drives don't tell of changes. */
export const RELIST_MS = 600_000;
/** The same where the folder can't be watched. */
export const UNWATCHED_RELIST_MS = 30_000;
/** Between two notices of change while files are read: the first soon, then ever more seldom, because each is a catalogue. */
export const NOTICE_MS = { least: 1_000, most: 60_000 };
/** The largest text beside a song that is taken for its words: those of an opera have 200 KB. */
export const LONGEST_LYRICS_BYTES = 512 * 1024;
/** The most lines of it. */
export const MOST_LYRICS_LINES = 10_000;
