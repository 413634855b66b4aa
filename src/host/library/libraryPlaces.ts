// The places of the tree as the host knows them, and what is shown of each, in plain words. Nothing of VS Code in here.
import type { LibraryGroupRow, LibraryNode, LibraryRoot, LibraryTrackRow } from '../../shared/library';
import { clip, plain } from '../plainText';

/** A place of the tree. */
export type LibraryPlace =
  | { readonly kind: 'root'; readonly node: LibraryNode & { readonly kind: LibraryRoot } }
  | { readonly kind: 'group'; readonly parent: LibraryParent; readonly row: LibraryGroupRow }
  | { readonly kind: 'track'; readonly parent: LibraryParent; readonly row: LibraryTrackRow }
  /** The line behind the first pages of a long list that brings the next one. */
  | { readonly kind: 'more'; readonly parent: LibraryParent; readonly left: number };

/** A place that has others below it. */
export type LibraryParent = LibraryPlace & { readonly kind: 'root' | 'group' };

/** What is shown of a place. */
export interface Shown {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
}

/** Longest name in the tree, in characters. */
const LONGEST_NAME = 200;

const ROOTS: Readonly<Record<LibraryRoot, string>> = {
  artists: 'Artists',
  albums: 'Albums',
  folders: 'Folders',
  recent: 'Recently Added',
};

/** What the tree begins with, in order. */
export const ROOT_PLACES: readonly LibraryParent[] = (
  ['artists', 'albums', 'folders', 'recent'] as const
).map((kind) => ({ kind: 'root', node: { kind, key: '' } }));

/** The node that a place stands for. */
export function nodeOf(place: LibraryParent): LibraryNode {
  return place.kind === 'root' ? place.node : { kind: place.row.kind, key: place.row.key };
}

/** Names a place among all that are shown, the same before and after the library has changed. */
export function idOf(place: LibraryPlace): string {
  switch (place.kind) {
    case 'root':
      return place.node.kind;
    case 'group':
      return JSON.stringify([idOf(place.parent), place.row.kind, place.row.key]);
    case 'track':
      return JSON.stringify([idOf(place.parent), place.row.trackId]);
    case 'more':
      return JSON.stringify([idOf(place.parent), 'more']);
  }
}

/** What is shown of a place. */
export function describePlace(place: LibraryPlace): Shown {
  switch (place.kind) {
    case 'root':
      return { label: ROOTS[place.node.kind], description: '', tooltip: ROOTS[place.node.kind] };
    case 'group':
      return describeGroup(place);
    case 'track':
      return describeTrack(place);
    case 'more':
      return { label: `Show More (${place.left} Left)`, description: '', tooltip: 'Show the next of them' };
  }
}

/** A length of time: `3:05`, `1:02:03`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  const padded = (number: number): string => String(number).padStart(2, '0');
  return h > 0 ? `${h}:${padded(m)}:${padded(s)}` : `${m}:${padded(s)}`;
}

function describeGroup({ parent, row }: LibraryPlace & { kind: 'group' }): Shown {
  const [label, artist] = [shownName(row.name), shownName(row.artist)];
  const tracks = row.tracks === 1 ? '1 track' : `${row.tracks} tracks`;
  // Below an artist it goes without saying whose the albums are.
  const isArtistSaid = row.kind !== 'album' || nodeOf(parent).kind === 'artist';
  const time = row.durationSeconds > 0 ? `${tracks}, ${durationText(row.durationSeconds)}` : tracks;
  return {
    label,
    description: isArtistSaid ? tracks : artist,
    tooltip: [label, ...(row.kind === 'album' ? [artist] : []), time].join('\n'),
  };
}

function describeTrack({ parent, row }: LibraryPlace & { kind: 'track' }): Shown {
  const [title, artist, album] = [row.title, row.artist, row.album].map(shownName);
  const time = row.durationSeconds === null ? null : durationText(row.durationSeconds);
  const isAlbumOfArtist =
    parent.kind === 'group' && parent.row.kind === 'album' && parent.row.artist === row.artist;
  const number =
    parent.kind === 'group' && parent.row.kind === 'album' && row.number > 0 ? `${row.number}. ` : '';
  return {
    label: `${number}${title}`,
    description: [...(isAlbumOfArtist ? [] : [artist]), time].filter((each) => each !== null).join(' · '),
    tooltip: [title, `${artist} — ${album}`, time].filter((line) => line !== null).join('\n'),
  };
}

function shownName(name: string): string {
  return clip(plain(name), LONGEST_NAME);
}
