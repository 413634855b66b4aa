// An invitation into the swarm as it goes over HTTP, by whichever route it was asked for.
import type { SwarmInvitation } from '../../engine/ports';
import type { Invitation, SwarmService } from './swarmService';

/** A peer id in base58: Ed25519 ones have 52 characters. */
const PEER_ID = /^[1-9A-HJ-NP-Za-km-z]{40,80}$/;

/** An invitation whose bytes are texts: base64. */
export type InvitationAnswer = Omit<Invitation, 'originKey' | 'credential'> &
  Readonly<Record<'originKey' | 'credential', string>>;

/** Whether a text can be a peer id. */
export function isPeerId(text: string): boolean {
  return PEER_ID.test(text);
}

/** The invitation of a node of an account; null: there is no room for it. Without logins (`accountId` null) every node is a listener of its own. */
export function inviteNode(
  swarm: SwarmService,
  { accountId, peerId }: { readonly accountId: string | null; readonly peerId: string },
): InvitationAnswer | null {
  const invitation = swarm.invite(accountId ?? `node ${peerId}`, peerId);
  return invitation === null ? null : { ...invitation, ...inBase64(invitation) };
}

function inBase64({
  originKey,
  credential,
}: Pick<SwarmInvitation, 'originKey' | 'credential'>): Readonly<Record<'originKey' | 'credential', string>> {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  return { originKey: text(originKey), credential: text(credential) };
}
