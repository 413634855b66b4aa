// What a folder holds beside what it says it holds.
import { join } from 'node:path';
import { heldBlocks } from '../policy/haveMap';
import type { FileSystem } from './fileSystem';
import { blocksOfExtent, extentOf, extentOfName, type Geometry } from './layout';

const OWN_NAMES = ['meta.json', 'manifest', 'blocks'];
/** What an atomic write leaves when the process is killed in the midst of it. */
const LEFTOVER = /^(meta\.json|manifest|blocks)\.\d+$/;

/**
 * Compares a content's folder with its have-map: finds blocks whose extents are gone and files that aren't ours, and
 * removes extents and leftovers that nobody needs.
 */
export async function inspectFolder(
  place: { readonly files: FileSystem; readonly folder: string },
  content: { readonly geometry: Geometry; readonly haveMap: Uint8Array },
): Promise<{ readonly lost: readonly number[]; readonly foreign: readonly string[] }> {
  const { geometry, haveMap } = content;
  const names = await place.files.list(place.folder);
  const present = new Set(names.map(extentOfName));
  const isNeeded = (extent: number): boolean =>
    extent < geometry.extentCount && heldBlocks(haveMap, blocksOfExtent(geometry, extent)).length > 0;
  for (const name of names) {
    const extent = extentOfName(name);
    if (LEFTOVER.test(name) || (extent !== null && !isNeeded(extent)))
      await place.files.remove(join(place.folder, name));
  }
  const held = heldBlocks(haveMap, { first: 0, end: geometry.blockCount });
  return {
    lost: held.filter((block) => !present.has(extentOf(geometry, block))),
    foreign: names.filter(
      (name) => extentOfName(name) === null && !OWN_NAMES.includes(name) && !LEFTOVER.test(name),
    ),
  };
}
