// nginx before an origin server, as deploy/nginx.conf has it, but for the places that are other here: port, name, certificate, log.
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './freePort';
import { TalkingProcess } from './processes';
import { until } from './until';

/** Debian's place for it. */
const NGINX = '/usr/sbin/nginx';
/** The file of the certificate that it shows: for `localhost`, signed by nobody but itself. */
export const CERTIFICATE = resolve('test/support/tls/localhost.cert.pem');
const KEY = resolve('test/support/tls/localhost.key.pem');

/** nginx that runs. */
export interface NginxBefore {
  /** https. */
  readonly url: string;
  /** What its log of requests says. */
  log(): Promise<string>;
  close(): Promise<void>;
}

/** Why there can be none here: a sentence; null where there can. */
export function lackingNginx(): string | null {
  return existsSync(NGINX) ? null : `nginx isn't here (${NGINX}; Debian: apt-get install nginx-light)`;
}

/** The certificate that it shows. */
export function certificate(): Promise<string> {
  return readFile(CERTIFICATE, 'utf8');
}

/**
 * Puts nginx before an origin server.
 * @throws when it doesn't start: what it says.
 */
export async function nginxBefore(originUrl: string): Promise<NginxBefore> {
  const folder = await mkdtemp(join(tmpdir(), 'starling-nginx-'));
  // Started by root, its workers are somebody else.
  await chmod(folder, 0o755);
  const [port, log] = [await freePort(), join(folder, 'access.log')];
  let site = await readFile('deploy/nginx.conf', 'utf8');
  for (const [there, here] of [
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    ['server_name music.example.org;', 'server_name localhost;'],
    ['/etc/letsencrypt/live/music.example.org/fullchain.pem', CERTIFICATE],
    ['/etc/letsencrypt/live/music.example.org/privkey.pem', KEY],
    ['/var/log/nginx/starling.log', log],
    ['http://127.0.0.1:4533;', `${new URL(originUrl).origin};`],
  ] as const) {
    if (!site.includes(there)) throw new Error(`deploy/nginx.conf no longer says “${there}”.`);
    site = site.replaceAll(there, here);
  }
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  const config = join(folder, 'nginx.conf');
  const whole = `daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr;\nevents {}\nhttp {\n${temporary}\n${site}\n}\n`;
  await writeFile(config, whole);
  const nginx = new TalkingProcess([NGINX, '-c', config, '-p', folder]);
  const url = `https://localhost:${port}/`;
  const close = async (): Promise<void> => {
    await nginx.end();
    await rm(folder, { recursive: true, force: true });
  };
  const ended = once(nginx.child, 'close').then(() => true);
  for (let isThere = false; !isThere;) {
    isThere = await isAnswering(url);
    if (
      !isThere &&
      (await Promise.race([ended, new Promise((wait) => setTimeout(wait, 20, false))])) === true
    )
      throw new Error(`nginx has ended: ${nginx.said.join('\n')}`);
  }
  await until(() => existsSync(log));
  return { url, log: () => readFile(log, 'utf8'), close };
}

function isAnswering(url: string): Promise<boolean> {
  return new Promise((tell) => {
    get(new URL('/health', url), { rejectUnauthorized: false, agent: false }, (answer) => {
      answer.resume();
      tell(answer.statusCode === 200);
    }).on('error', () => tell(false));
  });
}
