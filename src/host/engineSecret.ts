// The window's side of the secret that proves who is who on a socket whose name anybody may take (named pipes). Whoever
// comes first makes the file; only its user can read it.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSecretText, provenText, SECRET_BYTES, SECRET_FILE, type Nonces } from '../shared/greeting';
import type { EngineWire } from './engineWire';

/** Thrown when the secret can't be used, or whoever answers doesn't know it. The message is a sentence that says what to do. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/** How long the other end may take with each step of the proof, in milliseconds: it is at hand, and only reckons. */
const PROOF_LIMIT_MS = 10_000;

/** The path of a storage folder's secret. */
export function secretFile(storageFolder: string): string {
  return join(storageFolder, SECRET_FILE);
}

/**
 * The secret of a storage folder, made where there is none.
 * @throws {SecretError} when the file is damaged.
 */
export async function ownSecret(storageFolder: string): Promise<Buffer> {
  const path = secretFile(storageFolder);
  const text = await readFile(path, 'utf8').catch(async (error: unknown) => {
    if (!isCode(error, 'ENOENT')) throw error;
    await makeSecret(storageFolder);
    return readFile(path, 'utf8');
  });
  if (!isSecretText(text.trim()))
    throw new SecretError(`The file ${path} is damaged. Delete it, then reload this window.`);
  return Buffer.from(text.trim(), 'hex');
}

/** Written whole under another name, then linked to its own: that succeeds for one only, and nobody ever sees a part of it. */
async function makeSecret(storageFolder: string): Promise<void> {
  await mkdir(storageFolder, { recursive: true });
  const draft = `${secretFile(storageFolder)}.${randomBytes(8).toString('hex')}`;
  try {
    await writeFile(draft, randomBytes(SECRET_BYTES).toString('hex'), { mode: 0o600, flag: 'wx' });
    await link(draft, secretFile(storageFolder));
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error; // another window was faster: its secret is as good
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Proves the secret to whoever answers, and has it proved in return.
 * @throws {SecretError} when it can't be; {WireLostError} when the other end hangs up.
 */
export async function proveSecret(wire: EngineWire, secret: Buffer): Promise<void> {
  const hmac = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  const nonces: Nonces = {
    engine: textOf(await wire.hear(PROOF_LIMIT_MS), 'challenge', 'nonce'),
    window: randomBytes(SECRET_BYTES).toString('hex'),
  };
  const proof = hmac(provenText('window', nonces)).toString('hex');
  wire.send({ type: 'answer', nonce: nonces.window, proof });
  const given = Buffer.from(textOf(await wire.hear(PROOF_LIMIT_MS), 'proof', 'proof'), 'hex');
  const expected = hmac(provenText('engine', nonces));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw impostor();
}

function textOf(message: unknown, type: string, property: string): string {
  const fields = message as Readonly<Record<string, unknown>>;
  const text = fields['type'] === type ? fields[property] : undefined;
  if (typeof text !== 'string') throw impostor();
  return text;
}

function impostor(): SecretError {
  return new SecretError(
    "Another program answers in place of Starling's engine, so nothing was said to it. Restart the computer, then open this window again.",
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
