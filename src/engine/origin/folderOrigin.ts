// A folder on this machine as an origin. Its files are read where they lie.
import type { Track } from '../../shared/track';
import { OriginError, type Cover, type CoverRequest, type Origin, type OriginRead } from '../ports';
import { findCover } from './musicLibrary/covers';
import { FileChangedError } from './musicLibrary/fileBytes';
import { MusicLibrary } from './musicLibrary/musicLibrary';
import type { MusicLibraryOptions } from './musicLibrary/musicLibraryOptions';
import { explainFileError } from './musicLibrary/problems';

/** What a folder origin is made of: the library's parts. */
export type FolderOriginOptions = Omit<MusicLibraryOptions, 'signal'>;

/** The origin of a folder. The library is opened when its catalogue is first asked for. */
export class FolderOrigin implements Origin {
  readonly name: string;
  readonly isLocal = true;
  readonly #options: FolderOriginOptions;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<(tracks: readonly Track[]) => void>();
  #opening: Promise<MusicLibrary> | null = null;

  constructor(options: FolderOriginOptions) {
    this.name = options.folder;
    this.#options = options;
  }

  async catalogue(signal: AbortSignal): Promise<readonly Track[]> {
    const library = await this.#library();
    signal.throwIfAborted();
    return library.tracks;
  }

  onChange(listener: (tracks: readonly Track[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async manifest({ contentId }: Track, signal: AbortSignal): Promise<Uint8Array> {
    const library = await this.#library();
    const encoded = contentId === null ? null : await library.manifest(contentId);
    signal.throwIfAborted();
    if (encoded === null) throw new OriginError('the file has changed', { isFinal: true });
    return encoded;
  }

  async read({ track, range, onBytes }: OriginRead, signal: AbortSignal): Promise<void> {
    const library = await this.#library();
    const { id: trackId, revision } = track;
    try {
      for await (const piece of library.read({ trackId, revision, range }, signal)) {
        signal.throwIfAborted();
        onBytes(piece);
      }
    } catch (error) {
      throw error instanceof OriginError || signal.aborted ? error : toOriginError(error);
    }
  }

  async cover({ track, turn }: CoverRequest, signal: AbortSignal): Promise<Cover | null> {
    await turn();
    const file = (await this.#library()).fileOf(track.id);
    const cover = file?.revision === track.revision ? await findCover(file) : null;
    signal.throwIfAborted();
    return cover;
  }

  close(): void {
    this.#closing.abort();
    this.#listeners.clear();
  }

  /** The library; a folder that couldn't be opened is tried again next time. */
  #library(): Promise<MusicLibrary> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = null;
      throw toOriginError(error);
    });
    return this.#opening;
  }

  async #open(): Promise<MusicLibrary> {
    // Impatient: the first tracks are shown while others are still being listed.
    const library = await MusicLibrary.open({ ...this.#options, signal: this.#closing.signal }, false);
    library.onChange((tracks) => {
      for (const listener of this.#listeners) listener(tracks);
    });
    return library;
  }
}

function toOriginError(cause: unknown): OriginError {
  if (cause instanceof FileChangedError) return new OriginError(cause.message, { isFinal: true, cause });
  return new OriginError(explainFileError(cause), { isFinal: false, cause });
}
