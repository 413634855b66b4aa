// The origin server and peers as processes of their own, as they are built.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Track } from '../../src/shared/track';
import { musicFolder } from './musicFolder';
import { until } from './until';

/** A process that says lines. */
export class TalkingProcess {
  readonly child: ChildProcess;
  readonly said: string[] = [];
  readonly #ended: Promise<unknown>;
  #hasEnded = false;

  /** Starts a program, `env` beside the environment of this one. */
  constructor(command: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const [program = '', ...args] = command;
    this.child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    this.#ended = once(this.child, 'close').then(() => (this.#hasEnded = true));
    for (const stream of [this.child.stdout, this.child.stderr])
      if (stream !== null) createInterface(stream).on('line', (line) => this.said.push(line));
  }

  /**
   * The first line that fits, as soon as it is said.
   * @throws when it ends before that, with all that it said.
   */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    const find = (): RegExpExecArray | undefined =>
      this.said.map((line) => pattern.exec(line)).find((found) => found !== null);
    await until(() => find() !== undefined || this.#hasEnded);
    const found = find();
    if (found === undefined) throw new Error(`It has ended:\n${this.said.join('\n')}`);
    return found;
  }

  /** Ends it, and waits until it has. */
  async end(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.#ended;
  }
}

/** What is different about a process. */
export interface ProcessOptions {
  /** What it is run by: `ip netns exec NAME`, for one. */
  readonly within?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** An origin server in a process. */
export interface OriginProcess {
  readonly url: string;
  /** Of a user that it has; empty where it asks for none. */
  readonly apiKey: string;
  readonly process: TalkingProcess;
  /** All of its tracks, once it knows them by content. */
  tracks(): Promise<readonly Track[]>;
  close(): Promise<void>;
}

/** Serves these files, by default to whoever comes. */
export async function originProcess(
  files: Readonly<Record<string, Uint8Array>>,
  { within = [], args = ['--anonymous', '--port', '0'] }: ProcessOptions = {},
): Promise<OriginProcess> {
  const [music, data] = [await musicFolder(files), await mkdtemp(join(tmpdir(), 'starling-origin-'))];
  const folders = ['--data', data, '--index', join(data, 'index')];
  const server = [process.execPath, 'dist/server/server.cjs'];
  let apiKey = '';
  if (!args.includes('--anonymous')) {
    const adding = new TalkingProcess([...server, 'user', 'add', 'anna', '--data', data]);
    apiKey = (await adding.line(/^API key: +(\S+)/))[1] ?? '';
    await adding.end();
  }
  const command = [...server, 'serve', music.root, ...folders];
  const running = new TalkingProcess([...within, ...command, '--log-level', 'silent', ...args]);
  const url = (await running.line(/ready at (http:\S+)/))[1] ?? '';
  const tracks = async (): Promise<readonly Track[]> => {
    for (;;) {
      const answer = await fetch(`${url}catalogue.json`);
      const listed = ((await answer.json()) as { tracks: readonly Track[] }).tracks;
      if (listed.length > 0 && listed.every(({ contentId }) => contentId !== null)) return listed;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const close = async (): Promise<void> => {
    await running.end();
    await music.remove();
    await rm(data, { recursive: true, force: true });
  };
  return { url, apiKey, process: running, tracks, close };
}

/** A peer in a process. */
export function peerProcess(
  url: string,
  { within = [], args = [], env = {} }: ProcessOptions = {},
): TalkingProcess {
  const command = [process.execPath, 'dist/peer/peer.cjs', '--origin', url, ...args];
  return new TalkingProcess([...within, ...command], env);
}
