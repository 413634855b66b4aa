// Takes the pictures: `npm run screenshots` builds this and runs it. A listener's first hour in a real VS Code, photographed in
// every state and theme; axe-core looks at each picture of the view.
import { resolve } from 'node:path';
import { hostileScene } from './hostileScene';
import { SCENES } from './scenes';
import { openStudio, type Studio } from './studio';

const PICTURES = resolve('out/screenshots');
/** What the README shows. */
const PUBLISHED = resolve('media/screenshots');

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const studio = await openStudio(process.env['STARLING_MUSIC'] ?? '', PICTURES);
  try {
    for (const [name, scene] of [...Object.entries(SCENES), ['hostile names', hostileScene] as const])
      await take(studio, name, scene);
    await studio.camera.makeSheets();
    if (process.env['STARLING_README'] === '1') await publish(studio);
  } finally {
    await studio.close();
  }
  const { findings, count } = studio.camera;
  for (const finding of findings) say(`  ✗ ${finding}`);
  say(
    `${count} pictures in ${PICTURES}; axe-core found ${findings.length === 0 ? 'nothing' : 'what stands above'}.`,
  );
  if (findings.length > 0) process.exitCode = 1;
}

async function take(studio: Studio, name: string, scene: (studio: Studio) => Promise<void>): Promise<void> {
  const [startedMs, before] = [performance.now(), studio.camera.count];
  try {
    await scene(studio);
  } catch (cause) {
    await studio.camera.take('failed');
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The scene “${name}” failed (see failed.png in ${PICTURES}): ${why}`, { cause });
  }
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  say(`✓ ${name}: ${studio.camera.count - before} pictures (took ${seconds} s)`);
}

/** The whole window, the list of the search, and the view in the four themes beside each other. */
async function publish({ camera }: Studio): Promise<void> {
  const views = ['light', 'dark', 'high-contrast-light', 'high-contrast-dark'].map(
    (theme) => `playing-${theme}`,
  );
  await camera.layOut('themes', views, { heightPixels: 420 });
  for (const name of ['window', 'search', 'themes', 'statistics']) camera.publish(name, PUBLISHED);
  say(`✓ the README's pictures are in ${PUBLISHED}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
