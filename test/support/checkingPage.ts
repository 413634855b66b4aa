import assert from 'node:assert/strict';
import type { BytesMessage, EngineMessage } from '../../src/shared/engineMessages';
import { EMPTY_SNAPSHOT, type Play, type Snapshot } from '../../src/shared/snapshot';
import type { Track } from '../../src/shared/track';
import { blocksTouched } from './blockNumbers';
import { bytesOf } from './world';

/** A page of music made by `makeTrack` that keeps what it gets and checks it. */
export class CheckingPage {
  readonly windowId: string;
  snapshot: Snapshot = EMPTY_SNAPSHOT;
  prepared: readonly Play[] = [];
  /** The blocks that it has, by play. */
  readonly #has = new Map<string, Set<number>>();
  readonly #told = new Set<string>();
  /** The track of each play that this page has ever asked for or seen. */
  readonly #trackIds = new Map<string, string>();
  problem: unknown = null;

  readonly #tracks: readonly Track[];
  /** The bytes of each track, by its id. */
  readonly #bytes: ReadonlyMap<string, Uint8Array>;

  constructor(windowId: string, tracks: readonly Track[]) {
    this.windowId = windowId;
    this.#tracks = tracks;
    this.#bytes = new Map(tracks.map((track) => [track.id, bytesOf(track)]));
  }

  /** Another list of plays that may come: those that it has keep their ids. */
  prepare(plays: readonly Play[]): void {
    this.prepared = plays;
    for (const play of plays) this.know(play);
  }

  /** It has asked for this play, or sees it. */
  know({ playId, trackId }: Play): void {
    this.#trackIds.set(playId, trackId);
  }

  /** A page that is loaded anew has nothing. */
  reload(): void {
    this.#has.clear();
    this.#told.clear();
    this.prepared = [];
  }

  /** It lets go of these bytes. */
  drop(playId: string, range: { start: number; end: number }): void {
    const known = this.#trackOf(playId);
    for (const block of known === undefined ? [] : blocksTouched(known, range))
      this.#has.get(playId)?.delete(block);
  }

  /** Whether it has a block of a play. */
  has(playId: string, block: number): boolean {
    return this.#has.get(playId)?.has(block) === true;
  }

  /** What the engine says to its window. */
  send(message: EngineMessage): void {
    try {
      if (message.type === 'snapshot') this.#show(message.snapshot);
      if (message.type === 'mediaInfo') {
        assert.ok(!this.#told.has(message.playId), 'media info comes once a play');
        assert.deepEqual(message.mediaInfo, this.#trackOf(message.playId)?.mediaInfo, 'it is the track’s');
        this.#told.add(message.playId);
      }
      if (message.type === 'bytes') this.#take(message);
    } catch (error) {
      this.problem ??= error;
    }
  }

  /** A play that has become another window's, or is over, has nothing here any more. */
  #show(snapshot: Snapshot): void {
    const { current } = snapshot;
    this.snapshot = snapshot;
    if (current !== null) this.know(current);
    this.prepared = this.prepared.filter(({ playId }) => playId !== current?.playId);
    const known = new Set([...this.prepared.map(({ playId }) => playId), current?.playId]);
    for (const playId of this.#has.keys()) if (!known.has(playId)) this.#has.delete(playId);
    for (const playId of this.#told) if (!known.has(playId)) this.#told.delete(playId);
  }

  #take({ playId, start, bytes }: BytesMessage): void {
    const known = this.#trackOf(playId);
    assert.ok(known, 'bytes come of plays that it knows');
    assert.ok(this.#told.has(playId), 'media info comes first');
    const right = this.#bytes.get(known.id)?.subarray(start, start + bytes.length) ?? bytes.subarray(0, 0);
    assert.equal(Buffer.compare(bytes, right), 0, 'they are the track’s own');
    const has = this.#has.get(playId) ?? new Set();
    this.#has.set(playId, has);
    for (const block of blocksTouched(known, { start, end: start + bytes.length })) {
      assert.ok(!has.has(block), 'a block comes once');
      has.add(block);
    }
  }

  #trackOf(playId: string): Track | undefined {
    return this.#tracks.find(({ id }) => id === this.#trackIds.get(playId));
  }
}
