// What a library remembers from one start to the next, in a folder of its own:
//   index.json          a row a file: size, time and tags, and the content id of a file that was read as a whole
//   contents/CID.json   what is known of these bytes: media info and problems; written as soon as the file was read
//   contents/CID.cbor   their encoded manifest
// All of it can be made anew from the music, so whatever is missing or broken is; that is said once.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { verifyManifest } from '../../manifest/manifest';
import { ReplayGainFormat } from '../catalogueFormat';
import { fitsInto, MediaInfoFormat } from '../mediaInfoFormat';
import { LONGEST_NAME, MOST_FILES, MOST_GONE_FILES } from './limits';
import { explainFileError } from './problems';
import type { Study } from './study';

const CONTENT_ID = /^b[a-z2-7]{20,100}$/;
const Name = v.nullable(v.pipe(v.string(), v.maxLength(LONGEST_NAME)));
const Count = v.pipe(v.number(), v.minValue(0));
const FileRow = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(40_000)),
  revision: v.pipe(v.string(), v.maxLength(100)),
  tags: v.nullable(
    v.object({
      ...{ title: Name, artist: Name, album: Name },
      ...{ disc: Count, number: Count, durationSeconds: v.nullable(Count) },
      replayGain: ReplayGainFormat,
    }),
  ),
  refusal: v.nullable(v.pipe(v.string(), v.maxLength(LONGEST_NAME))),
  contentId: v.nullable(v.pipe(v.string(), v.regex(CONTENT_ID))),
});
const Index = v.object({
  version: v.literal(2),
  files: v.pipe(v.array(FileRow), v.maxLength(MOST_FILES + MOST_GONE_FILES)),
});
const Content = v.object({
  version: v.literal(1),
  mediaInfo: v.nullable(MediaInfoFormat),
  problems: v.pipe(v.array(v.string()), v.maxLength(100)),
});

/** What is remembered of a file. */
export type FileRow = Readonly<v.InferOutput<typeof FileRow>>;

/** The index of one library. */
export class LibraryIndex {
  readonly #folder: string;
  readonly #onProblem: (sentence: string) => void;
  #saving: Promise<void> = Promise.resolve();

  constructor(folder: string, onProblem: (sentence: string) => void) {
    this.#folder = folder;
    this.#onProblem = onProblem;
  }

  /** The rows that were saved last; none where there is no index, or a broken one. */
  async load(): Promise<readonly FileRow[]> {
    const text = await this.#read('index.json');
    if (text === null) return [];
    const parsed = v.safeParse(Index, parseJson(text));
    if (!parsed.success) this.#sayBroken();
    return parsed.success ? parsed.output.files : [];
  }

  /** Replaces the rows, after those that are being saved. */
  save(files: readonly FileRow[]): Promise<void> {
    this.#saving = this.#saving.then(() => this.#write('index.json', JSON.stringify({ version: 2, files })));
    return this.#saving;
  }

  /** Keeps what was found out of a file. */
  async keep({ contentId, ...content }: Study, manifest: Uint8Array): Promise<void> {
    await this.#write(contentFile(contentId, 'cbor'), manifest);
    await this.#write(contentFile(contentId, 'json'), JSON.stringify({ version: 1, ...content }));
  }

  /** What was kept of a content of `sizeBytes` bytes; null where that isn't all there. */
  async recall(contentId: string, sizeBytes: number): Promise<Study | null> {
    const text = await this.#read(contentFile(contentId, 'json'));
    if (text === null || (await this.manifest(contentId)) === null) return null;
    const parsed = v.safeParse(Content, parseJson(text));
    if (parsed.success && (parsed.output.mediaInfo === null || fitsInto(parsed.output.mediaInfo, sizeBytes)))
      return { contentId, mediaInfo: parsed.output.mediaInfo, problems: parsed.output.problems };
    this.#sayBroken();
    return null;
  }

  /** The encoded manifest of a content, verified, or null. */
  async manifest(contentId: string): Promise<Uint8Array | null> {
    if (!CONTENT_ID.test(contentId)) return null;
    const encoded = await this.#read(contentFile(contentId, 'cbor'));
    if (encoded === null) return null;
    try {
      verifyManifest(encoded, contentId, (bytes) => createHash('sha256').update(bytes).digest());
      return encoded;
    } catch {
      this.#sayBroken(); // A torn or flipped manifest is survived: the file is read again.
      return null;
    }
  }

  /** Removes what is kept of all other contents. */
  async forgetAllBut(contentIds: ReadonlySet<string>): Promise<void> {
    const names = await readdir(join(this.#folder, 'contents')).catch(() => []); // none were kept yet
    const isOld = (name: string): boolean => !contentIds.has(name.split('.', 1)[0] ?? '');
    for (const name of names.filter(isOld)) await rm(join(this.#folder, 'contents', name), { force: true });
  }

  async #read(name: string): Promise<Buffer | null> {
    try {
      return await readFile(join(this.#folder, name));
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isMissing) this.#sayBroken();
      return null;
    }
  }

  async #write(name: string, content: Uint8Array | string): Promise<void> {
    try {
      await mkdir(join(this.#folder, 'contents'), { recursive: true });
      const bytes = typeof content === 'string' ? content : Buffer.from(content);
      await writeFileAtomic(join(this.#folder, name), bytes, { fsync: false });
    } catch (error) {
      this.#onProblem(
        `What is known of the music can't be kept in ${this.#folder} (${explainFileError(error)}); it is found out anew at each start.`,
      );
    }
  }

  #sayBroken(): void {
    this.#onProblem(`The index in ${this.#folder} was broken; what it lacks is read from the music again.`);
  }
}

function contentFile(contentId: string, extension: 'cbor' | 'json'): string {
  return join('contents', `${contentId}.${extension}`);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null; // What is no JSON has no right form either: the caller says so.
  }
}
