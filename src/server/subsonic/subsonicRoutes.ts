// OpenSubsonic's API below /rest: every method by GET or as a form by POST, with `.view` behind its name or without. Here a request
// becomes a call, and what comes of it an answer in the client's format.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sayWrong, statusOf } from '../httpServer';
import { CODES, SubsonicError, type Answer } from './answer';
import { Artwork } from './artwork';
import { BROWSING_METHODS } from './browsingMethods';
import { BYTES_METHODS } from './bytesMethods';
import type { Call, Desk, Method } from './call';
import { LIST_METHODS } from './listMethods';
import { logIn } from './login';
import { LYRICS_METHODS } from './lyricsMethods';
import { MARK_METHODS } from './markMethods';
import { viewing } from './musicView';
import { Parameters } from './parameters';
import { PLAYLIST_METHODS } from './playlistMethods';
import { renderAnswer, renderError, type Format, type Rendered } from './render';
import { SongSearch } from './songSearch';
import { SWARM_METHODS } from './swarmMethods';
import { getOpenSubsonicExtensions, SYSTEM_METHODS } from './systemMethods';

const METHODS: ReadonlyMap<string, Method> = new Map(
  [
    ...[SYSTEM_METHODS, BROWSING_METHODS, LIST_METHODS, MARK_METHODS],
    ...[PLAYLIST_METHODS, LYRICS_METHODS, SWARM_METHODS],
  ].flatMap((methods) => Object.entries(methods)),
);
const BYTES = new Map(Object.entries(BYTES_METHODS));
const FORM = 'application/x-www-form-urlencoded';

type RestRequest = FastifyRequest<{ Params: { method: string } }>;

/** Adds the API to a server. */
export function addSubsonic(server: FastifyInstance, parts: Omit<Desk, 'artwork' | 'search'>): void {
  const desk: Desk = { ...parts, artwork: new Artwork(), search: new SongSearch() };
  const view = viewing(desk.library);
  void server.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(FORM, { parseAs: 'string' }, (__, body, parsed) => parsed(null, body));
    scope.setErrorHandler((error, request, reply) => sendError(error, request, reply));
    const answer = (request: RestRequest, reply: FastifyReply): Promise<FastifyReply> =>
      answerMethod({ desk, view }, request, reply);
    scope.get('/rest/:method', answer);
    scope.post('/rest/:method', answer);
    done();
  });
}

interface Context {
  readonly desk: Desk;
  readonly view: () => Call['view'];
}

async function answerMethod(
  context: Context,
  request: RestRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const name = request.params.method.replace(/\.view$/, '');
  const [method, bytesMethod] = [METHODS.get(name), BYTES.get(name)];
  request.routeName = method === undefined && bytesMethod === undefined ? '/rest/?' : `/rest/${name}`;
  const parameters = Parameters.read(textsOf(request));
  if (method === getOpenSubsonicExtensions) return sendAnswer(getOpenSubsonicExtensions(), request, reply);
  checkClient(parameters);
  const { desk } = context;
  const account = await logIn(desk.access, parameters, request.ip);
  request.accountName = account.name;
  const call = { desk, account, parameters, view: context.view(), state: await desk.states.of(account) };
  if (bytesMethod !== undefined) return bytesMethod(call, request, reply);
  if (method === undefined) throw new SubsonicError('generic', 'There is no such method here.', 404);
  return sendAnswer(await method(call), request, reply);
}

/** Checks the client. @throws {SubsonicError} when it doesn't say what it is, or speaks another version. Source: API reference. */
function checkClient(parameters: Parameters): void {
  parameters.required('c');
  const major = Number(/^\d{1,6}/.exec(parameters.required('v'))?.[0] ?? 1);
  if (major < 1)
    throw new SubsonicError('clientTooOld', 'Incompatible version of the API. The client must upgrade.');
  if (major > 1)
    throw new SubsonicError('serverTooOld', 'Incompatible version of the API. The server must upgrade.');
}

function sendAnswer(answer: Answer, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return send(renderAnswer(answer, formatOf(request)), reply);
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const format = formatOf(request);
  void reply.removeHeader('content-disposition').removeHeader('content-length');
  if (error instanceof SubsonicError) {
    request.isLoginRefused = error.code === CODES.wrongLogin || error.code === CODES.wrongApiKey;
    if (error.status === 429) void reply.header('retry-after', 30);
    return send(renderError(error, format), reply.code(error.status));
  }
  const status = statusOf(error);
  if (status >= 500) sayWrong(request.log, error);
  const message = status >= 500 ? 'Something went wrong here.' : 'This request can’t be understood.';
  return send(renderError({ code: 0, message }, format), reply.code(status));
}

function send({ mediaType, body }: Rendered, reply: FastifyReply): FastifyReply {
  return reply.header('content-type', mediaType).header('cache-control', 'no-store').send(body);
}

/** XML, unless JSON is asked for. */
function formatOf(request: FastifyRequest): Format {
  return textsOf(request).some((text) => new URLSearchParams(text).get('f') === 'json') ? 'json' : 'xml';
}

function textsOf({ url, body }: FastifyRequest): readonly string[] {
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  return typeof body === 'string' ? [query, body] : [query];
}
