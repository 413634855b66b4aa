import type { Cover } from './ports';

/** Where pictures are kept between plays, a limited number of them. What can't be kept or read is missing, without a word. */
export interface CoverStore {
  /** The id of the picture that a track had, null where it had none; undefined where nobody knows. */
  find(key: string): Promise<string | null | undefined>;
  /** The file of a picture, or null where it isn't there any more. */
  read(id: string): Promise<Uint8Array | null>;
  /** Ids of pictures that are there, the latest used first. */
  held(): Promise<readonly string[]>;
  /** Remembers that a track has this picture, which is held already where there is only its id; or none. */
  keep(key: string, cover: Cover | Pick<Cover, 'id'> | null): Promise<void>;
}
