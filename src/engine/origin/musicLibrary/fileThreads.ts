// Reads files on a few threads of its own, so that a new library takes no time from what plays. A thread is started when there
// is work that no idle one can take, and they end when there was none for a while.
import { Worker } from 'node:worker_threads';
import type { AudioFile } from './audioFiles';
import type { FileReading } from './fileReading';
import { MOST_FILE_THREADS, THREAD_IDLE_MS } from './limits';
import type { StudiedFile } from './study';
import type { Tags } from './tags';
import { fromFailure, type Failure } from './threadFailure';

/** What a thread is asked for. */
export interface FileOrder {
  readonly kind: 'tags' | 'study';
  readonly id: number;
  readonly file: AudioFile;
}

/** What it answers. */
export type FileAnswer =
  | { readonly id: number; readonly result: Tags | StudiedFile }
  | { readonly id: number; readonly failure: Failure };

interface Waiting {
  readonly resolve: (result: Tags | StudiedFile) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

/** Threads that read files. For every library of a process. */
export class FileThreads implements FileReading {
  readonly #script: string;
  readonly #threads = new Set<Thread>();
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;

  /**
   * No thread is started before there is work.
   * @param script the path of the script whose source is fileThread.ts
   */
  constructor(script: string) {
    this.#script = script;
  }

  async readTags(file: AudioFile): Promise<Tags> {
    return (await this.#order('tags', file)) as Tags;
  }

  async study(file: AudioFile, signal: AbortSignal): Promise<StudiedFile> {
    return (await this.#order('study', file, signal)) as StudiedFile;
  }

  /** How many threads there are now. */
  get count(): number {
    return this.#threads.size;
  }

  /** Ends the threads. What is under way fails; what is asked for afterwards begins anew. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const ending = [...this.#threads];
    this.#threads.clear(); // Who asks while they end is served by others.
    await Promise.all(ending.map(({ worker }) => worker.terminate()));
  }

  #order(kind: 'tags' | 'study', file: AudioFile, signal?: AbortSignal): Promise<Tags | StudiedFile> {
    signal?.throwIfAborted();
    const thread = this.#threadForMore();
    const id = (this.#lastId += 1);
    clearTimeout(this.#idle);
    return new Promise<Tags | StudiedFile>((resolve, reject) => {
      thread.waiting.set(id, { resolve, reject });
      thread.worker.postMessage({ kind, id, file } satisfies FileOrder);
      // The thread ends the file that it has begun; nobody waits for it.
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    }).finally(() => this.#endWhenIdle());
  }

  /** The thread that has the least to do; a new one where all have something to do and there may be more. */
  #threadForMore(): Thread {
    const [least] = [...this.#threads].sort((a, b) => a.waiting.size - b.waiting.size);
    const isTaken = least === undefined || (least.waiting.size > 0 && this.count < MOST_FILE_THREADS);
    return isTaken ? this.#start() : least;
  }

  #start(): Thread {
    const worker = new Worker(this.#script);
    const thread: Thread = { worker, waiting: new Map() };
    this.#threads.add(thread);
    worker.unref(); // It must not keep the process from ending.
    worker.on('message', (answer: FileAnswer) => {
      const waiting = thread.waiting.get(answer.id);
      thread.waiting.delete(answer.id);
      if ('failure' in answer) waiting?.reject(fromFailure(answer.failure));
      else waiting?.resolve(answer.result);
    });
    // A file that brings its thread down costs what that one had under way, and nothing else.
    const end = (error: Error): void => {
      this.#threads.delete(thread);
      for (const { reject } of thread.waiting.values()) reject(error);
      thread.waiting.clear();
    };
    worker.on('error', (error: unknown) => {
      end(error instanceof Error ? error : new Error(String(error)));
    });
    worker.on('exit', () => {
      end(new Error('the thread that read it has ended'));
    });
    return thread;
  }

  #endWhenIdle(): void {
    if ([...this.#threads].some(({ waiting }) => waiting.size > 0)) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.close(), THREAD_IDLE_MS).unref();
  }
}
