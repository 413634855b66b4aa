// How secrets are kept: a password as its scrypt hash, an API key as its SHA-256 (it is 256 random bits, so nobody guesses it), an
// app password encrypted, because the token scheme of Subsonic (md5 of password and salt) can be checked only by who knows it.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  randomBytes,
  randomInt,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import { SCRYPT } from '../limits';

/** A password that can be recognised, but not read. Salt and hash are base64. */
export interface HashedPassword {
  readonly salt: string;
  readonly hash: string;
  readonly cost: number;
}

/** A secret that can be read by whoever has the server's key. All base64. */
export interface SealedSecret {
  readonly nonce: string;
  readonly tag: string;
  readonly sealed: string;
}

/** What a sealed secret is sealed with, and for whom: sealed for one account it doesn't open for another. */
export interface Seal {
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly accountId: string;
}

const HASH_BYTES = 32;
/** Without letters that are taken for others. 32 of them: 5 bits each. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const GROUPS = 5;
const LETTERS_A_GROUP = 5;

/** Hashes a password with a new salt. */
export async function hashPassword(password: string): Promise<HashedPassword> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, SCRYPT.cost);
  return { salt: salt.toString('base64'), hash: hash.toString('base64'), cost: SCRYPT.cost };
}

/** Whether this is the password. */
export async function isPassword(password: string, { salt, hash, cost }: HashedPassword): Promise<boolean> {
  const expected = Buffer.from(hash, 'base64');
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64'), cost), expected);
}

/** The hash by which an API key is known: SHA-256, hexadecimal. */
export function hashApiKey(apiKey: string): string {
  return createHash('sha256').update(apiKey).digest('hex');
}

/** A new API key: 256 random bits. */
export function newApiKey(): string {
  return `starling-${randomBytes(32).toString('base64url')}`;
}

/** A new password that can be typed on a phone: 125 random bits. */
export function newPassword(): string {
  const group = (): string =>
    Array.from({ length: LETTERS_A_GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** Encrypts a secret (AES-256-GCM). */
export function seal(secret: string, { key, accountId }: Seal): SealedSecret {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(accountId));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  const [nonceText, tag] = [nonce, cipher.getAuthTag()].map((bytes) => bytes.toString('base64'));
  return { nonce: nonceText ?? '', tag: tag ?? '', sealed: sealed.toString('base64') };
}

/** Decrypts a secret; null where key or account is another one, or the secret was changed. */
export function unseal({ nonce, tag, sealed }: SealedSecret, { key, accountId }: Seal): string | null {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), { authTagLength: 16 })
      .setAAD(Buffer.from(accountId))
      .setAuthTag(Buffer.from(tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]).toString('utf8');
  } catch {
    return null; // Sealed by another key: whoever asks says so.
  }
}

/** Whether two texts are equal, without telling by the time it takes where they differ. */
export function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  const { blockSize, parallelization } = SCRYPT;
  const maxmem = 256 * cost * blockSize;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, { cost, blockSize, parallelization, maxmem }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
