// A library with its folder of music and its index, for one test; what it says is recorded, and can be waited for.
import { readFileSync } from 'node:fs';
import type { FileReading } from '../../../../src/engine/origin/musicLibrary/fileReading';
import { MusicLibrary } from '../../../../src/engine/origin/musicLibrary/musicLibrary';
import type { Progress } from '../../../../src/engine/origin/musicLibrary/musicLibraryOptions';
import type { ByteRange, Track } from '../../../../src/shared/track';
import { fixturePath } from '../../../fixtures/fixtures';
import { musicFolder, type MusicFolder } from '../../../support/musicFolder';

/** The bytes of a fixture. */
export function fixtureBytes(name: string): Buffer {
  return readFileSync(fixturePath(name));
}

/** Folders, and the libraries that were opened on them. */
export class LibraryWorld {
  readonly music: MusicFolder;
  readonly index: MusicFolder;
  readonly problems: string[] = [];
  readonly progress: Progress[] = [];
  readonly #reading: FileReading | undefined;
  readonly #libraries: MusicLibrary[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(music: MusicFolder, index: MusicFolder, reading: FileReading | undefined) {
    this.#reading = reading;
    this.music = music;
    this.index = index;
  }

  static async make(
    files: Readonly<Record<string, Uint8Array | string>>,
    reading?: FileReading,
  ): Promise<LibraryWorld> {
    return new LibraryWorld(await musicFolder(files), await musicFolder({}), reading);
  }

  async open(signal?: AbortSignal): Promise<MusicLibrary> {
    const library = await MusicLibrary.open({
      folder: this.music.root,
      indexFolder: this.index.root,
      onProblem: (sentence) => {
        this.problems.push(sentence);
        this.#wake();
      },
      onProgress: (progress) => {
        this.progress.push(progress);
        this.#wake();
      },
      ...(signal === undefined ? {} : { signal }),
      ...(this.#reading === undefined ? {} : { reading: this.#reading }),
    });
    library.onChange(() => {
      this.#wake();
    });
    this.#libraries.push(library);
    return library;
  }

  /** Opens the library and waits until every file was studied. */
  async openStudied(): Promise<MusicLibrary> {
    const library = await this.open();
    await this.until(() => isStudied(library));
    return library;
  }

  /** Resolves when `isTrue` is, looking whenever the library says anything. */
  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isTrue()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  async close(): Promise<void> {
    for (const library of this.#libraries) await library.close();
    await this.music.remove();
    await this.index.remove();
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
  }
}

/** Whether every track has its content id. */
export function isStudied({ tracks }: Pick<MusicLibrary, 'tracks'>): boolean {
  return tracks.every(({ contentId }) => contentId !== null);
}

/** The track of this title. */
export function titled(title: string, { tracks }: { readonly tracks: readonly Track[] }): Track {
  const found = tracks.find((track) => track.title === title);
  if (found === undefined)
    throw new Error(`No “${title}” among ${tracks.map((track) => track.title).join(', ')}.`);
  return found;
}

/** Reads bytes of a track out of a library; all of them where no range is said. */
export async function readTrack(library: MusicLibrary, track: Track, range?: ByteRange): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const wanted = {
    trackId: track.id,
    revision: track.revision,
    range: range ?? { start: 0, end: track.sizeBytes },
  };
  for await (const piece of library.read(wanted, new AbortController().signal)) pieces.push(piece);
  return Buffer.concat(pieces);
}
