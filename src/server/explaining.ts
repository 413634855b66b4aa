// What the command line says when something can't be done: one sentence, and the exit code 1.

/** Runs a command; explains an error and ends the process. */
export async function orExplain(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!('code' in error)) return error.message;
  if (error.code === 'EADDRINUSE')
    return `This port is taken. Choose another one with --port, or --swarm-port where it is that of the swarm. (${error.message})`;
  if (error.code === 'EADDRNOTAVAIL')
    return `This machine has no such address. Choose another one with --host. (${error.message})`;
  return error.message;
}
