import type { CoverStore } from '../../src/engine/coverStore';

/** Pictures in memory, as many as come. */
export class MemoryCovers implements CoverStore {
  readonly tracks = new Map<string, string | null>();
  readonly pictures = new Map<string, Uint8Array>();

  find: CoverStore['find'] = (key) => Promise.resolve(this.tracks.get(key));

  read: CoverStore['read'] = (id) => Promise.resolve(this.pictures.get(id) ?? null);

  held: CoverStore['held'] = () => Promise.resolve([...this.pictures.keys()].reverse());

  keep: CoverStore['keep'] = (key, cover) => {
    this.tracks.set(key, cover?.id ?? null);
    if (cover !== null && 'bytes' in cover) this.pictures.set(cover.id, cover.bytes);
    return Promise.resolve();
  };
}
