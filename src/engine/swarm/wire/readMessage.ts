// Runs protons' decoder on bytes that anyone may have made.
import { WireError } from './wireError';

/**
 * Decodes a frame of at most so many bytes.
 * @throws {WireError} when it is longer, or no message: protons throws errors of many kinds, and they all mean that.
 */
export function readMessage<Message>(frame: Uint8Array, mostBytes: number, decode: () => Message): Message {
  if (frame.length > mostBytes) throw new WireError(`A frame of ${frame.length} bytes is too long.`);
  try {
    return decode();
  } catch (cause) {
    throw new WireError(`A frame is no message: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      cause,
    });
  }
}
