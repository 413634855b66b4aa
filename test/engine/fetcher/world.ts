// The real fetcher between a slow store and a hostile origin, and what reached the page.
import { createHash } from 'node:crypto';
import { Fetcher } from '../../../src/engine/fetcher';
import type { FetchedBlock } from '../../../src/engine/fetcherParts';
import { ManifestBuilder } from '../../../src/engine/manifest/manifestBuilder';
import { manifestProver } from '../../../src/engine/manifest/prove';
import { parseMediaInfo } from '../../../src/engine/origin/mediaInfoFormat';
import { PROFILES } from '../../../src/engine/policy/limits';
import { blockSizeBytes } from '../../../src/shared/blocks';
import type { MediaInfo } from '../../../src/shared/mediaInfo';
import type { Track } from '../../../src/shared/track';
import { sha256 } from '../../support/hashing';
import { TimedBlockStore } from '../../support/timedBlockStore';
import { TimedOrigin, type TimedAnswer, type TimedBehaviour } from '../../support/timedOrigin';
import { WatchedPolicy } from '../../support/watchedPolicy';
import { bytesOf, makeTrack, SimulatedClock } from '../../support/world';

const known = new Map<string, Uint8Array>();

/** The bytes of a track: others for another revision. */
export function trackBytes(track: Track): Uint8Array {
  const name = `${track.id} ${track.revision}`;
  const bytes = known.get(name) ?? bytesOf({ ...track, id: name });
  known.set(name, bytes);
  return bytes;
}

/** The encoded manifests of tracks made by `provenTrack`, by content id. */
export const MANIFESTS = new Map<string, Uint8Array>();

/** A track with a content id. */
export function provenTrack(id: string, sizeBytes: number): Track {
  const track = makeTrack(id, sizeBytes);
  const builder = new ManifestBuilder({ sizeBytes, createHash: () => createHash('sha256') });
  builder.push(trackBytes(track));
  const { contentId, encoded } = builder.finish();
  MANIFESTS.set(contentId, encoded);
  return { ...track, contentId };
}

/** What an origin does when nothing is wrong. */
export const WELL: TimedAnswer = { blocks: Infinity, end: 'done' };

/** A fetcher and all around it. What the world shall do wrong is given; the rest goes well. */
export class FetcherWorld {
  readonly clock = new SimulatedClock();
  readonly policy = new WatchedPolicy();
  readonly store: TimedBlockStore;
  readonly origin: TimedOrigin;
  readonly fetcher: Fetcher;
  /** What came for each play, in the order it came. */
  readonly blocks = new Map<string, FetchedBlock[]>();
  /** What the pages were told of the sound, in the order it was told. */
  readonly mediaInfo: { readonly playId: string; readonly mediaInfo: MediaInfo | null }[] = [];
  readonly givenUp = new Map<string, string>();
  onGiveUp: (playId: string) => void = () => undefined;

  constructor(behaviour: Partial<TimedBehaviour> = {}, storeMs: () => number = () => 3) {
    this.store = new TimedBlockStore(this.clock, { lookUpMs: storeMs, readMs: storeMs });
    this.origin = new TimedOrigin(this.clock, {
      latencyMs: () => 40,
      blockMs: () => 10,
      answer: () => WELL,
      manifest: ({ contentId }) => MANIFESTS.get(contentId ?? '') ?? null,
      bytesOf: trackBytes,
      ...behaviour,
    });
    this.fetcher = new Fetcher({
      clock: this.clock,
      store: this.store,
      limits: PROFILES.modern,
      prove: manifestProver(sha256),
      parseMediaInfo,
      onMediaInfo: (playId, mediaInfo) => this.mediaInfo.push({ playId, mediaInfo }),
      policy: this.policy,
      onBlock: (block) => this.blocks.get(block.playId)?.push(block),
      onGiveUp: (playId, message) => {
        this.givenUp.set(playId, message);
        this.onGiveUp(playId);
      },
      warn: () => undefined,
    });
    this.fetcher.useOrigin(this.origin);
  }

  /** Plays a track as far as its end, if the page gets so far. */
  play(playId: string, track: Track): void {
    this.blocks.set(playId, []);
    this.givenUp.delete(playId);
    this.fetcher.want(playId, track, 'play');
    this.fetcher.moveWindow(playId, { start: 0, end: track.sizeBytes });
  }

  /** The numbers of the blocks that came for a play, in order of number. */
  blocksOf(playId: string, track: Track): number[] {
    const size = blockSizeBytes(track.sizeBytes);
    return (this.blocks.get(playId) ?? []).map(({ start }) => start / size).sort((a, b) => a - b);
  }

  /** The blocks that came for a play and aren't the track's. */
  wrongBlocksOf(playId: string, track: Track): FetchedBlock[] {
    const right = trackBytes(track);
    return (this.blocks.get(playId) ?? []).filter(
      ({ start, bytes }) =>
        Buffer.compare(bytes, right.subarray(start, start + blockSizeBytes(track.sizeBytes))) !== 0,
    );
  }
}
