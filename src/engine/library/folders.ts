// The folders of a catalogue: each with the folders and tracks that lie in it.
import type { Track } from '../../shared/track';

/** A folder. */
export interface Folder {
  /** From the folders of music down, joined with `/`; empty for what holds them all. */
  readonly path: string;
  readonly name: string;
  readonly folders: Folder[];
  /** Those that lie in it directly, in the catalogue's order. */
  readonly tracks: Track[];
}

/** All folders by their paths, those that hold only folders too. */
export function foldersOf(tracks: readonly Track[]): ReadonlyMap<string, Folder> {
  const folders = new Map<string, Folder>();
  for (const track of tracks) folderAt(folders, track.filing?.folder ?? '').tracks.push(track);
  folderAt(folders, '');
  return folders;
}

/** Every track in a folder and below it. */
export function tracksBelow(folder: Folder): readonly Track[] {
  const all: Track[] = [];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const track of next.tracks) all.push(track);
    waiting.push(...[...next.folders].reverse());
  }
  return all;
}

/** The folder of this path, made with those above it where it is new. */
function folderAt(folders: Map<string, Folder>, path: string): Folder {
  const made: Folder[] = [];
  let at = path;
  for (;;) {
    const known = folders.get(at);
    const folder = known ?? { path: at, name: at.slice(at.lastIndexOf('/') + 1), folders: [], tracks: [] };
    const below = made.at(-1);
    if (below !== undefined) folder.folders.push(below);
    if (known !== undefined) break;
    folders.set(at, folder);
    made.push(folder);
    if (at === '') break;
    at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
  }
  return folders.get(path) as Folder;
}
