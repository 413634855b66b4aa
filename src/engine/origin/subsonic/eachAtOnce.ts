// Many requests, a few at a time.
import { ALBUMS_AT_ONCE } from './limits';

/** Does the work for each id in order, a few at a time. Once it has failed for one, none is begun any more. @throws what the work throws. */
export async function eachAtOnce(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  const left = [...ids].reverse();
  const workOn = async (): Promise<void> => {
    try {
      for (let id = left.pop(); id !== undefined; id = left.pop()) await work(id);
    } catch (error) {
      left.length = 0;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: ALBUMS_AT_ONCE }, workOn));
}
