// The limits of a library. Times in milliseconds, sizes in bytes.

/** The most audio files of a library; catalogues longer than this aren't taken by players. */
export const MOST_FILES = 200_000;
/** The most rows kept of files that are gone: a drive that is unplugged comes back, and isn't read anew then. */
export const MOST_GONE_FILES = 20_000;
/** The longest title, artist or album, in characters: longer ones are no names. */
export const LONGEST_NAME = 1_000;
/** Files are read in pieces of this size. */
export const PIECE_BYTES = 128 * 1024;
/** Files whose tags are read at a time: node has four threads for the disk. */
export const LISTED_AT_ONCE = 4;
/** How long a folder has to be quiet before it is listed again, and how long it may be noisy. */
export const SETTLE_MS = { quiet: 300, noisy: 5_000 };
/** Between listings that nothing asked for: some network drives don't tell of changes. */
export const RELIST_MS = 600_000;
/** The same where the folder can't be watched. */
export const UNWATCHED_RELIST_MS = 30_000;
/** Between two notices of change while files are read: the first soon, then ever more seldom, because each is a catalogue. */
export const NOTICE_MS = { least: 1_000, most: 60_000 };
