// Which folders of music there are: a new one among those there are already, and a path as somebody has typed it. Nothing of VS
// Code in here.
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folders with these added. One that lies within another is in the library already, and isn't taken twice. */
export function withFolders(folders: readonly string[], added: readonly string[]): readonly string[] {
  return added.reduce<readonly string[]>((all, folder) => {
    if (all.some((outer) => isWithin(folder, outer))) return all;
    return [...all.filter((inner) => !isWithin(inner, folder)), folder];
  }, folders);
}

/**
 * The folder that a typed path means, where there is one on this computer.
 * @returns the path, or a sentence that says what is wrong with it
 */
export async function typedFolder(
  typed: string,
): Promise<{ readonly path: string } | { readonly wrong: string }> {
  const path = absolutePath(typed.trim());
  if (path === null) return { wrong: 'Type the whole path, for example /home/ann/Music or ~/Music.' };
  const stats = await stat(path).catch(() => null);
  if (stats === null) return { wrong: 'There is no such folder on this computer.' };
  return stats.isDirectory()
    ? { path }
    : { wrong: 'That is a file. Type the path of the folder that it is in.' };
}

function isWithin(inner: string, outer: string): boolean {
  const between = relative(absolutePath(outer) ?? outer, absolutePath(inner) ?? inner);
  return between === '' || (!/^\.\.([/\\]|$)/.test(between) && !isAbsolute(between));
}

function absolutePath(path: string): string | null {
  if (/^~([/\\]|$)/.test(path)) return join(homedir(), path.slice(1));
  if (/^file:/i.test(path) && URL.canParse(path)) return fileURLToPath(path);
  return isAbsolute(path) ? resolve(path) : null;
}
