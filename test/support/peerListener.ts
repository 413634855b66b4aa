// A listener with the product's own fetcher, and an origin that gives manifests and nothing else: whatever is heard came from peers.
import { Fetcher } from '../../src/engine/fetcher';
import { manifestProver } from '../../src/engine/manifest/prove';
import { parseMediaInfo } from '../../src/engine/origin/mediaInfoFormat';
import { PROFILES } from '../../src/engine/policy/limits';
import { OriginError, type Origin } from '../../src/engine/ports';
import { sha256 } from './hashing';
import type { Member, Song } from './loopbackSwarm';
import { MemoryBlockStore } from './memoryBlockStore';

interface Playing {
  readonly playId: string;
  readonly heard: Uint8Array;
  heardBytes: number;
  readonly end: (problem: Error | null) => void;
}

/** A listener. */
export class PeerListener {
  readonly #fetcher: Fetcher;
  #playing: Playing | null = null;
  #plays = 0;

  constructor({ peers, clock }: Member, songs: readonly Song[]) {
    this.#fetcher = new Fetcher({
      ...{ clock, store: new MemoryBlockStore(), limits: PROFILES.modern, peers },
      ...{ prove: manifestProver(sha256), parseMediaInfo },
      onMediaInfo: () => undefined,
      onGiveUp: (_, message) => this.#playing?.end(new Error(message)),
      // That the origin refuses is no news.
      warn: () => undefined,
      onBlock: ({ playId, start, bytes, source }) => {
        const playing = this.#playing;
        if (playing?.playId !== playId) return;
        if (source !== 'peers') playing.end(new Error(`It came from ${source}.`));
        playing.heard.set(bytes, start);
        playing.heardBytes += bytes.length;
        if (playing.heardBytes === playing.heard.length) playing.end(null);
      },
    });
    this.#fetcher.useOrigin(originOf(songs));
    this.#fetcher.usePeers(true);
  }

  /** Plays a song to its end. Returns the bytes that came. */
  async play({ track, bytes }: Song): Promise<Uint8Array> {
    const playId = `play ${++this.#plays}`;
    const heard = new Uint8Array(bytes.length);
    const problem = await new Promise<Error | null>((end) => {
      this.#playing = { playId, heard, heardBytes: 0, end };
      this.#fetcher.want(playId, track, 'play');
      this.#fetcher.moveWindow(playId, { start: 0, end: bytes.length });
    });
    this.#playing = null;
    this.#fetcher.abandon(playId);
    if (problem !== null) throw problem;
    return heard;
  }
}

/** An origin that refuses to be read. */
const originOf = (songs: readonly Song[]): Origin => ({
  ...{ name: 'far away', isLocal: false },
  catalogue: () => Promise.resolve(songs.map(({ track }) => track)),
  manifest: ({ contentId }) => {
    const song = songs.find((each) => each.contentId === contentId);
    return song === undefined ? Promise.reject(new Error('no such song')) : Promise.resolve(song.manifest);
  },
  read: () => Promise.reject(new OriginError('it refuses', { isFinal: true })),
});
