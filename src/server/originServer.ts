// The origin over HTTP:
//   GET /catalogue.json           every track, with content id and media info where they are known yet; whether there is a swarm
//   GET /tracks/ID?revision=R     the bytes of a track, with Range; 410 when that revision is gone
//   GET /covers/ID?revision=R     the picture of a track, with Range; its entity tag is its SHA-256, so that an album's is sent once
//   GET /manifests/CID            the encoded manifest of a content
//   GET /changes                  server-sent events: the entity tag of the catalogue, now and whenever it changes
//   GET /swarm/invitation         what a player needs to join the swarm (swarm/swarmRoutes.ts)
//   Upgrade: websocket            the swarm's node, for members that don't reach its own port (swarm/webSocketDoor.ts)
//   GET /metrics                  what is counted, for Prometheus
//   GET /health                   whether it is there; the one that asks for no login
//   /rest/METHOD                  OpenSubsonic (subsonic/subsonicRoutes.ts), with logins of its own
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findCover } from '../engine/origin/musicLibrary/covers';
import type { MusicLibrary } from '../engine/origin/musicLibrary/musicLibrary';
import { requireLogin, type Access } from './access';
import { catalogueTag, streamChanges } from './changeStream';
import { sendCover } from './coverAnswer';
import { createHttpServer, type LogOptions, type Patience } from './httpServer';
import { Metrics, type Facts } from './metrics';
import { addSubsonic } from './subsonic/subsonicRoutes';
import { StateStore } from './subsonic/stateStore';
import { addSwarmRoutes } from './swarm/swarmRoutes';
import type { SwarmService } from './swarm/swarmService';
import { sendGone, sendTrack } from './trackAnswer';

/** How the origin answers. */
export interface OriginServerOptions {
  readonly library: MusicLibrary;
  /** Who is let in. */
  readonly access: Access;
  /** Where playlists, stars and the like of each user are kept. Default: in memory only. */
  readonly stateFolder?: string | null;
  /** Added before each answer, in milliseconds: a distant origin, for trials. Default 0. */
  readonly delayMs?: number;
  /** The swarm that players are invited into. Default: there is none. */
  readonly swarmService?: SwarmService | null;
  readonly log?: LogOptions;
  /** See `HttpServerOptions`. */
  readonly patience?: Patience;
  /** See `HttpServerOptions`. */
  readonly trustedProxies?: string;
}

interface TrackRequest {
  Params: { id: string };
  Querystring: { revision?: string };
}

/** Makes the server; the caller listens and closes. */
export function createOriginServer(options: OriginServerOptions): FastifyInstance {
  const {
    library,
    access,
    stateFolder = null,
    delayMs = 0,
    swarmService = null,
    log,
    trustedProxies,
    patience,
  } = options;
  const metrics = new Metrics();
  const server = createHttpServer({
    ...{ metrics, delayMs },
    ...(log === undefined ? {} : { log }),
    ...(patience === undefined ? {} : { patience }),
    ...(trustedProxies === undefined ? {} : { trustedProxies }),
  });
  swarmService?.openDoor(server.server);
  server.get('/health', () => ({ status: 'ok' }));
  void server.register((scope, _, done) => {
    requireLogin(scope, access);
    addOwnRoutes(scope, library, swarmService !== null);
    addSwarmRoutes(scope, {
      swarm: swarmService,
      accountOf: ({ accountId }) => accountId ?? null,
    });
    scope.get('/metrics', (__, reply) =>
      reply
        .header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
        .send(metrics.render(factsOf(library, swarmService))),
    );
    done();
  });
  const onProblem = (sentence: string): void => {
    server.log.error(sentence);
  };
  const states = new StateStore({ folder: stateFolder, onProblem });
  addSubsonic(server, { library, access, states, swarm: swarmService });
  return server;
}

function factsOf(library: MusicLibrary, swarm: SwarmService | null): Facts {
  return { tracks: library.tracks.length, isScanning: library.isBusy, swarm: swarm?.counts ?? null };
}

function addOwnRoutes(scope: FastifyInstance, library: MusicLibrary, hasSwarm: boolean): void {
  const tag = (): string => catalogueTag(library, hasSwarm);
  scope.get('/catalogue.json', (_, reply) => {
    void reply.header('etag', tag()).header('cache-control', 'no-cache');
    return { version: 1, tracks: library.tracks, hasSwarm };
  });
  scope.get<TrackRequest>('/tracks/:id', (request, reply) => answerTrack(library, request, reply));
  scope.get<TrackRequest>('/covers/:id', (request, reply) => answerCover(library, request, reply));
  scope.get<{ Params: { contentId: string } }>('/manifests/:contentId', async (request, reply) => {
    const encoded = await library.manifest(request.params.contentId);
    if (encoded === null) return reply.code(404).send({ error: 'There is no such manifest here.' });
    return reply
      .header('content-type', 'application/vnd.ipld.dag-cbor')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(encoded);
  });
  scope.get('/changes', { exposeHeadRoute: false }, (_, reply) => {
    reply.hijack();
    streamChanges(library, tag, reply.raw);
  });
}

async function answerTrack(
  library: MusicLibrary,
  request: FastifyRequest<TrackRequest>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { id } = request.params;
  const file = library.fileOf(id);
  if (file === null) return reply.code(404).send({ error: 'No such track. Ask for /catalogue.json again.' });
  const { revision = file.revision } = request.query;
  if (revision !== file.revision) return sendGone(reply);
  return sendTrack({ library, trackId: id, file }, request, reply);
}

async function answerCover(
  library: MusicLibrary,
  request: FastifyRequest<TrackRequest>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const file = library.fileOf(request.params.id);
  if (file === null) return reply.code(404).send({ error: 'No such track. Ask for /catalogue.json again.' });
  const { revision = file.revision } = request.query;
  if (revision !== file.revision) return sendGone(reply);
  const cover = await findCover(file);
  if (cover === null) return reply.code(404).send({ error: 'This track has no cover.' });
  return sendCover(cover, request, reply);
}
