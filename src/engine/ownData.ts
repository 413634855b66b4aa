// What Starling keeps in its storage folder, and how to be rid of it.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SECRET_FILE } from '../shared/greeting';
import { DEMO_FOLDER } from '../shared/demoAlbum';

/** Files and folders by their names. Whatever else lies there isn't Starling's own. */
const OWN_DATA = [
  'cache',
  'covers',
  'indexes',
  'peer.key',
  'session.json',
  'session.last-good.json',
  'statistics.json',
  DEMO_FOLDER,
  SECRET_FILE,
];

/** Deletes all of it, and says in a sentence what couldn't be deleted; null where nothing is left. Nobody may write there any more. */
export async function deleteOwnData(storageFolder: string): Promise<string | null> {
  const left: string[] = [];
  for (const name of OWN_DATA) {
    const path = join(storageFolder, name);
    try {
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      left.push(`${path} (${error instanceof Error ? error.message : String(error)})`);
    }
  }
  return left.length === 0
    ? null
    : `Not everything could be deleted. Delete it yourself: ${left.join(', ')}.`;
}
