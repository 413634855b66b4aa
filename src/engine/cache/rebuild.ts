// Finding out at the start what is kept: from the index when the store was closed in order, from the folders otherwise.
import { join } from 'node:path';
import { ContentFolder } from './contentFolder';
import { holdingOf } from './contents';
import { errorCode, type FileSystem } from './fileSystem';
import { readIndex, type CacheIndex } from './indexFile';
import { contentFolder, contentsFolder, folderName } from './layout';
import { REBUILD_READERS } from './limits';
import { DamagedContentError } from './metaFile';
import { reasonOf, type Problems } from './problems';

/** A content that was found. */
export type FoundContent = CacheIndex['contents'][number];

/** What was found, the content used longest ago first. */
export interface Found {
  readonly contents: readonly FoundContent[];
  readonly damagedBlocks: number;
}

/** Where to search, and whom to tell. */
export interface Search {
  readonly files: FileSystem;
  readonly root: string;
  readonly problems: Problems;
}

/** Finds every content under `root`. Whatever is broken is named once and left out. */
export async function findContents(search: Search): Promise<Found> {
  const index = await readIndex(search.files, search.root);
  const names = await listFolders(search);
  if (index === null && names.size > 0)
    search.problems.tell(
      'index',
      'The list of the cache is missing or damaged; it is made anew from the folders.',
    );
  const listed = (index?.contents ?? []).filter(({ contentKey }) => names.delete(folderName(contentKey)));
  const unknown = await inspectAll(search, [...names]);
  if (index?.isClosed === true) return { ...unknown, contents: [...listed, ...unknown.contents] };
  const known = await inspectAll(
    search,
    listed.map(({ contentKey }) => folderName(contentKey)),
  );
  return {
    contents: [...known.contents, ...unknown.contents],
    damagedBlocks: known.damagedBlocks + unknown.damagedBlocks,
  };
}

async function listFolders(search: Search): Promise<Set<string>> {
  const names = new Set<string>();
  const root = contentsFolder(search.root);
  for (const part of await listPart(search, root)) {
    const isOurs = /^[0-9a-f]{2}$/.test(part);
    if (!isOurs) tellForeign(search, join(root, part));
    for (const name of isOurs ? await listPart(search, join(root, part)) : []) {
      if (name.startsWith(part) && /^[0-9a-f]{40}$/.test(name)) names.add(name);
      else tellForeign(search, join(root, part, name));
    }
  }
  return names;
}

async function listPart({ files, problems }: Search, folder: string): Promise<readonly string[]> {
  try {
    return await files.list(folder);
  } catch (error) {
    // A folder that can't be listed is survived: what lies in it is fetched again.
    if (errorCode(error) !== 'ENOENT')
      problems.tell(`list ${folder}`, `The folder ${folder} can't be read: ${reasonOf(error)}.`);
    return [];
  }
}

function tellForeign({ problems }: Search, path: string): void {
  problems.tell(`foreign ${path}`, `${path} isn't Starling's; it is left alone.`);
}

/** Looks into folders, a few at once. */
async function inspectAll(search: Search, names: readonly string[]): Promise<Found> {
  const found: (FoundContent | null)[] = [];
  let damagedBlocks = 0;
  const waiting = names.entries();
  const reader = async (): Promise<void> => {
    for (const [at, name] of waiting) {
      const content = await inspect(search, name);
      found[at] = content;
      damagedBlocks += content?.lostBlocks ?? 0;
    }
  };
  await Promise.all(Array.from({ length: REBUILD_READERS }, reader));
  return { contents: found.filter((content) => content !== null), damagedBlocks };
}

async function inspect(
  search: Search,
  name: string,
): Promise<(FoundContent & { lostBlocks: number }) | null> {
  const folder = contentFolder(search.root, name);
  try {
    const loaded = await loadFolder(search, name);
    await loaded.folder.close();
    const { contentKey, isOffline } = loaded.folder.meta;
    const holding = holdingOf(loaded.folder);
    return { contentKey, isOffline, ...holding, lostBlocks: loaded.lostBlocks };
  } catch (error) {
    await giveUpFolder(search, folder, error);
    return null;
  }
}

/**
 * Loads the content whose folder has this name, and names what had to be mended.
 * @throws {DamagedContentError} when it can't be used; errors of the file system when it can't be read now.
 */
export async function loadFolder(
  { files, root, problems }: Search,
  name: string,
): Promise<{ readonly folder: ContentFolder; readonly lostBlocks: number }> {
  const path = contentFolder(root, name);
  const { folder, lost, foreign } = await ContentFolder.load({ files, folder: path });
  if (folderName(folder.meta.contentKey) !== name) throw new DamagedContentError('it is another content');
  if (lost.length > 0)
    problems.tell(`damage ${path}`, `${lost.length} blocks were gone from ${path}; they are fetched again.`);
  for (const other of foreign) tellForeign({ files, root, problems }, join(path, other));
  return { folder, lostBlocks: lost.length };
}

/** Names a folder that can't be used, and removes it if it is damaged rather than unreadable. */
export async function giveUpFolder({ files, problems }: Search, folder: string, why: unknown): Promise<void> {
  problems.tell(
    `unusable ${folder}`,
    `${folder} can't be used: ${reasonOf(why)}. What it held is fetched again.`,
  );
  if (!(why instanceof DamagedContentError)) return;
  try {
    await files.remove(folder);
  } catch (error) {
    // Survived: without a good meta.json it is skipped at every start, and replaced when its content comes again.
    problems.tell(`stuck ${folder}`, `${folder} can't be removed: ${reasonOf(error)}.`);
  }
}
