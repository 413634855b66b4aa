// What it takes to have a song from a peer, or as many bytes otherwise.
import { blockCount } from '../../src/shared/blocks';
import type { Member, Song } from '../../test/support/loopbackSwarm';

/** What moving some bytes took. */
export interface Measured {
  readonly megabytesPerSecond: number;
  /** CPU time of both ends, in seconds for each 1e9 bytes. */
  readonly cpuPerGigabyte: number;
}

/** Is told of bytes or blocks that have come. */
export type Progress = () => void;

/** Without any progress for so long, in milliseconds, nothing more is expected: it would take the product a tenth of that to give up. */
const STALLED_MS = 30_000;

/**
 * Takes the time of it, and the CPU time of this process.
 * @throws when nothing comes for half a minute; the message has what `state` says then.
 */
export async function measure(
  bytes: number,
  move: (onProgress: Progress) => Promise<void>,
  state: () => string = () => '',
): Promise<Measured> {
  const [startMs, before] = [performance.now(), process.cpuUsage()];
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    const giveUp = (): void => {
      reject(new Error(`Nothing has come for ${STALLED_MS / 1000} s. ${state()}`));
    };
    timer = setTimeout(giveUp, STALLED_MS);
  });
  try {
    await Promise.race([move(() => timer?.refresh()), stalled]);
  } finally {
    clearTimeout(timer);
  }
  const { user, system } = process.cpuUsage(before);
  return {
    megabytesPerSecond: bytes / 1e3 / (performance.now() - startMs),
    cpuPerGigabyte: (user + system) / 1e6 / (bytes / 1e9),
  };
}

/** Has a song from a peer, so many times. */
export async function fetchSong(
  reader: Member,
  about: { readonly holder: Member; readonly song: Song; readonly passes: number },
  onProgress: Progress,
): Promise<void> {
  const { holder, song, passes } = about;
  const count = blockCount(song.bytes.length);
  for (let pass = 0; pass < passes; pass++)
    await new Promise<void>((resolve, reject) => {
      let left = count;
      reader.peers.onNews(({ type }) => {
        onProgress();
        if (type === 'blockSent' && --left === 0) resolve();
        if (type === 'requestFailed' || type === 'blockLost' || type === 'peerBusy' || type === 'peerGone')
          reject(new Error(`A block doesn't come: ${type}.`));
      });
      for (let block = 0; block < count; block++) reader.ask(holder, song, block);
    });
}
