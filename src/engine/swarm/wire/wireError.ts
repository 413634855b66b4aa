// What is thrown for bytes that aren't a message.

/** Thrown when a peer or the tracker has sent what isn't a message, or one beyond its limits. The message is a sentence for the log. */
export class WireError extends Error {
  override readonly name = 'WireError';
}
