// Remembers of each play where its blocks came from, and tells windows that watch it: all of the current play, then more as it comes.
import type { BlockNote, BlockNotesMessage } from '../shared/blockNotes';
import { blockCount } from '../shared/blocks';
import { currentTrack, type Snapshot } from '../shared/snapshot';
import type { Client } from './clients';

/** Plays remembered: the current one, and those that are prepared and may become it. */
const MOST_PLAYS = 128;

/** Keeps notes of blocks. */
export class BlockNotes {
  /** By play id, the latest begun last. */
  readonly #plays = new Map<string, Map<number, BlockNote>>();
  readonly #watching = new Set<Client>();
  #current: { readonly playId: string; readonly blockCount: number } | null = null;

  /** A block has gone to the page of a play. */
  add(playId: string, note: BlockNote): void {
    const notes = this.#plays.get(playId) ?? this.#begin(playId);
    notes.set(note.block, note);
    if (playId !== this.#current?.playId) return;
    for (const client of this.#watching) client.send(this.#message(this.#current, false, [note]));
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

  #begin(playId: string): Map<number, BlockNote> {
    const oldest = [...this.#plays.keys()].find((each) => each !== this.#current?.playId);
    if (this.#plays.size >= MOST_PLAYS && oldest !== undefined) this.#plays.delete(oldest);
    const notes = new Map<number, BlockNote>();
    this.#plays.set(playId, notes);
    return notes;
  }

  #tellAll(client: Client): void {
    if (this.#current === null) return;
    const notes = this.#plays.get(this.#current.playId);
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
