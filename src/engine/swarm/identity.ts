// The key that a node is known by. Its public half is the peer id; Noise proves it on each connection.
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys';
import type { PrivateKey } from '@libp2p/interface';
import { peerIdFromPrivateKey } from '@libp2p/peer-id';

/** Who a node is. */
export interface Identity {
  readonly peerId: string;
  readonly privateKey: PrivateKey;
}

/** A new identity: Ed25519. */
export async function newIdentity(): Promise<Identity> {
  return identityOf(await generateKeyPair('Ed25519'));
}

/** An identity for keeping: secret. */
export function encodeIdentity({ privateKey }: Identity): Uint8Array {
  return privateKeyToProtobuf(privateKey);
}

/**
 * An identity that was kept.
 * @throws when these bytes are none.
 */
export function decodeIdentity(encoded: Uint8Array): Identity {
  return identityOf(privateKeyFromProtobuf(encoded));
}

function identityOf(privateKey: PrivateKey): Identity {
  return { peerId: peerIdFromPrivateKey(privateKey).toString(), privateKey };
}
