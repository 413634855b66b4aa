// The origin server's bytes beside nginx, on the same files: ranges as fast as they come, and many listeners at once, who each
// take a window of a track when it is due. nginx is Debian's, as it comes, with plain files and without a log.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import type { Track } from '../src/shared/track';
import { freePort } from '../test/support/freePort';
import { longWave } from '../test/support/longWave';
import { holdContest, report, SEED, type Row } from './contest';

const NGINX = '/usr/sbin/nginx';
const FILES = 24;
/** A WAV of 16,000 bytes a second: 3.2 MB, a song of 160 kbit/s. */
const FILE_SECONDS = 200;
const RANGE_BYTES = [64 * 1024, 1024 * 1024];
const CONNECTIONS = 8;
const MEGABYTES = 400;
const ROUNDS = 5;
const LISTENERS = 200;
const BYTES_PER_SECOND = 20_000;
const WINDOW_BYTES = 64 * 1024;
const LISTENED_SECONDS = Number(process.env['LISTENED_SECONDS'] ?? 20);

interface Site {
  readonly port: number;
  /** Paths of the files, in one order for all sites. */
  readonly paths: readonly string[];
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'starling-bench-'));
  const music = join(folder, 'music');
  await mkdir(music);
  // Started by root, nginx reads as somebody else.
  await chmod(folder, 0o755);
  const names = Array.from({ length: FILES }, (_, at) => `${String(at).padStart(2, '0')}.wav`);
  for (const name of names) await writeFile(join(music, name), longWave(FILE_SECONDS, `${SEED} ${name}`));
  const size = longWave(FILE_SECONDS, '').length;
  const running: ChildProcess[] = [];
  try {
    const ours = await serveOurs(folder, running);
    const nginx = isThere(NGINX) ? await serveNginx(folder, { names, running }) : null;
    const rows: Row[] = [];
    for (const rangeBytes of RANGE_BYTES)
      rows.push(
        ...(await holdContest({
          name: `ranges of ${rangeBytes / 1024} KiB, ${CONNECTIONS} connections`,
          unit: 'MB/s',
          rounds: ROUNDS,
          ours: () => fetchRanges(ours, { size, rangeBytes }),
          references: nginx === null ? {} : { nginx: () => fetchRanges(nginx, { size, rangeBytes }) },
        })),
      );
    rows.push(
      ...(await holdContest({
        name: `${LISTENERS} listeners at ${(BYTES_PER_SECOND * 8) / 1000} kbit/s: first byte, p99`,
        unit: 'ms',
        rounds: 1,
        ours: () => listen(ours, size),
        references: nginx === null ? {} : { nginx: () => listen(nginx, size) },
      })),
    );
    const missing = `nginx isn't here (${NGINX}; Debian: apt-get install nginx-light), so there was nothing to measure beside.`;
    report(rows, nginx === null ? [missing] : []);
  } finally {
    for (const child of running) child.kill('SIGTERM');
    for (const child of running) if (child.exitCode === null) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  }
}

async function serveOurs(folder: string, running: ChildProcess[]): Promise<Site> {
  const options = ['--anonymous', '--no-swarm', '--port', '0', '--log-level', 'silent'];
  const kept = ['--index', join(folder, 'index'), '--data', join(folder, 'data')];
  const server = spawn(process.execPath, [
    'dist/server/server.cjs',
    'serve',
    join(folder, 'music'),
    ...options,
    ...kept,
  ]);
  running.push(server);
  server.stderr.resume();
  let out = '';
  for await (const piece of server.stdout.iterator({ destroyOnReturn: false })) {
    out += String(piece);
    if (/ready at \S+/.test(out)) break;
  }
  server.stdout.resume();
  const [, url = ''] = /ready at (\S+)/.exec(out) ?? [];
  for (;;) {
    const listed = (await (await fetch(new URL('/catalogue.json', url))).json()) as { tracks: Track[] };
    if (listed.tracks.length === FILES) {
      const sorted = listed.tracks.toSorted((a, b) => a.title.localeCompare(b.title));
      const paths = sorted.map(({ id, revision }) => `/tracks/${id}?revision=${revision}`);
      return { port: Number(new URL(url).port), paths };
    }
    await pass(100);
  }
}

async function serveNginx(
  folder: string,
  { names, running }: { readonly names: readonly string[]; readonly running: ChildProcess[] },
): Promise<Site> {
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  await writeFile(
    config,
    `daemon off; pid ${folder}/nginx.pid; error_log stderr; worker_processes auto;
events {}
http {
  access_log off; sendfile on; keepalive_requests 1000000;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; root ${folder}/music; }
}`,
  );
  const nginx = spawn(NGINX, ['-c', config, '-p', folder], { stdio: 'ignore' });
  running.push(nginx);
  const site = { port, paths: names.map((name) => `/${name}`) };
  for (let tries = 0; !(await isAnswering(site)); tries++) {
    if (tries > 100)
      throw new Error(`nginx doesn't serve ${folder}/music: see what it says with -c ${config}.`);
    await pass(50);
  }
  return site;
}

async function isAnswering({ port, paths }: Site): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}${paths[0] ?? ''}`, { method: 'HEAD' }).then(
    ({ ok }) => ok,
    () => false,
  );
}

interface Ranges {
  /** Bytes of a file. */
  readonly size: number;
  readonly rangeBytes: number;
}

/** MB/s of ranges that follow each other at once, on several connections. */
async function fetchRanges(site: Site, { size, rangeBytes }: Ranges): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const requests = Math.ceil((MEGABYTES * 1e6) / rangeBytes);
  const startMs = performance.now();
  let [next, bytes] = [0, 0];
  const fetchOn = async (): Promise<void> => {
    while (next < requests) {
      const at = next++;
      const start = ((at * 7919) % Math.floor(size / rangeBytes)) * rangeBytes;
      const path = site.paths[at % site.paths.length] ?? '';
      const range = await fetchRange({ agent, port: site.port, path, start, end: start + rangeBytes });
      bytes += range.bytes;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, fetchOn));
  agent.destroy();
  if (bytes !== requests * rangeBytes) throw new Error(`${bytes} bytes came of ${requests * rangeBytes}.`);
  return bytes / 1e3 / (performance.now() - startMs);
}

/** Milliseconds to the first byte, of 100 windows the slowest but one. */
async function listen(site: Site, size: number): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const waits: number[] = [];
  const periodMs = (WINDOW_BYTES / BYTES_PER_SECOND) * 1000;
  const startMs = performance.now();
  const listenOne = async (listener: number): Promise<void> => {
    const path = site.paths[listener % site.paths.length] ?? '';
    const offsetMs = (listener / LISTENERS) * periodMs;
    for (let window = 0; window * periodMs < LISTENED_SECONDS * 1000; window++) {
      await pass(Math.max(0, startMs + offsetMs + window * periodMs - performance.now()));
      const start = ((listener + window) % Math.floor(size / WINDOW_BYTES)) * WINDOW_BYTES;
      const range = { agent, port: site.port, path, start, end: start + WINDOW_BYTES };
      waits.push((await fetchRange(range)).firstByteMs);
    }
  };
  await Promise.all(Array.from({ length: LISTENERS }, (_, listener) => listenOne(listener)));
  agent.destroy();
  waits.sort((a, b) => a - b);
  return waits[Math.floor(waits.length * 0.99)] ?? NaN;
}

interface RangeRequest {
  readonly agent: Agent;
  readonly port: number;
  readonly path: string;
  /** Bytes [start, end). */
  readonly start: number;
  readonly end: number;
}

function fetchRange({ agent, port, path, start, end }: RangeRequest): Promise<{
  readonly bytes: number;
  readonly firstByteMs: number;
}> {
  const askedMs = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { range: `bytes=${start}-${end - 1}` };
    get({ agent, host: '127.0.0.1', port, path, headers }, (response) => {
      if (response.statusCode !== 206) reject(new Error(`${path}: status ${response.statusCode}`));
      let [bytes, firstByteMs] = [0, 0];
      response.on('data', (piece: Buffer) => {
        if (bytes === 0) firstByteMs = performance.now() - askedMs;
        bytes += piece.length;
      });
      response.on('end', () => {
        resolve({ bytes, firstByteMs });
      });
      response.on('error', reject);
    }).on('error', reject);
  });
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

void main();
