// The engine's side of the secret that proves who is who on a socket whose name anybody may take (named pipes).
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isSecretText, provenText, type AnswerMessage } from '../shared/greeting';

/** Bytes of a number used once: never met twice by chance. */
const NONCE_BYTES = 32;

/**
 * Reads the secret that the first window has made.
 * @throws when it can't be read or isn't whole; the message says what to do.
 */
export async function readSecret(path: string): Promise<Buffer> {
  const text = (await readFile(path, 'utf8')).trim();
  if (!isSecretText(text)) throw new Error(`the file ${path} is damaged. Delete it, then reload this window`);
  return Buffer.from(text, 'hex');
}

/** One challenge to one window. */
export class Challenge {
  readonly nonce = randomBytes(NONCE_BYTES).toString('hex');
  readonly #secret: Buffer;

  constructor(secret: Buffer) {
    this.#secret = secret;
  }

  /** The engine's own proof in return for a right answer, or null for a wrong one. */
  judge({ nonce, proof }: AnswerMessage): string | null {
    const nonces = { engine: this.nonce, window: nonce };
    const expected = this.#hmac(provenText('window', nonces));
    const given = Buffer.from(proof, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    return this.#hmac(provenText('engine', nonces)).toString('hex');
  }

  #hmac(text: string): Buffer {
    return createHmac('sha256', this.#secret).update(text).digest();
  }
}
