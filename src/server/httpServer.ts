// The HTTP server before it has any routes: its limits, what it logs, what it counts. Of an address only the path is ever logged:
// Subsonic's clients write passwords and tokens into the query.
import { setTimeout as pause } from 'node:timers/promises';
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import {
  CONNECTIONS_CHECK_MS,
  HEADERS_MS,
  KEEP_ALIVE_MS,
  MOST_CONNECTIONS,
  MOST_FORM_BYTES,
  MOST_HEADER_BYTES,
  REQUEST_MS,
} from './limits';
import type { Metrics } from './metrics';

/** What the server is made with. */
export interface HttpServerOptions {
  readonly metrics: Metrics;
  /** Where to write what happens, a line of JSON each; nowhere by default. */
  readonly log?: LogOptions;
  /** Added before each answer, in milliseconds: a distant origin, for trials. */
  readonly delayMs: number;
  /** How long clients are waited for. Default: as in limits.ts. */
  readonly patience?: Patience;
  /** The addresses of proxies (address, range or list) that say the truth about whom they ask for. None by default. */
  readonly trustedProxies?: string;
}

/** How long clients are waited for, in milliseconds. */
export interface Patience {
  /** For a request's line and headers. */
  readonly headersMs: number;
  /** For the whole of it. */
  readonly requestMs: number;
  /** Between two looks at it. */
  readonly checkMs: number;
}

/** Where to log, and how much. */
export interface LogOptions {
  readonly level: string;
  readonly stream: { write(line: string): void };
}

declare module 'fastify' {
  interface FastifyRequest {
    /** How metrics and log name the route, where its pattern says too little. */
    routeName?: string;
    isLoginRefused?: boolean;
    /** Who asks, once that is known. */
    accountName?: string;
    /** The same account for good, where there are any. */
    accountId?: string;
  }
}

const PATIENCE: Patience = { headersMs: HEADERS_MS, requestMs: REQUEST_MS, checkMs: CONNECTIONS_CHECK_MS };

/** Makes the server; the caller adds routes, listens and closes. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { metrics, log, delayMs, trustedProxies, patience = PATIENCE } = options;
  const server: FastifyInstance = fastify({
    forceCloseConnections: true,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionTimeout: KEEP_ALIVE_MS,
    requestTimeout: patience.requestMs,
    bodyLimit: MOST_FORM_BYTES,
    http: {
      headersTimeout: patience.headersMs,
      connectionsCheckingInterval: patience.checkMs,
      maxHeaderSize: MOST_HEADER_BYTES,
    },
    trustProxy: trustedProxies ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    logger: log === undefined ? false : { ...log, serializers: { req: shortened } },
    frameworkErrors: (_error, _request, reply) => {
      void (reply as FastifyReply).code(400).send({ error: 'This is no address.' });
    },
  });
  server.server.maxConnections = MOST_CONNECTIONS;
  server.server.on('connection', (socket) => {
    metrics.watchConnection(socket);
  });
  if (delayMs > 0) server.addHook('onRequest', () => pause(delayMs).then(() => undefined));
  server.addHook('onResponse', (request, { statusCode: status, elapsedTime }, done) => {
    const route = request.routeName ?? request.routeOptions.url ?? 'none';
    metrics.countRequest({ route, status, seconds: elapsedTime / 1000 });
    if (request.isLoginRefused === true) metrics.countRefusedLogin();
    const account = request.accountName;
    request.log.info({ req: request, account, status, elapsedMs: Math.round(elapsedTime) }, 'answered');
    done();
  });
  server.setNotFoundHandler((_, reply) => reply.code(404).send({ error: 'There is nothing here.' }));
  server.setErrorHandler((error, request, reply) => {
    const status = statusOf(error);
    if (status >= 500) sayWrong(request.log, error);
    return reply
      .code(status)
      .send({ error: status >= 500 ? 'Something went wrong here.' : 'This can’t be answered.' });
  });
  return server;
}

/** What an error is to the client: its own fault where the framework says so. */
export function statusOf(error: unknown): number {
  const said = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return said >= 400 && said < 600 ? said : 500;
}

/** Logs an error that is ours. */
export function sayWrong(log: FastifyBaseLogger, error: unknown): void {
  log.error({ err: error }, 'could not answer');
}

function shortened(request: FastifyRequest): Record<string, unknown> {
  return { method: request.method, path: request.url.split('?', 1)[0], address: request.ip };
}
