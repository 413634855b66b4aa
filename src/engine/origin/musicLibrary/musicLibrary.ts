// A folder of music as a library, for the player that sits beside it and for the origin server.
//
// Two stages. Listing: which files there are, and their tags; the catalogue is there then. Studying: every file is read once
// as a whole, a few at a time, for its content id and media info. What was found out is kept in an index, so that a file of
// unchanged size and time is never read again. One loop does all of it: a listing that is due goes before the next file
// to study, so that there is nothing to lock. When the folder changes, a listing is due.
import { realpath } from 'node:fs/promises';
import type { ByteRange, Track } from '../../../shared/track';
import { findAudioFiles, type AudioFile } from './audioFiles';
import { Catalogue, type Entry, type Labels } from './catalogue';
import { Examiner } from './examiner';
import { FileChangedError } from './fileBytes';
import { readingHere } from './fileReading';
import { FolderWatch } from './folderWatch';
import { inParallel } from './inParallel';
import { KeptFiles } from './keptFiles';
import { LibraryIndex, type FileRow } from './libraryIndex';
import { LISTED_AT_ONCE, STUDIED_AT_ONCE } from './limits';
import type { MusicLibraryOptions } from './musicLibraryOptions';
import { NoticePace } from './noticePace';
import { explainFileError, ProblemList, quote } from './problems';
import { RememberedFiles, toRow } from './rememberedFiles';

/** Which bytes of which revision of a track. */
export interface TrackBytes {
  readonly trackId: string;
  readonly revision: string;
  readonly range: ByteRange;
}

/** A folder of music. */
export class MusicLibrary {
  readonly #root: string;
  readonly #options: MusicLibraryOptions;
  readonly #index: LibraryIndex;
  readonly #examiner: Examiner;
  readonly #problems: ProblemList;
  readonly #catalogue = new Catalogue();
  readonly #kept = new KeptFiles();
  readonly #closing = new AbortController();
  readonly #signal: AbortSignal;
  readonly #watch: FolderWatch;
  /** By name: what is there, what is left out, and for a while what is gone. */
  #entries = new Map<string, Entry>();
  readonly #remembered = new RememberedFiles();
  /** What is to be studied, the next one last. */
  #pending: Entry[] = [];
  #underWay = 0;
  #working: Promise<void> | null = null;
  #isListingDue = false;
  #isUnsaved = false;
  readonly #pace = new NoticePace();

  private constructor(root: string, options: MusicLibraryOptions) {
    this.#root = root;
    this.#options = options;
    this.#problems = new ProblemList(options.onProblem);
    const onProblem = (sentence: string): void => {
      this.#problems.name(sentence);
    };
    this.#index = new LibraryIndex(options.indexFolder, onProblem);
    this.#examiner = new Examiner({
      index: this.#index,
      problems: this.#problems,
      reading: options.reading ?? readingHere,
    });
    this.#watch = new FolderWatch(root, { onChange: () => this.#listSoon(), onProblem });
    this.#signal = AbortSignal.any([this.#closing.signal, ...(options.signal ? [options.signal] : [])]);
    this.#signal.addEventListener('abort', () => {
      this.#watch.close();
      this.#kept.close();
    });
  }

  /**
   * Opens the library of a folder: resolves when it is listed, or with what is listed by then when the first listing takes
   * more than a moment and `isPatient` is false. Throws what the file system throws when the folder can't be listed.
   */
  static async open(options: MusicLibraryOptions, isPatient = true): Promise<MusicLibrary> {
    options.signal?.throwIfAborted();
    const library = new MusicLibrary(await realpath(options.folder), options);
    const listing = library.#begin();
    if (isPatient) await listing;
    else await Promise.race([listing, new Promise<void>((resolve) => library.onChange(() => resolve()))]);
    return library;
  }

  /** Every track, by artist, album, disc, number and name. */
  get tracks(): readonly Track[] {
    return this.#catalogue.tracks;
  }

  /** Names this list of tracks among all that there ever were. */
  get version(): string {
    return this.#catalogue.version;
  }

  /** Calls back with every track after each change, until the returned function is called. */
  onChange(listener: (tracks: readonly Track[]) => void): () => void {
    return this.#catalogue.onChange(listener);
  }

  /** The file of a track, or null. */
  fileOf(trackId: string): AudioFile | null {
    return this.#catalogue.fileOf(trackId);
  }

  /** What the tags of a track say beyond the catalogue, or null. */
  labelsOf(trackId: string): Labels | null {
    return this.#catalogue.labelsOf(trackId);
  }

  /** Whether it is listing or studying. */
  get isBusy(): boolean {
    return this.#working !== null;
  }

  /** Has the folder listed again soon, as if something had changed there. */
  look(): void {
    if (!this.#signal.aborted) this.#listSoon();
  }

  /** The encoded manifest of a content, or null. */
  manifest(contentId: string): Promise<Uint8Array | null> {
    return this.#index.manifest(contentId);
  }

  /**
   * Reads bytes of a track, in order.
   * @throws {FileChangedError} when the file doesn't have them any more, before any others are given.
   */
  async *read({ trackId, revision, range }: TrackBytes, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const file = this.fileOf(trackId);
    if (file?.revision !== revision) throw new FileChangedError('the file has changed');
    try {
      yield* this.#kept.read({ file, range }, signal);
    } catch (error) {
      if (error instanceof FileChangedError) this.#watch.poke();
      throw error;
    }
  }

  /** Ends it: nothing is read or said any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#working;
    await this.#save();
  }

  /** Lists for the first time, then works. What the watch tells meanwhile is listed after that. */
  async #begin(): Promise<void> {
    const listing = this.#index.load().then((rows) => {
      this.#remembered.load(rows);
      return this.#list();
    });
    this.#working = listing;
    try {
      await listing;
    } catch (error) {
      this.#closing.abort();
      throw error;
    }
    this.#working = null;
    this.#work();
  }

  #listSoon(): void {
    this.#isListingDue = true;
    this.#work();
  }

  /** Lists and studies until nothing is left to do. */
  #work(): void {
    this.#working ??= this.#workOff()
      .catch((error: unknown) => {
        this.#problems.name(`${quote(this.#root)} can't be looked through: ${explainFileError(error)}.`);
      })
      .finally(() => {
        this.#working = null;
        if (this.#isListingDue && !this.#signal.aborted) this.#work();
      });
  }

  async #workOff(): Promise<void> {
    while (!this.#signal.aborted) {
      if (this.#isListingDue) await this.#list();
      else if (this.#pending.length > 0)
        await inParallel(this.#dueForStudy(), STUDIED_AT_ONCE, (entry) => this.#study(entry));
      else break;
    }
    if (this.#signal.aborted) return;
    this.#publish();
    await this.#save();
  }

  /** The files to be studied, as long as nothing goes before them. */
  *#dueForStudy(): Generator<Entry> {
    while (!this.#signal.aborted && !this.#isListingDue && this.#pending.length > 0)
      yield* this.#pending.splice(-1);
  }

  async #list(): Promise<void> {
    this.#isListingDue = false;
    const files = await findAudioFiles(this.#root, {
      onFolder: (path) => this.#watch.aboutToList(path),
      onProblem: (name, clause) => this.#examiner.leaveOut(name, clause),
    });
    const before = this.#entries;
    const news = files.filter(({ name, revision }) => before.get(name)?.file.revision !== revision);
    this.#entries = new Map();
    // A changed file stays listed as it was until it is known what it is now: what is listed twice is one change.
    for (const { name } of files) this.#put(before.get(name) ?? null);
    await inParallel(news, LISTED_AT_ONCE, async (file) => {
      if (before.has(file.name)) this.#problems.forget(file.name);
      if (!this.#signal.aborted) this.#replace(file.name, await this.#examine(file));
      this.#notice();
    });
    if (news.length > 0 || this.#entries.size !== before.size) this.#isUnsaved = true;
    this.#remembered.keepGone(before, this.#entries);
    this.#pending = [...this.#entries.values()].filter(({ tags, study }) => tags !== null && study === null);
    this.#pending.reverse();
    this.#publish();
    this.#tellProgress();
  }

  #put(entry: Entry | null): void {
    if (entry !== null) this.#entries.set(entry.file.name, entry);
  }

  #replace(name: string, entry: Entry | null): void {
    if (entry === null) this.#entries.delete(name);
    else this.#put(entry);
  }

  /** What a file is that is new, or was when this library was last open. */
  async #examine(file: AudioFile): Promise<Entry | null> {
    const row = this.#remembered.take(file.name);
    if (row?.revision === file.revision) return this.#examiner.recall(file, row);
    return await this.#examiner.describe(file);
  }

  async #study(entry: Entry): Promise<void> {
    this.#underWay += 1;
    try {
      this.#put(await this.#examiner.study(entry, this.#signal));
      this.#isUnsaved = true;
    } catch (error) {
      if (this.#signal.aborted) return;
      if (!(error instanceof FileChangedError)) throw error;
      this.#watch.poke(); // It is listed again as what it is now, and studied then.
    } finally {
      this.#underWay -= 1;
    }
    this.#tellProgress();
    this.#notice();
  }

  #tellProgress(): void {
    const total = this.#catalogue.tracks.length;
    this.#options.onProgress?.({ done: total - this.#pending.length - this.#underWay, total });
  }

  /** Publishes and saves what is known by now, if the last time is long ago. */
  #notice(): void {
    if (!this.#pace.isDue()) return;
    this.#publish();
    void this.#index.save(this.#rows());
  }

  #publish(): void {
    this.#pace.begin(this.#pending.length === 0);
    this.#catalogue.replace(this.#entries.values());
  }

  #rows(): readonly FileRow[] {
    return [...this.#remembered.rows(), ...[...this.#entries.values()].map(toRow)];
  }

  async #save(): Promise<void> {
    if (!this.#isUnsaved) return;
    this.#isUnsaved = false;
    const rows = this.#rows();
    await this.#index.save(rows);
    if (this.#pending.length === 0)
      await this.#index.forgetAllBut(new Set(rows.map(({ contentId }) => contentId ?? '')));
  }
}
