// The pictures of what plays and what comes: asked for where they are lacking, unpacked and made small. They come as bytes in a
// message, and are drawn on a canvas: the page has no network, and no address that a picture could be loaded from.
import type { CoverMessage } from '../shared/engineMessages';
import type { CoverWantedMessage } from '../shared/pageMessages';
import type { Track } from '../shared/track';

/** The longest side of a picture that is kept, in pixels: that of the widest view on a screen of twice the density. */
const LONGEST_SIDE = 512;
/** The most pixels that are unpacked, as the engine has it; it has read the header only. */
const MOST_PIXELS = 4_096 * 4_096;
/** Pictures that are kept: of the track before, this one, the next ones. */
const MOST_KEPT = 6;

/** A picture that can be shown. */
export interface CoverPicture {
  readonly canvas: OffscreenCanvas;
  /** The same as a `data:` address, for the system's player. */
  readonly address: string;
}

/** What is known of a track's picture. `asked`: nothing yet · null: there is none. */
type Known = CoverPicture | 'asked' | null;

/** What pictures need of their surroundings. */
export interface CoversOptions {
  readonly send: (message: CoverWantedMessage) => void;
  /** Another picture can be shown, or it turned out that there is none. */
  readonly onChange: () => void;
}

/** The pictures of a page. */
export class Covers {
  readonly #options: CoversOptions;
  /** By track and revision, the latest last. */
  readonly #known = new Map<string, Known>();
  #shown: { readonly track: Track; readonly picture: CoverPicture | null } | null = null;

  constructor(options: CoversOptions) {
    this.#options = options;
  }

  /** These tracks are shown, now and next: what isn't known of them is asked for. */
  want(tracks: readonly (Track | null)[]): void {
    const wanted = tracks.filter((track) => track !== null);
    const lacking = wanted.filter((track) => !this.#known.has(keyOf(track)));
    if (lacking.length === 0) return;
    // The latest list counts, so that those asked for before stand in it too.
    const asked = wanted.filter(
      (track) => lacking.includes(track) || this.#known.get(keyOf(track)) === 'asked',
    );
    for (const track of lacking) this.#remember(keyOf(track), 'asked');
    this.#options.send({ type: 'coverWanted', trackIds: [...new Set(asked.map(({ id }) => id))] });
  }

  /** Who was asked is gone: what hasn't come is asked for anew. */
  forgetAsked(): void {
    for (const [key, known] of this.#known) if (known === 'asked') this.#known.delete(key);
  }

  /** The picture of a track, or null. Until it is known, an album's tracks are taken to have the same. */
  of(track: Track | null): CoverPicture | null {
    if (track === null) return null;
    const known = this.#known.get(keyOf(track));
    const isPending = known === undefined || known === 'asked';
    const isSameAlbum = this.#shown?.track.album === track.album && this.#shown.track.artist === track.artist;
    const picture = isPending ? (isSameAlbum ? (this.#shown?.picture ?? null) : null) : known;
    this.#shown = { track, picture };
    return picture;
  }

  /** A picture has come, or the word that there is none. A broken one is none. */
  async receive({ trackId, bytes }: CoverMessage): Promise<void> {
    const key = [...this.#known.keys()].find((each) => idOf(each) === trackId);
    if (key === undefined) return;
    const picture = bytes === undefined ? null : await unpack(bytes).catch(() => null);
    this.#remember(key, picture);
    this.#options.onChange();
  }

  #remember(key: string, known: Known): void {
    this.#known.delete(key);
    this.#known.set(key, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_KEPT) return;
      this.#known.delete(oldest);
    }
  }
}

function keyOf({ id, revision }: Track): string {
  return `${revision}\n${id}`;
}

function idOf(key: string): string {
  return key.slice(key.indexOf('\n') + 1);
}

/** Unpacks a picture and makes it small. Rejects where it is broken, or has more pixels than its engine has let through. */
async function unpack(bytes: Uint8Array): Promise<CoverPicture> {
  const bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)]));
  try {
    const { width, height } = bitmap;
    if (width * height > MOST_PIXELS) throw new RangeError('The picture is too large.');
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    const canvas = new OffscreenCanvas(Math.max(1, width * scale), Math.max(1, height * scale));
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('There is no canvas to draw on.');
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return { canvas, address: await addressOf(await canvas.convertToBlob({ type: 'image/png' })) };
  } finally {
    bitmap.close();
  }
}

function addressOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(reader.result as string);
    };
    reader.onerror = () => {
      reject(reader.error ?? new Error('The picture could not be read.'));
    };
    reader.readAsDataURL(blob);
  });
}
