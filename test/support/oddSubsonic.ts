// A small Subsonic server that can be as odd or hostile as a test wants it: every method can be answered by hand.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** Answers a request by hand. */
export type Hand = (
  response: ServerResponse,
  request: { readonly query: URLSearchParams } & IncomingMessage,
) => void;

/** A song as the server lists it. */
export type OddSong = Readonly<Record<string, string | number | boolean>> & { readonly id: string };

/** The name and password that it takes. */
export const ODD_LOGIN = { kind: 'password', user: 'ann', password: 'sésame' } as const;

/** A server. */
export class OddSubsonic {
  /** What is answered by hand, by the name of the method. */
  readonly hands = new Map<string, Hand>();
  /** What was asked, in order: the method, and how it logged in. */
  readonly asked: {
    readonly method: string;
    readonly query: URLSearchParams;
    readonly range: string | null;
  }[] = [];
  songs: readonly OddSong[] = [];
  /** Bytes of songs by their ids. */
  readonly files = new Map<string, Buffer>();
  /** It speaks XML only. */
  isXmlOnly = false;
  /** It sends files as a whole, whatever range is asked for. */
  isWithoutRange = false;
  /** It is from before OpenSubsonic: an empty search finds nothing, and there are no extensions. */
  isOld = false;
  /** The path that it lies at: what comes for another one is sent there. */
  home = '/';
  /** The ways to log in that it takes. */
  ways: readonly ('token' | 'password')[] = ['token'];
  url = '';
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      this.#take(request, response),
    );
  }

  /** Starts one on this machine. */
  static async start({ isTls = false } = {}): Promise<OddSubsonic> {
    const pem = (name: string): Promise<Buffer> => readFile(`test/support/tls/localhost.${name}.pem`);
    const server = isTls
      ? createTlsServer({ key: await pem('key'), cert: await pem('cert') })
      : createServer();
    const odd = new OddSubsonic(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    odd.url = isTls ? `https://localhost:${port}/` : `http://127.0.0.1:${port}/`;
    return odd;
  }

  /** Adds a song with these bytes. */
  add(song: OddSong, file: Buffer): void {
    this.songs = [...this.songs, { size: file.length, suffix: 'wav', title: song.id, ...song }];
    this.files.set(song.id, file);
  }

  /** Sends a successful answer, in the format that it speaks. */
  send(response: ServerResponse, content: object, status = 'ok'): void {
    const answer = { status, version: '1.16.1', ...content };
    response.setHeader('content-type', this.isXmlOnly ? 'text/xml' : 'application/json');
    response.end(
      this.isXmlOnly ? asXml('subsonic-response', answer) : JSON.stringify({ 'subsonic-response': answer }),
    );
  }

  /** Sends an error of the protocol. */
  fail(response: ServerResponse, code: number, message = 'No.'): void {
    this.send(response, { error: { code, message } }, 'failed');
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', this.url);
    if (!pathname.startsWith(this.home)) {
      response.writeHead(302, { location: `${this.home.slice(0, -1)}${request.url}` }).end();
      return;
    }
    const method = /^rest\/(\w+)\.view$/.exec(pathname.slice(this.home.length))?.[1];
    if (method === undefined) {
      response.writeHead(404).end('<html>Nothing here.</html>');
      return;
    }
    this.asked.push({ method, query, range: request.headers.range ?? null });
    const hand = this.hands.get(method);
    if (hand !== undefined) hand(response, Object.assign(request, { query }));
    else if (method === 'getOpenSubsonicExtensions' && this.isOld) response.writeHead(404).end('<html>');
    else if (method === 'getOpenSubsonicExtensions') this.send(response, { openSubsonicExtensions: [] });
    else if (this.#isLoggedIn(query, response)) this.#answer(method, { query, request, response });
  }

  #isLoggedIn(query: URLSearchParams, response: ServerResponse): boolean {
    const { user, password } = ODD_LOGIN;
    const [token, salt, plain] = ['t', 's', 'p'].map((name) => query.get(name));
    const isToken = token === createHash('md5').update(`${password}${salt}`).digest('hex');
    const isPlain = plain === `enc:${Buffer.from(password).toString('hex')}`;
    if (query.get('u') === null) this.fail(response, 10, 'Required parameter is missing.');
    else if (token !== null && token !== undefined && !this.ways.includes('token')) this.fail(response, 41);
    else if (query.get('u') !== user || !(isToken || isPlain)) this.fail(response, 40);
    else return true;
    return false;
  }

  #answer(
    method: string,
    {
      query,
      request,
      response,
    }: { query: URLSearchParams; request: IncomingMessage; response: ServerResponse },
  ): void {
    const offset = Number(query.get('songOffset') ?? query.get('offset') ?? 0);
    const albums = [...new Set(this.songs.map(({ album }) => String(album)))];
    switch (method) {
      case 'ping': {
        this.send(response, {});
        return;
      }
      case 'search3': {
        const song = this.isOld ? [] : this.songs.slice(offset, offset + Number(query.get('songCount')));
        this.send(response, { searchResult3: song.length === 0 ? {} : { song } });
        return;
      }
      case 'getAlbumList2': {
        this.send(response, {
          albumList2: { album: albums.slice(offset, offset + 500).map((id) => ({ id, name: id })) },
        });
        return;
      }
      case 'getAlbum': {
        const id = query.get('id');
        this.send(response, { album: { id, song: this.songs.filter(({ album }) => album === id) } });
        return;
      }
      case 'download':
      case 'stream': {
        this.#sendFile(query, request, response);
        return;
      }
      default: {
        this.fail(response, 70, 'Not found.');
        return;
      }
    }
  }

  #sendFile(query: URLSearchParams, request: IncomingMessage, response: ServerResponse): void {
    const file = this.files.get(query.get('id') ?? '');
    if (file === undefined) {
      this.fail(response, 70);
      return;
    }
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    response.setHeader('content-type', 'audio/wav');
    if (this.isWithoutRange || first === undefined) {
      response.setHeader('content-length', file.length).end(file);
      return;
    }
    const part = file.subarray(Number(first), Number(last) + 1);
    response.writeHead(206, { 'content-range': `bytes ${first}-${last}/${file.length}` }).end(part);
  }
}

/** XML as Subsonic writes it: plain values are attributes. */
function asXml(name: string, value: object): string {
  const [attributes, elements]: [string[], string[]] = [[], []];
  for (const [key, each] of Object.entries(value) as [string, unknown][])
    if (Array.isArray(each)) elements.push(...each.map((one: object) => asXml(key, one)));
    else if (typeof each === 'object' && each !== null) elements.push(asXml(key, each));
    else attributes.push(` ${key}="${escaped(String(each))}"`);
  return `<${name}${attributes.join('')}>${elements.join('')}</${name}>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"\u0080-\uffff]/g, (character) => `&#${character.charCodeAt(0)};`);
}
