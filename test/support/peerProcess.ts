// `npm run peer` as it is built, in a process of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SCRIPT = join(process.cwd(), 'dist', 'peer', 'peer.cjs');
const END = /^The peer ends: it has sent ([\d.]+) MiB to others, and had at most (\d+) MiB in memory\.$/;

/** What became of a peer. */
export interface EndedPeer {
  readonly sentMiB: number;
  /** The most that it had in memory (resident), in MiB. */
  readonly memoryMiB: number;
  /** What it said. */
  readonly lines: readonly string[];
}

/** A peer. */
export class PeerProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #closed: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#closed = once(child, 'close');
  }

  /** Starts it; resolves when it has played what it is to play, and shares it. */
  static async start(about: { readonly originUrl: string; readonly play: string }): Promise<PeerProcess> {
    const args = [SCRIPT, '--origin', about.originUrl, '--play', about.play];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const peer = new PeerProcess(child);
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The peer has ended with ${code}.`)));
      child.once('error', reject);
      createInterface({ input: child.stdout }).on('line', (line) => {
        peer.#lines.push(line);
        if (line.startsWith('The peer is ready')) resolve();
      });
    });
    return peer;
  }

  /** Has it end; resolves with what it said of itself. */
  async stop(): Promise<EndedPeer> {
    this.#child.kill('SIGTERM');
    await this.#closed;
    const [, sent, memory] = END.exec(this.#lines.at(-1) ?? '') ?? [];
    return { sentMiB: Number(sent), memoryMiB: Number(memory), lines: this.#lines };
  }
}
