// A server that was added and later sends to another one: a real server, behind one that passes everything on to it until it is told to
// send there instead. Whoever followed would get there all that is asked for.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  createServer,
  request as ask,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServerOrigin } from '../../../src/engine/origin/serverOrigin';
import { HttpConnections } from '../../../src/engine/origin/httpConnections';
import { HttpOrigin } from '../../../src/engine/origin/httpOrigin';
import { SubsonicOrigin } from '../../../src/engine/origin/subsonic/subsonicOrigin';
import { OriginError, type Origin } from '../../../src/engine/ports';
import type { Login } from '../../../src/shared/login';
import type { Track } from '../../../src/shared/track';
import { ANNA, SubsonicWorld } from '../../server/subsonic/subsonicWorld';
import { until } from '../../support/until';

const never = new AbortController().signal;

describe('A server that was added, and sends to another one later', () => {
  let world: SubsonicWorld;
  let front: Server;
  let url: string;
  let login: Login;
  let origin: Origin;
  /** Where it sends now; null: it passes on. */
  let sendsTo: string | null;
  let asked: string[];

  before(async () => {
    world = await SubsonicWorld.make();
    login = { kind: 'password', user: ANNA, password: world.secrets.appPassword };
  });
  after(() => world.close());
  beforeEach(async () => {
    sendsTo = null;
    asked = [];
    front = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (sendsTo === null) passOn(world.url, request, response);
      else response.writeHead(302, { location: new URL(request.url ?? '', sendsTo).href }).end();
    });
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
    url = `http://127.0.0.1:${(front.address() as AddressInfo).port}/`;
  });
  afterEach(() => {
    origin.close?.();
    front.close().closeAllConnections();
  });

  /** The track that is heard, of an origin that is logged in at; from now on nothing gets to the real server that could be heard of. */
  const added = async (made: Origin): Promise<Track> => {
    origin = made;
    origin.logIn?.(login);
    const track = (await origin.catalogue(never)).find(({ title }) => title === 'One')!;
    await readSome(track);
    return track;
  };
  const readSome = (track: Track): Promise<void> =>
    origin.read({ track, range: { start: 0, end: 100 }, onBytes: () => undefined }, never);
  const coverOf = (track: Track): Promise<unknown> | undefined =>
    origin.cover?.({ track, held: [], turn: () => Promise.resolve() }, never);
  /** Whether it names both, and says what to do. */
  const names =
    (target: string) =>
    (error: unknown): boolean =>
      error instanceof OriginError &&
      error.isFinal &&
      error.message.startsWith(`${new URL(url).origin} sends to ${new URL(target).origin}, `) &&
      error.message.endsWith('add it by that address instead');

  /** Other hosts, ports and protocols. */
  const others = (): readonly string[] => [
    world.url,
    url.replace('127.0.0.1', 'localhost'),
    url.replace('http:', 'https:'),
  ];

  it('is not followed there by Starling’s own protocol, with what is played, listed or joined', async () => {
    const track = await added(new HttpOrigin(url));
    const before = world.lines.length;
    for (const target of others()) {
      sendsTo = target;
      await assert.rejects(origin.catalogue(never), names(target));
      await assert.rejects(readSome(track), names(target));
      await assert.rejects(origin.manifest(track, never), names(target));
      await assert.rejects(Promise.resolve(coverOf(track)), names(target));
      await assert.rejects(Promise.resolve(origin.invite?.('1'.repeat(52), never)), names(target));
    }
    assert.deepEqual(world.lines.slice(before).filter(isRequest), [], 'the other one was asked');
    sendsTo = null;
    await readSome(track);
  });

  it('is not followed there by Subsonic’s protocol, whether a file is downloaded or a picture', async () => {
    const connections = new HttpConnections('http:');
    const track = await added(new SubsonicOrigin(new URL(url), { connections, onProblem: () => undefined }));
    const before = world.lines.length;
    for (const target of others()) {
      sendsTo = target;
      await assert.rejects(origin.catalogue(never), names(target));
      await assert.rejects(readSome(track), names(target));
      await assert.rejects(Promise.resolve(coverOf(track)), names(target));
    }
    assert.deepEqual(world.lines.slice(before).filter(isRequest), [], 'the other one was asked');
    sendsTo = null;
    await readSome(track);
  });

  it('is not followed there when an engine starts anew', async () => {
    for (const target of others()) {
      sendsTo = target;
      origin = new ServerOrigin(url, { onProblem: () => undefined });
      origin.logIn?.(login);
      const before = world.lines.length;
      await assert.rejects(origin.catalogue(never), names(target));
      assert.deepEqual(world.lines.slice(before).filter(isRequest), [], 'the other one was asked');
      origin.close?.();
    }
  });

  it('is listened to again for its changes, not the other one', async () => {
    const changesAsked = (): number => asked.filter((each) => each === '/changes').length;
    await added(new HttpOrigin(url, { retryMs: 1 }));
    await until(() => changesAsked() === 1);
    sendsTo = world.url;
    const before = world.lines.length;
    front.closeAllConnections();
    await until(() => changesAsked() >= 4);
    assert.deepEqual(world.lines.slice(before).filter(isRequest), [], 'the other one was asked');
  });

  it('is followed within its own house, with the login', async () => {
    const track = await added(new HttpOrigin(url));
    front.removeAllListeners('request');
    front.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const [, path] = /^\/moved(\/.*)$/.exec(request.url ?? '') ?? [];
      if (path === undefined) response.writeHead(302, { location: `/moved${request.url}` }).end();
      else passOn(world.url, Object.assign(request, { url: path }), response);
    });
    await readSome(track);
    assert.ok((await origin.catalogue(never)).length > 0);
  });
});

function passOn(to: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = request;
  const passed = ask(new URL(request.url ?? '', to), { method, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  passed.on('error', () => response.destroy());
  response.on('close', () => passed.destroy());
  request.pipe(passed);
}

/** Whether a line of the log is of a request that somebody made. */
function isRequest(line: string): boolean {
  return /"path":/.test(line);
}
