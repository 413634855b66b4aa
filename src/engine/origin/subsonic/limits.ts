// Limits of what is taken from a Subsonic server, and asked of it.

/** The longest answer that is no file, in bytes: 500 songs with everything that OpenSubsonic says of one (4 KB), and as much again. */
export const LONGEST_ANSWER_BYTES = 4 * 1024 * 1024;
/** How long an answer may take from its first byte to its last, in milliseconds: one that drips is given up. */
export const LONGEST_ANSWER_MS = 60_000;
/** The deepest nesting of elements in XML. Source: the API; subsonic-response, album, song, albumArtists are four. */
export const DEEPEST_XML = 12;
/** Songs or albums asked for at once. Source: the API's own most (getAlbumList2). */
export const PAGE_SIZE = 500;
/** The most albums of a server: 200,000 tracks have fewer. */
export const MOST_ALBUMS = 100_000;
/** Albums that are asked for at a time, where songs can't be had in pages. */
export const ALBUMS_AT_ONCE = 4;
/** The size of covers asked for, in pixels: twice the largest that is shown. */
export const COVER_PIXELS = 600;
/** The most that is asked for at once of a file, in bytes: a cancelled request wastes no more than this. */
export const MOST_RANGE_BYTES = 128 * 1024;
/** How much of a file that comes as a whole is kept behind what is read, in bytes: a long track of FLAC. */
export const KEPT_BYTES = 48 * 1024 * 1024;
/** How far such a file is read ahead of what was asked for, in bytes. */
export const AHEAD_BYTES = 512 * 1024;
/** The most files that come as a whole at a time: what plays, what follows, and one that is got ready. */
export const MOST_WHOLE_FILES = 3;
/** A file that nobody has read from for so long is let go, in milliseconds. */
export const IDLE_MS = 30_000;
/** Between two looks whether the catalogue has changed, in milliseconds: the protocol has no way to be told. */
export const LOOK_AGAIN_MS = 600_000;
