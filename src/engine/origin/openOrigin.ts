// Which kind of origin an address means.
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Origin } from '../ports';
import { FolderOrigin } from './folderOrigin';
import type { FileReading } from './musicLibrary/fileReading';
import { ServerOrigin } from './serverOrigin';

/** What every origin is made with, whatever it is. */
export interface OpenOriginOptions {
  /** A folder in which each folder of music has an index of its own. */
  readonly indexesFolder: string;
  /** Reads the files of folders. Default: on this thread. */
  readonly reading?: FileReading;
  /** Takes what is wrong with single files, as a sentence. */
  readonly onProblem: (sentence: string) => void;
}

/** The origin at an address: a folder for a `file:` URL, an absolute path or one that begins with `~/`; else a server. */
export function openOrigin(address: string, { indexesFolder, ...options }: OpenOriginOptions): Origin {
  const folder = folderAt(address);
  if (folder === null) return new ServerOrigin(address, options);
  return new FolderOrigin({ folder, indexFolder: indexFolderFor(folder, indexesFolder), ...options });
}

/** Names the origin at an address in the ids of its tracks, the same ones each time. */
export function originKey(address: string): string {
  return createHash('sha256').update(address).digest('hex').slice(0, 10);
}

/** Where the index of a folder of music lies below the folder of all indexes. */
export function indexFolderFor(folder: string, indexesFolder: string): string {
  return join(indexesFolder, createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 24));
}

/** The folder that an address means, or null. */
function folderAt(address: string): string | null {
  if (isAbsolute(address)) return address;
  if (/^~[/\\]/.test(address)) return join(homedir(), address.slice(2));
  if (!/^file:/i.test(address)) return null;
  try {
    return fileURLToPath(address);
  } catch {
    return null; // A file of another machine is no folder here; the HTTP origin says that the address is no good.
  }
}
