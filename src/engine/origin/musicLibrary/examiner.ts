// Finds out what a file is, and says what is wrong with it: from the index where that knows the file, from its first bytes, or
// from all of them.
import type { AudioFile } from './audioFiles';
import type { Entry } from './catalogue';
import { FileChangedError } from './fileBytes';
import type { FileReading } from './fileReading';
import type { FileRow, LibraryIndex } from './libraryIndex';
import { explainFileError, quote, type ProblemList } from './problems';
import { NotAudioError } from './tags';

/** What an examiner is made of. */
export interface ExaminerParts {
  readonly index: LibraryIndex;
  readonly problems: ProblemList;
  readonly reading: FileReading;
}

/** Examines files. */
export class Examiner {
  readonly #index: LibraryIndex;
  readonly #problems: ProblemList;
  readonly #reading: FileReading;

  constructor({ index, problems, reading }: ExaminerParts) {
    this.#index = index;
    this.#problems = problems;
    this.#reading = reading;
  }

  /** What a file is, from its first bytes; null where it can't be read now. */
  async describe(file: AudioFile): Promise<Entry | null> {
    try {
      if (file.sizeBytes === 0) throw new NotAudioError('the file is empty');
      return { file, tags: await this.#reading.readTags(file), refusal: null, study: null };
    } catch (error) {
      const clause = error instanceof NotAudioError ? error.message : explainFileError(error);
      this.leaveOut(file.name, clause);
      return error instanceof NotAudioError ? { file, tags: null, refusal: clause, study: null } : null;
    }
  }

  /** What a file is that hasn't changed since its row was written. */
  recall(file: AudioFile, { tags, refusal, contentId }: FileRow): Entry {
    const study = contentId === null ? null : this.#index.recall(contentId, file.sizeBytes);
    if (refusal !== null) this.leaveOut(file.name, refusal);
    this.#nameProblems(file.name, study?.problems ?? []);
    return { file, tags, refusal, study };
  }

  /**
   * Reads the whole file; null where that can't be done now.
   * @throws {FileChangedError} when it isn't the file that was listed.
   */
  async study(entry: Entry, signal: AbortSignal): Promise<Entry | null> {
    const { name } = entry.file;
    try {
      const { study, manifest } = await this.#reading.study(entry.file, signal);
      await this.#index.keep(study, manifest);
      this.#nameProblems(name, study.problems);
      return { ...entry, study };
    } catch (error) {
      if (error instanceof FileChangedError || signal.aborted) throw error;
      this.#problems.name(`${quote(name)} can't be read as a whole: ${explainFileError(error)}.`);
      return null;
    }
  }

  /** Says that the file or folder of this name is left out, and why. */
  leaveOut(name: string, clause: string): void {
    this.#problems.name(`${quote(name)} is left out: ${clause}.`);
  }

  #nameProblems(name: string, problems: readonly string[]): void {
    if (problems.length > 0) this.#problems.name(`${quote(name)} is damaged: ${problems.join(' ')}`);
  }
}
