// The benchmark's origin: a real one on a folder made for it, behind a line of settable length.
import type { AddressInfo } from 'node:net';
import { MusicLibrary } from '../../src/engine/origin/musicLibrary/musicLibrary';
import { createOriginServer } from '../../src/server/originServer';
import type { Track } from '../../src/shared/track';
import { musicFolder } from '../../test/support/musicFolder';
import { startDelayingProxy } from './delayingProxy';
import { mp3Pressing, oggPressing } from './music';

/** The rows that a page of the queue begins with and that are prepared once it is shown; and one more for luck. */
export const PREPARED_ROWS = 22;
/** Rows that are used up by a round: the one played, one beside it, and one that Next goes on to. */
const ROWS_A_PLAY = 3;

/** Music that is served. */
export interface Music {
  readonly url: string;
  readonly formats: readonly string[];
  readonly rowsOnPage: number;
  /** In the queue's order. */
  readonly tracks: readonly Track[];
  /** The row that a page of the queue begins with. */
  firstRow(format: string, page: number): number;
  /** The address of a track over the line. */
  urlOf(track: Track): string;
  setDelay(delayMs: number): void;
  close(): Promise<void>;
}

/** Serves as many tracks of each format as are needed for so many fresh plays on each of so many pages. */
export async function serveMusic(need: { pages: number; playsOnPage: number }): Promise<Music> {
  const rowsOnPage = PREPARED_ROWS + need.playsOnPage * ROWS_A_PLAY + 4;
  const pressings = [mp3Pressing(), await oggPressing()];
  const [folder, index] = [await musicFolder({}), await musicFolder({})];
  let number = FIRST_NUMBER;
  for (const { extension, file } of pressings)
    for (let row = 0; row < rowsOnPage * need.pages; row++) {
      const title = titleOf(number++);
      await folder.put(`${title}.${extension}`, file(title));
    }
  const library = await MusicLibrary.open({
    folder: folder.root,
    indexFolder: index.root,
    onProblem: (sentence) => void process.stderr.write(`${sentence}\n`),
  });
  await studied(library);
  const server = createOriginServer({ library, access: 'anonymous' });
  // Web Audio is silent for elements that play from elsewhere without this.
  server.addHook('onSend', async (_, reply) => void reply.header('access-control-allow-origin', '*'));
  await server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = server.server.address() as AddressInfo;
  const proxy = await startDelayingProxy(`http://127.0.0.1:${port}/`);
  const formats: readonly string[] = pressings.map(({ extension }) => extension);
  return {
    url: proxy.url,
    formats,
    rowsOnPage,
    tracks: library.tracks,
    firstRow: (format, page) => {
      const number = FIRST_NUMBER + (formats.indexOf(format) * need.pages + page) * rowsOnPage;
      return library.tracks.findIndex(({ title }) => title === titleOf(number));
    },
    urlOf: ({ id, revision }) =>
      new URL(`tracks/${encodeURIComponent(id)}?revision=${encodeURIComponent(revision)}`, proxy.url).href,
    setDelay: proxy.setDelay,
    close: async () => {
      await proxy.close();
      await server.close();
      await library.close();
      await index.remove();
      await folder.remove();
    },
  };
}

/** The tracks' numbers have four digits, so that they are in order in every collation. */
const FIRST_NUMBER = 1_000;

function titleOf(number: number): string {
  return `Track ${number}`;
}

/** Resolves when content ids and media info are known of all: an origin that has run for a while. */
async function studied(library: MusicLibrary): Promise<void> {
  const isDone = (): boolean => library.tracks.every(({ mediaInfo }) => mediaInfo !== null);
  if (isDone()) return;
  await new Promise<void>((resolve) => {
    const stop = library.onChange(() => {
      if (!isDone()) return;
      stop();
      resolve();
    });
  });
}
