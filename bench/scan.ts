// A folder of music: listing it (names and tags), studying it (every byte read once, for content ids and media info), and
// starting again from the index. Beside it, on the same files: what the file system takes to name them, and what reading
// and hashing all their bytes takes. The files are short pieces of four kinds, each with a title of its own.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { FileThreads } from '../src/engine/origin/musicLibrary/fileThreads';
import { MusicLibrary } from '../src/engine/origin/musicLibrary/musicLibrary';
import { holdContest, millisecondsOf, report, SEED, type Row } from './contest';

const FILES = 1_000;
const FILES_PER_FOLDER = 20;
const ROUNDS = 5;
const PATTERNS = ['cbr128.mp3', 'vbr4.mp3', 'flac-16.flac', 'aac.m4a'];
/** Stands in the title of each pattern, and is replaced by as many other letters. */
const TITLE_PART = 'Tones';
/** As the engine has them. Their start counts with the first round only. */
const reading = new FileThreads(resolve('out/bench/fileThread.cjs'));
/** What the issue asks for. */
const WANTED_PER_SECOND = 1_000;

async function main(): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'starling-bench-'));
  const folder = join(place, 'music');
  try {
    const megabytes = (await makeFiles(folder)) / 1e6;
    const size = `${FILES} files of ${(megabytes / FILES).toFixed(2)} MB`;
    report([...(await scanning(place, folder, size)), ...(await restarting(place, folder, size))]);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function scanning(place: string, folder: string, size: string): Promise<Row[]> {
  let scans = 0;
  const fresh = (): string => join(place, `index ${scans++}`);
  const contest = { unit: 'files/s', rounds: ROUNDS };
  const naming = { 'readdir + stat': () => filesPerSecond(() => nameFiles(folder)) };
  const hashing = { 'reading + SHA-256 of all bytes': () => filesPerSecond(() => hashFiles(folder)) };
  const asked = { 'what is asked for': WANTED_PER_SECOND };
  return [
    ...(await holdContest({
      ...contest,
      name: `list, without media info: ${size}`,
      ours: () => scan(folder, fresh(), 'listed'),
      references: { ...asked, ...naming, ...hashing },
    })),
    ...(await holdContest({
      ...contest,
      name: 'list and study, with media info',
      ours: () => scan(folder, fresh(), 'studied'),
      references: { ...asked, ...naming, ...hashing },
    })),
  ];
}

async function restarting(place: string, folder: string, size: string): Promise<Row[]> {
  const index = join(place, 'kept index');
  await scan(folder, index, 'studied');
  return holdContest({
    name: `start again from the index: ${size}`,
    unit: 'files/s',
    rounds: ROUNDS,
    ours: () => scan(folder, index, 'studied'),
    references: { 'readdir + stat': () => filesPerSecond(() => nameFiles(folder)) },
  });
}

/** Opens a library and closes it again, and gives the files a second up to where it was listed or studied. */
async function scan(folder: string, indexFolder: string, until: 'listed' | 'studied'): Promise<number> {
  const startMs = performance.now();
  const problems: string[] = [];
  const onProblem = (text: string): void => void problems.push(text);
  const library = await MusicLibrary.open({ folder, indexFolder, reading, onProblem });
  if (until === 'studied') await studied(library);
  const figure = FILES / ((performance.now() - startMs) / 1000);
  const known = library.tracks.filter(({ contentId }) => until === 'listed' || contentId !== null);
  await library.close();
  if (problems.length > 0 || known.length !== FILES)
    throw new Error(`${known.length} of ${FILES} files are known. ${problems[0] ?? ''}`);
  return figure;
}

/** Resolves when every file's content is known. */
async function studied(library: MusicLibrary): Promise<void> {
  const isStudied = (): boolean => library.tracks.every(({ contentId }) => contentId !== null);
  if (isStudied()) return;
  await new Promise<void>((resolve) => {
    library.onChange(() => {
      if (isStudied()) resolve();
    });
  });
}

async function filesPerSecond(work: () => Promise<unknown>): Promise<number> {
  return FILES / ((await millisecondsOf(work)) / 1000);
}

async function nameFiles(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => extname(name) !== '');
  await Promise.all(names.map((name) => stat(join(folder, name))));
  return names;
}

async function hashFiles(folder: string): Promise<void> {
  for (const name of await nameFiles(folder))
    createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest();
}

/** Makes the files, the same for the same seed, and returns their bytes together. */
async function makeFiles(folder: string): Promise<number> {
  const patterns = await Promise.all(PATTERNS.map((name) => readFile(join('test/fixtures', name))));
  let sizeBytes = 0;
  for (let file = 0; file < FILES; file++) {
    const [name = '', pattern = Buffer.alloc(0)] = [
      PATTERNS[file % PATTERNS.length],
      patterns[file % patterns.length],
    ];
    const bytes = retitled(pattern, (SEED * FILES + file).toString(36));
    const album = join(folder, `album ${Math.floor(file / FILES_PER_FOLDER)}`);
    await mkdir(album, { recursive: true });
    await writeFile(join(album, `${file} ${basename(name)}`), bytes);
    sizeBytes += bytes.length;
  }
  return sizeBytes;
}

function retitled(pattern: Buffer, title: string): Buffer {
  const bytes = Buffer.from(pattern);
  const at = bytes.indexOf(TITLE_PART);
  if (at < 0) throw new Error('A pattern has no title to change.');
  bytes.write(title.slice(-TITLE_PART.length).padStart(TITLE_PART.length, '0'), at, 'latin1');
  return bytes;
}

void main();
