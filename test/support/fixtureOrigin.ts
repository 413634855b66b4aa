import type { AddressInfo } from 'node:net';
import { MusicLibrary } from '../../src/engine/origin/musicLibrary/musicLibrary';
import { createOriginServer } from '../../src/server/originServer';
import { fixtureFolder } from './fixtureFolder';
import { musicFolder, type MusicFolder } from './musicFolder';

/** An origin that serves fixtures. */
export interface FixtureOrigin {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a real origin on a folder with these fixtures. */
export async function fixtureOrigin(names: readonly string[]): Promise<FixtureOrigin> {
  return originOf(await fixtureFolder(names));
}

/** Starts a real origin on a folder, which goes when the origin is closed. */
export async function originOf(folder: MusicFolder): Promise<FixtureOrigin> {
  const index = await musicFolder({});
  const library = await MusicLibrary.open({
    folder: folder.root,
    indexFolder: index.root,
    onProblem: () => undefined,
  });
  const server = createOriginServer({ library, access: 'anonymous' });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const close = async (): Promise<void> => {
    await server.close();
    await library.close();
    await index.remove();
    await folder.remove();
  };
  return { url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/`, close };
}
