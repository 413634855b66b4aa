// How players get into the swarm: over HTTP, with the login that they have there anyway.
//   GET /swarm/invitation?peer=PEERID   keys, addresses and a credential for an hour; {"swarm":null} where there is none to be had
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { inviteNode, isPeerId } from './invitationAnswer';
import type { SwarmService } from './swarmService';

/** What the routes are made of. */
export interface SwarmRoutesOptions {
  /** Null where the origin has no swarm. */
  readonly swarm: SwarmService | null;
  /** Whose request it is. Without logins every node is a listener of its own. */
  readonly accountOf: (request: FastifyRequest) => string | null;
}

interface InvitationRequest {
  Querystring: { peer?: string };
}

/** Adds the routes. */
export function addSwarmRoutes(server: FastifyInstance, { swarm, accountOf }: SwarmRoutesOptions): void {
  server.get<InvitationRequest>('/swarm/invitation', (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const { peer = '' } = request.query;
    if (!isPeerId(peer)) return reply.code(400).send({ error: 'Name the peer: ?peer=PEERID.' });
    const node = { accountId: accountOf(request), peerId: peer };
    return reply.send((swarm === null ? null : inviteNode(swarm, node)) ?? { swarm: null });
  });
}
