import { copyFile, readFile } from 'node:fs/promises';
import { setComments } from '../../src/demo/ogg-comments';
import { fixturePath } from '../fixtures/fixtures';
import { HOSTILE_NAMES } from './hostileNames';
import { musicFolder, type MusicFolder } from './musicFolder';

/** A folder whose tracks have the hostile names in their tags, and one track that no VS Code decodes. */
export async function hostileFolder(): Promise<MusicFolder> {
  const folder = await musicFolder({});
  const sound = await readFile(fixturePath('vorbis-q4.ogg'));
  for (const [at, { title, artist, album }] of HOSTILE_NAMES.entries()) {
    const comments = [
      ['TITLE', title],
      ['ARTIST', artist],
      ['ALBUM', album],
    ] as const;
    await folder.put(`${at + 1}.ogg`, setComments(sound, comments));
  }
  await copyFile(fixturePath('alac.m4a'), folder.path('alac.m4a'));
  return folder;
}
