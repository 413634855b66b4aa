// The library as a tree, as host and engine speak of it: the host asks for the rows below a node, a page at a time.

/** What the tree begins with. */
export type LibraryRoot = 'artists' | 'albums' | 'folders' | 'recent';

/**
 * A place in the tree that has rows below it. `key` names it among those of its kind, for as long as the music is there; it is
 * empty for the beginnings. An `origin` (by its address) is the folder of all that comes from there.
 */
export interface LibraryNode {
  readonly kind: LibraryRoot | 'artist' | 'album' | 'folder' | 'origin';
  readonly key: string;
}

/** A row that has others below it. Names are clipped, and as hostile as tags are. */
export interface LibraryGroupRow {
  readonly kind: 'artist' | 'album' | 'folder';
  readonly key: string;
  readonly name: string;
  /** Whose album it is; empty for other rows. */
  readonly artist: string;
  /** How many tracks stand below it, at whatever depth. */
  readonly tracks: number;
  /** How long those take together, in seconds, as far as it is known. */
  readonly durationSeconds: number;
}

/** A row that is a track. */
export interface LibraryTrackRow {
  readonly kind: 'track';
  readonly trackId: string;
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  /** On its disc; 0 where nobody knows. */
  readonly number: number;
  readonly durationSeconds: number | null;
}

/** A row of the tree. */
export type LibraryRow = LibraryGroupRow | LibraryTrackRow;

/** Some rows below a node. */
export interface LibraryPage {
  /** In order, from the place that was asked for. */
  readonly rows: readonly LibraryRow[];
  /** How many there are on all pages. */
  readonly total: number;
}

/** The most rows of a page: what a list draws without delay, a tenth of a megabyte. */
export const MOST_LIBRARY_ROWS = 500;

/** How the library stands. */
export interface LibraryState {
  /** Folders and servers that music is taken from. */
  readonly origins: number;
  readonly tracks: number;
  /** True while a folder or server hasn't told yet what it has. */
  readonly isLoading: boolean;
}

/** Something picked in the library: a track, or all that stands below a node. */
export type LibraryPick =
  | { readonly kind: 'track'; readonly trackId: string }
  | { readonly kind: 'node'; readonly node: LibraryNode };

/** The most that can be picked at once: every row of some pages. */
export const MOST_PICKS = 5_000;
