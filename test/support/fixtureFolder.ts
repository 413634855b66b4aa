import { copyFile } from 'node:fs/promises';
import { fixturePath, fixtures, type SoundFixture } from '../fixtures/fixtures';
import { musicFolder, type MusicFolder } from './musicFolder';
import { isTone, type TapReading } from './tap';

/** A folder of music with these fixtures in it. */
export async function fixtureFolder(names: readonly string[]): Promise<MusicFolder> {
  const folder = await musicFolder({});
  for (const name of names) await copyFile(fixturePath(name), folder.path(name));
  return folder;
}

function fixtureTitled(title: string): SoundFixture {
  const found = fixtures.sound.find(({ tags }) => tags.title === title);
  if (found === undefined) throw new Error(`No fixture is called ${title}.`);
  return found;
}

/** Whether a reading is what the fixture of this title sounds like in its second `second`. */
export function isToneOf(title: string, second: number): (reading: TapReading) => boolean {
  const [left, right] = fixtureTitled(title).tonesHz[second] ?? [];
  if (left === undefined) throw new Error(`${title} has no second ${second}.`);
  return isTone(left, right);
}
