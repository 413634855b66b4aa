// The origin server with a large library, 50,000 tracks (TRACKS=n: so many): how long a first start and a start again from its index
// take until it answers `ping`, and then the whole list of albums and a search as Subsonic apps ask for them, and what it has in memory
// when it has answered. Beside it: what the file system takes to name the files. They are short pieces of sound, each with its own tags,
// so that studying them is nothing beside listing them.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALBUM_TRACKS, makeLibrary, WORD } from './catalogue/files';
import { median, millisecondsOf, report, type Row } from './contest';

const TRACKS = Number(process.env['TRACKS'] ?? 50_000);
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const PASSWORD = 'correct horse';
/** The most that one answer may have. Source: Subsonic API, getAlbumList2. */
const PAGE = 500;

/** Milliseconds from the start of the process, or from the question; memory in MiB. */
interface Start {
  readonly pingMs: number;
  readonly albumsMs: number;
  readonly searchMs: number;
  readonly residentMiB: number;
  readonly mostMiB: number;
}

async function main(): Promise<void> {
  const place = await mkdtemp(join(tmpdir(), 'starling-bench-'));
  try {
    await makeLibrary(join(place, 'music'), TRACKS);
    await command(place, ['user', 'add', 'anna'], `${PASSWORD}\n`);
    const naming: number[] = [];
    // What writing has left to do for the disk is done by then.
    for (let round = 0; round < ROUNDS; round++) naming.push(await millisecondsOf(() => nameFiles(place)));
    const first = await start(place, 'studied');
    const again: Start[] = [];
    for (let round = 0; round < ROUNDS; round++) again.push(await start(place, 'listed'));
    report(rowsOf(first, again, median(naming)), [
      `A first start answers when all is listed; studying goes on behind it. Memory of the first start: when all is studied.`,
    ]);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function rowsOf(first: Start, again: readonly Start[], namingMs: number): Row[] {
  const of = (key: keyof Start): number => median(again.map((each) => each[key]));
  const beside = (about: Pick<Row, 'name' | 'unit' | 'ours' | 'reference' | 'referenceName'>): Row => ({
    ...about,
    ratio: about.ours / about.reference,
  });
  const size = `${TRACKS.toLocaleString('en-US')} tracks`;
  const named = { unit: 's', reference: namingMs / 1000, referenceName: 'readdir + stat' };
  const scanned = { referenceName: 'first start' };
  return [
    beside({ ...named, name: `first start until ping, ${size}`, ours: first.pingMs / 1000 }),
    beside({ ...named, name: 'start again until ping', ours: of('pingMs') / 1000 }),
    ...(
      [
        ['then getAlbumList2, all pages', 'ms', 'albumsMs'],
        [`then search3 “${WORD}”, ${PAGE} songs`, 'ms', 'searchMs'],
        ['memory, resident', 'MiB', 'residentMiB'],
        ['memory, the most', 'MiB', 'mostMiB'],
      ] as const
    ).map(([name, unit, key]) => beside({ ...scanned, name, unit, ours: of(key), reference: first[key] })),
  ];
}

/** Starts the server, asks it, has it end. `until` all files are studied, where that is asked for. */
async function start(place: string, until: 'listed' | 'studied'): Promise<Start> {
  const args = ['serve', join(place, 'music'), ...places(place), '--port', '0', '--no-swarm'];
  const startMs = performance.now();
  const server = spawn(process.execPath, ['dist/server/server.cjs', ...args, '--log-level', 'silent']);
  try {
    const url = await readyUrl(server);
    await ask(url, 'ping', {});
    const pingMs = performance.now() - startMs;
    const albumsMs = await millisecondsOf(() => askForAlbums(url));
    const searchMs = await millisecondsOf(() => askForSongs(url));
    if (until === 'studied') while (await isScanning(url)) await new Promise((pass) => setTimeout(pass, 500));
    return { pingMs, albumsMs, searchMs, ...(await memoryOf(server.pid ?? 0)) };
  } finally {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  }
}

async function readyUrl(server: ChildProcess): Promise<string> {
  server.stderr?.resume();
  let out = '';
  for await (const piece of server.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    out += String(piece);
    const [, url] = /ready at (\S+)/.exec(out) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`The server has ended: ${out}`);
}

/** Asks page by page, as apps do. */
async function askForAlbums(url: string): Promise<void> {
  let albums = 0;
  for (let size = PAGE; size === PAGE; albums += size) {
    const page = { type: 'alphabeticalByName', size: String(PAGE), offset: String(albums) };
    const { albumList2 } = await ask(url, 'getAlbumList2', page);
    size = listIn(albumList2, 'album').length;
  }
  const expected = Math.ceil(TRACKS / ALBUM_TRACKS);
  if (albums !== expected) throw new Error(`${albums} albums were listed of ${expected}.`);
}

async function askForSongs(url: string): Promise<void> {
  const { searchResult3 } = await ask(url, 'search3', { query: WORD, songCount: String(PAGE) });
  const found = listIn(searchResult3, 'song').length;
  if (found !== Math.min(PAGE, TRACKS)) throw new Error(`${found} songs were found.`);
}

async function isScanning(url: string): Promise<boolean> {
  const { scanStatus } = await ask(url, 'getScanStatus', {});
  return (scanStatus as { readonly scanning: boolean }).scanning;
}

/** @throws when the answer isn't `ok`. */
async function ask(
  url: string,
  method: string,
  more: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const login = { u: 'anna', p: PASSWORD, v: '1.16.1', c: 'bench', f: 'json' };
  const answer = await fetch(new URL(`/rest/${method}?${new URLSearchParams({ ...login, ...more })}`, url));
  const { 'subsonic-response': said } = (await answer.json()) as {
    readonly 'subsonic-response': Readonly<Record<string, unknown>>;
  };
  if (said['status'] !== 'ok') throw new Error(`${method}: ${JSON.stringify(said)}`);
  return said;
}

function listIn(element: unknown, name: string): readonly unknown[] {
  return (element as Readonly<Record<string, readonly unknown[] | undefined>>)[name] ?? [];
}

/** Linux tells; elsewhere there is nothing to tell. */
async function memoryOf(processId: number): Promise<Pick<Start, 'residentMiB' | 'mostMiB'>> {
  const text = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => '');
  const of = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
  return { residentMiB: of('VmRSS'), mostMiB: of('VmHWM') };
}

async function command(place: string, args: readonly string[], input: string): Promise<void> {
  const child = spawn(process.execPath, ['dist/server/server.cjs', ...args, '--data', join(place, 'data')]);
  child.stdout.resume();
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`${args.join(' ')} has ended with ${code}.`);
}

function places(place: string): readonly string[] {
  return ['--index', join(place, 'index'), '--data', join(place, 'data')];
}

async function nameFiles(place: string): Promise<void> {
  const found = await readdir(join(place, 'music'), { recursive: true, withFileTypes: true });
  const files = found.filter((each) => each.isFile());
  await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
}

void main();
