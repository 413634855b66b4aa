// What it takes to have a song from a peer, or as many bytes otherwise.
import { blockCount } from '../../src/shared/blocks';
import type { Member, Song } from '../../test/support/loopbackSwarm';

/** What moving some bytes took. */
export interface Measured {
  readonly megabytesPerSecond: number;
  /** CPU time of both ends, in seconds for each 1e9 bytes. */
  readonly cpuPerGigabyte: number;
}

/** Takes the time of it, and the CPU time of this process. */
export async function measure(bytes: number, move: () => Promise<void>): Promise<Measured> {
  const [startMs, before] = [performance.now(), process.cpuUsage()];
  await move();
  const { user, system } = process.cpuUsage(before);
  return {
    megabytesPerSecond: bytes / 1e3 / (performance.now() - startMs),
    cpuPerGigabyte: (user + system) / 1e6 / (bytes / 1e9),
  };
}

/** Has a song from a peer, so many times. */
export async function fetchSong(
  reader: Member,
  { holder, song, passes }: { readonly holder: Member; readonly song: Song; readonly passes: number },
): Promise<void> {
  const count = blockCount(song.bytes.length);
  for (let pass = 0; pass < passes; pass++)
    await new Promise<void>((resolve, reject) => {
      let left = count;
      reader.peers.onNews(({ type }) => {
        if (type === 'blockSent' && --left === 0) resolve();
        if (type === 'requestFailed' || type === 'blockLost' || type === 'peerBusy' || type === 'peerGone')
          reject(new Error(`A block doesn't come: ${type}.`));
      });
      for (let block = 0; block < count; block++) reader.ask(holder, song, block);
    });
}
