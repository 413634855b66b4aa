// meta.json: what a content's folder says of itself. It is written last when a folder is made: without it there is nothing.
import { hash } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { errorCode, type FileSystem } from './fileSystem';
import { geometryOf } from './layout';
import { LARGEST_CONTENT_BYTES, LONGEST_KEY, LONGEST_SIDECAR } from './limits';

const Digest = v.nullable(v.pipe(v.string(), v.length(64)));
const Meta = v.object({
  version: v.literal(1),
  contentKey: v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_KEY)),
  sizeBytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LARGEST_CONTENT_BYTES)),
  blockSizeBytes: v.number(),
  sidecar: v.nullable(v.pipe(v.string(), v.maxLength(LONGEST_SIDECAR))),
  /** SHA-256 of the manifest and of all the hashes, in hex; null where hashes are only remembered. */
  manifestDigest: Digest,
  hashesDigest: Digest,
  isOffline: v.boolean(),
});

/** What meta.json says. */
export type ContentMeta = Readonly<v.InferOutput<typeof Meta>>;

/** Thrown when what lies in a content's folder can't be used. The message is a clause. */
export class DamagedContentError extends Error {
  override readonly name = 'DamagedContentError';
}

/**
 * Reads a folder's meta.json.
 * @throws {DamagedContentError} when it is missing or makes no sense.
 */
export async function readMeta(files: FileSystem, folder: string): Promise<ContentMeta> {
  const bytes = await readPart(files, folder, 'meta.json');
  const parsed = v.safeParse(Meta, parseJson(bytes));
  if (!parsed.success) throw new DamagedContentError('meta.json makes no sense');
  if (parsed.output.blockSizeBytes !== geometryOf(parsed.output.sizeBytes).blockSizeBytes)
    throw new DamagedContentError('its blocks are of another size');
  return parsed.output;
}

/** Writes a folder's meta.json. */
export async function writeMeta(files: FileSystem, folder: string, meta: ContentMeta): Promise<void> {
  await files.writeAtomically(join(folder, 'meta.json'), Buffer.from(JSON.stringify(meta)));
}

/**
 * Reads a file that a content can't do without.
 * @throws {DamagedContentError} when it isn't there.
 */
export async function readPart(files: FileSystem, folder: string, name: string): Promise<Uint8Array> {
  try {
    return await files.readFile(join(folder, name));
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error))) throw error;
    throw new DamagedContentError(`${name} is missing`, { cause: error });
  }
}

/** The SHA-256 of bytes in hex, or null of null. */
export function digestOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : hash('sha256', bytes, 'hex');
}

/** What JSON says, or null where it is none. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null; // Garbled files are expected here: the schema refuses null, and the caller reports.
  }
}
