import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of files for one test. */
export interface MusicFolder {
  readonly root: string;
  path(name: string): string;
  /** Makes or replaces a file, with the folders above it. */
  put(name: string, content: Uint8Array | string): Promise<void>;
  /** Makes or replaces a file in one step: nobody ever sees a part of it. */
  swap(name: string, content: Uint8Array | string): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a folder with these files in a temporary place. */
export async function musicFolder(
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<MusicFolder> {
  const root = await mkdtemp(join(tmpdir(), 'starling-music-'));
  const path = (name: string): string => join(root, name);
  const put = async (name: string, content: Uint8Array | string): Promise<void> => {
    await mkdir(dirname(path(name)), { recursive: true });
    await writeFile(path(name), content);
  };
  const swap = async (name: string, content: Uint8Array | string): Promise<void> => {
    await put(`${name}.part`, content);
    await rename(path(`${name}.part`), path(name));
  };
  for (const [name, content] of Object.entries(files)) await put(name, content);
  return { root, path, put, swap, remove: () => rm(root, { recursive: true, force: true }) };
}
