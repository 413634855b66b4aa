// Every limit of the Subsonic side, with its unit, its reason and its source.

/** Parameters of one request: 20,000 songs of a playlist, and what goes with them. */
export const MOST_PARAMETERS = 20_050;
/** The longest value of a parameter, in characters; comments are the longest. */
export const LONGEST_VALUE = 4_096;
/** The most albums or songs of one list. Source: the Subsonic API says 500 for each of them. */
export const MOST_LISTED = 500;
/** The most of a kind that one search gives: clients that copy everything page through an empty search, some in thousands. */
export const MOST_FOUND = 10_000;
/** Words of a search that count, as in the player's own search. */
export const MOST_QUERY_WORDS = 6;
/** Playlists of one user. */
export const MOST_PLAYLISTS = 1_000;
/** Songs of one playlist, and of a play queue. */
export const MOST_PLAYLIST_SONGS = 20_000;
/** Songs of all playlists of one user: the whole state is written with each change, 30 bytes each. */
export const MOST_SONGS_IN_PLAYLISTS = 200_000;
/** Things that one user has starred, rated or played: a whole library. */
export const MOST_MARKS = 250_000;
/** The file of one user's state, in bytes. */
export const MOST_STATE_BYTES = 64 * 1024 * 1024;
/** The longest name of a playlist, in characters. */
export const LONGEST_PLAYLIST_NAME = 300;
/** The longest name of a client, in characters, as a queue keeps it. */
export const LONGEST_CLIENT_NAME = 100;
/** Tracks of one `getStarlingTracks`: 100 media infos of at most 22 KB. */
export const MOST_SWARM_TRACKS = 100;
/** Pictures that are kept in memory, in bytes: lists ask for the same few again and again. */
export const COVER_CACHE_BYTES = 32 * 1024 * 1024;
/** How long such a picture counts without a look at the disk, in milliseconds: one may be put beside the music at any time. */
export const COVER_FRESH_MS = 300_000;
/** What a missing picture counts for among them, in bytes. */
export const NO_COVER_BYTES = 256;
/** Songs of an album or artist that are looked through for a picture. */
export const SONGS_TRIED_FOR_COVER = 3;
/** The largest edge of a picture that can be asked for, in pixels. */
export const LARGEST_COVER_PIXELS = 4_096;
