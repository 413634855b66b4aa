import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of files for one test. */
export interface MusicFolder {
  readonly root: string;
  path(name: string): string;
  remove(): Promise<void>;
}

/** Makes a folder with these files in a temporary place. */
export async function musicFolder(
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<MusicFolder> {
  const root = await mkdtemp(join(tmpdir(), 'starling-music-'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
  return { root, path: (name) => join(root, name), remove: () => rm(root, { recursive: true, force: true }) };
}
