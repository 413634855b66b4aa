// The key of the swarm: it signs credentials, and the origin's node is known by it. Kept in the data folder, for whoever has it
// can make anybody a member.
import { createPrivateKey, createPublicKey, randomBytes, type KeyObject } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';
import writeFileAtomic from 'write-file-atomic';

/** Before the 32 bytes of a seed this makes a private key in PKCS #8. Source: RFC 8410, section 7. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/** The key of a swarm. */
export interface SwarmKey {
  /** Ed25519. */
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The same key, as libp2p takes it. */
  readonly nodeKey: PrivateKey;
  /** The origin's peer id, which names the swarm too. */
  readonly peerId: string;
  /** For what else is derived from the key; secret. */
  readonly seed: Uint8Array;
}

/** The key of these 32 bytes. */
export async function swarmKeyOf(seed: Uint8Array): Promise<SwarmKey> {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const nodeKey = await generateKeyPairFromSeed('Ed25519', seed);
  const peerId = peerIdFromPrivateKey(nodeKey).toString();
  return { privateKey, publicKey: createPublicKey(privateKey), nodeKey, peerId, seed };
}

/**
 * The key that is kept in a folder; a new one where there is none.
 * @throws when the folder can't be read or written, or the file is no key.
 */
export async function openSwarmKey(folder: string): Promise<SwarmKey> {
  const file = join(folder, 'swarm.key');
  const kept = await readFile(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (kept !== null) {
    if (kept.length === SEED_BYTES) return swarmKeyOf(kept);
    throw new Error(
      `${file} is no key of a swarm. Put the file back from a copy, or delete it: then members get new credentials.`,
    );
  }
  const seed = randomBytes(SEED_BYTES);
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(file, seed, { mode: 0o600 });
  return swarmKeyOf(seed);
}
