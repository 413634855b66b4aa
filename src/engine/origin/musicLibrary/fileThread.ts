// A thread that reads files for a library (fileThreads.ts starts it): parsing and hashing take a core for minutes where a library
// is new, and what plays in the same process shall not wait for that.
import { parentPort } from 'node:worker_threads';
import { openBlocking } from './fileBytes';
import type { FileAnswer, FileOrder } from './fileThreads';
import { studyFile } from './study';
import { readTags } from './tags';
import { toFailure } from './threadFailure';

const never = new AbortController().signal;

async function answer({ id, kind, file }: FileOrder): Promise<FileAnswer> {
  try {
    const result = await (kind === 'tags'
      ? readTags(file, openBlocking)
      : studyFile(file, never, openBlocking));
    return { id, result };
  } catch (error) {
    // Told to whoever asked.
    return { id, failure: toFailure(error) };
  }
}

parentPort?.on('message', (order: FileOrder) => {
  void answer(order).then((said) => parentPort?.postMessage(said));
});
