// Remembers of each play where its blocks came from, and tells windows that watch it: all of the current play, then more as it comes.
// What peers sent ahead of the page's window goes through the cache to the page, minutes later maybe: it came from peers.
import type { BlockNote, BlockNotesMessage } from '../shared/blockNotes';
import { blockCount } from '../shared/blocks';
import { currentTrack, type Snapshot } from '../shared/snapshot';
import type { Client } from './clients';

/** Plays remembered: the current one, and those that are prepared and may become it. */
const MOST_PLAYS = 128;

/** What is remembered of a play. */
interface NotedPlay {
  readonly notes: Map<number, BlockNote>;
  /** Blocks that were had for it and haven't gone to the page yet: the cache has them. */
  readonly ahead: Set<number>;
}

/** Keeps notes of blocks. */
export class BlockNotes {
  /** By play id, the latest begun last. */
  readonly #plays = new Map<string, NotedPlay>();
  readonly #watching = new Set<Client>();
  #current: { readonly playId: string; readonly blockCount: number } | null = null;

  /** A block has been had for a play, into the cache, and may go to the page later. */
  addAhead(playId: string, note: BlockNote): void {
    const { notes, ahead } = this.#plays.get(playId) ?? this.#begin(playId);
    if (notes.has(note.block)) return;
    ahead.add(note.block);
    notes.set(note.block, note);
    this.#tell(playId, note);
  }

  /** A block has gone to the page of a play. Returns where it was had for this play: what the cache only kept meanwhile isn't the cache's. */
  add(playId: string, note: BlockNote): BlockNote {
    const { notes, ahead } = this.#plays.get(playId) ?? this.#begin(playId);
    const known = notes.get(note.block);
    const wasAhead = ahead.delete(note.block);
    if (wasAhead && note.source === 'cache' && known !== undefined) return known;
    notes.set(note.block, note);
    this.#tell(playId, note);
    return note;
  }

  /** Another play may be current now. */
  follow(snapshot: Snapshot): void {
    const track = currentTrack(snapshot);
    const playId = track === null ? null : (snapshot.current?.playId ?? null);
    if (playId === (this.#current?.playId ?? null)) return;
    this.#current =
      playId === null || track === null ? null : { playId, blockCount: blockCount(track.sizeBytes) };
    for (const client of this.#watching) this.#tellAll(client);
  }

  /** A window shows the notes, or no longer. */
  watch(client: Client, isOn: boolean): void {
    if (!isOn) {
      this.#watching.delete(client);
      return;
    }
    this.#watching.add(client);
    this.#tellAll(client);
  }

  /** A window is gone. */
  forget(client: Client): void {
    this.#watching.delete(client);
  }

  #begin(playId: string): NotedPlay {
    const oldest = [...this.#plays.keys()].find((each) => each !== this.#current?.playId);
    if (this.#plays.size >= MOST_PLAYS && oldest !== undefined) this.#plays.delete(oldest);
    const play: NotedPlay = { notes: new Map(), ahead: new Set() };
    this.#plays.set(playId, play);
    return play;
  }

  #tell(playId: string, note: BlockNote): void {
    if (playId !== this.#current?.playId) return;
    for (const client of this.#watching) client.send(this.#message(this.#current, false, [note]));
  }

  #tellAll(client: Client): void {
    if (this.#current === null) return;
    const notes = this.#plays.get(this.#current.playId)?.notes;
    client.send(this.#message(this.#current, true, [...(notes?.values() ?? [])]));
  }

  #message(
    { playId, blockCount }: { readonly playId: string; readonly blockCount: number },
    isAll: boolean,
    notes: readonly BlockNote[],
  ): BlockNotesMessage {
    return { type: 'blockNotes', playId, blockCount, isAll, notes };
  }
}
