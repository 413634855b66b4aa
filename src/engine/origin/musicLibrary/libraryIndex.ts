// What a library remembers from one start to the next, in a folder of its own:
//   index.json     a row a file: size, time and tags, and the content id of a file that was read as a whole
//   contents.log   what is known of contents: media info, problems and encoded manifests
// All of it can be made anew from the music, so whatever is missing or broken is; that is said once.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { cleanName, LONGEST_NAME } from '../../../shared/names';
import { ReplayGainFormat } from '../catalogueFormat';
import { ContentLog } from './contentLog';
import { MOST_FILES, MOST_GONE_FILES } from './limits';
import { ContentId } from './logLine';
import { explainFileError } from './problems';
import type { Study } from './study';

const Label = v.pipe(v.string(), v.maxLength(LONGEST_NAME), v.transform(cleanName));
const Name = v.nullable(Label);
const Count = v.pipe(v.number(), v.minValue(0));
const FileRow = v.object({
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(40_000)),
  revision: v.pipe(v.string(), v.maxLength(100)),
  tags: v.nullable(
    v.object({
      ...{ title: Name, artist: Name, album: Name, albumArtist: Name },
      ...{ disc: Count, number: Count, durationSeconds: v.nullable(Count) },
      replayGain: ReplayGainFormat,
      genres: v.pipe(v.array(Label), v.maxLength(100), v.readonly()),
      year: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9_999)),
    }),
  ),
  refusal: v.nullable(v.pipe(v.string(), v.maxLength(LONGEST_NAME))),
  contentId: v.nullable(ContentId),
});
const Index = v.object({
  version: v.literal(4),
  files: v.pipe(v.array(FileRow), v.maxLength(MOST_FILES + MOST_GONE_FILES)),
});

/** What is remembered of a file. */
export type FileRow = Readonly<v.InferOutput<typeof FileRow>>;

/** The index of one library. */
export class LibraryIndex {
  readonly #folder: string;
  readonly #onProblem: (sentence: string) => void;
  readonly #contents: ContentLog;
  #saving: Promise<void> = Promise.resolve();

  constructor(folder: string, onProblem: (sentence: string) => void) {
    this.#folder = folder;
    this.#onProblem = onProblem;
    this.#contents = new ContentLog({
      path: join(folder, 'contents.log'),
      onBroken: () => {
        this.#sayBroken();
      },
      onUnwritten: (error) => {
        this.#sayUnwritten(error);
      },
    });
  }

  /** The rows that were saved last; none where there is no index, or a broken one. */
  async load(): Promise<readonly FileRow[]> {
    await this.#contents.load();
    const text = await this.#read('index.json');
    if (text === null) return [];
    const parsed = v.safeParse(Index, parseJson(text));
    if (!parsed.success) this.#sayBroken();
    return parsed.success ? parsed.output.files : [];
  }

  /** Replaces the rows, after those that are being saved and after what they stand on. */
  save(files: readonly FileRow[]): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      await this.#contents.flush();
      await this.#write('index.json', JSON.stringify({ version: 4, files }));
    });
    return this.#saving;
  }

  /** Keeps what was found out of a file, written soon. */
  keep(study: Study, manifest: Uint8Array): Promise<void> {
    return this.#contents.keep(study, manifest);
  }

  /** What was kept of a content of `sizeBytes` bytes, or null. */
  recall(contentId: string, sizeBytes: number): Study | null {
    return this.#contents.study(contentId, sizeBytes);
  }

  /** The encoded manifest of a content, verified, or null. */
  manifest(contentId: string): Promise<Uint8Array | null> {
    return this.#contents.manifest(contentId);
  }

  /** Removes what is kept of all other contents. */
  forgetAllBut(contentIds: ReadonlySet<string>): Promise<void> {
    return this.#contents.forgetAllBut(contentIds);
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

  async #write(name: string, content: string): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFileAtomic(join(this.#folder, name), content, { fsync: false });
    } catch (error) {
      this.#sayUnwritten(error);
    }
  }

  #sayUnwritten(error: unknown): void {
    this.#onProblem(
      `What is known of the music can't be kept in ${this.#folder} (${explainFileError(error)}); it is found out anew at each start.`,
    );
  }

  #sayBroken(): void {
    this.#onProblem(`The index in ${this.#folder} was broken; what it lacks is read from the music again.`);
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null; // What is no JSON has no right form either: the caller says so.
  }
}
