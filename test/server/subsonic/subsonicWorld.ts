// A real server with real music and a user, and ways to ask it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { XMLParser } from 'fast-xml-parser';
import type { FastifyInstance } from 'fastify';
import { setComments } from '../../../src/demo/ogg-comments';
import type { MusicLibrary } from '../../../src/engine/origin/musicLibrary/musicLibrary';
import { Accounts } from '../../../src/server/accounts/accounts';
import { addUser, type NewSecrets } from '../../../src/server/accounts/userBook';
import type { LogOptions } from '../../../src/server/httpServer';
import { createOriginServer, type OriginServerOptions } from '../../../src/server/originServer';
import { fixtureBytes, LibraryWorld } from '../../engine/origin/musicLibrary/libraryWorld';
import { musicFolder, type MusicFolder } from '../../support/musicFolder';
import { png } from '../../support/pictures';

/** The user who is there from the beginning. */
export const ANNA = 'anna';
/** What she chose. */
export const ANNAS_PASSWORD = 'correct horse';

/** Names and values of parameters; a list is several of one name. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The music: two albums of one artist, a compilation's song without a folder, and one with hostile names. */
export const MUSIC = {
  'The Band/First/01 one.ogg': song({ title: 'One', album: 'First', number: 1, genre: 'Dub', year: 1997 }),
  'The Band/First/02 two.ogg': song({ title: 'Two', album: 'First', number: 2, genre: 'Dub', year: 1997 }),
  'The Band/First/cover.png': png({ colour: [1, 2, 3] }),
  'The Band/First/02 two.lrc': '[00:01.00]first words\n[00:02.50]second words',
  'The Band/Second/01 three.ogg': song({
    title: 'Three',
    album: 'Second',
    number: 1,
    genre: 'House',
    year: 2003,
  }),
  'loose.flac': fixtureBytes('flac-16.flac'),
  '<b>&"\u0007.wav': fixtureBytes('pcm-16.wav'),
};

function song(tags: {
  title: string;
  album: string;
  number: number;
  genre: string;
  year: number;
}): Uint8Array {
  return setComments(fixtureBytes('vorbis-q4.ogg'), [
    ['TITLE', tags.title],
    ['ARTIST', 'The Band'],
    ['ALBUM', tags.album],
    ['TRACKNUMBER', String(tags.number)],
    ['GENRE', tags.genre],
    ['DATE', String(tags.year)],
    ['REPLAYGAIN_TRACK_GAIN', '-7.30 dB'],
    ['REPLAYGAIN_TRACK_PEAK', '0.988553'],
  ]);
}

const XML = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false });

/** A running server. */
export class SubsonicWorld {
  readonly music: LibraryWorld;
  readonly data: MusicFolder;
  readonly library: MusicLibrary;
  readonly secrets: NewSecrets;
  /** What was logged. */
  readonly lines: string[] = [];
  nowMs = 1_000_000;
  #server: FastifyInstance | null = null;
  url = '';

  private constructor(parts: {
    music: LibraryWorld;
    data: MusicFolder;
    library: MusicLibrary;
    secrets: NewSecrets;
  }) {
    this.music = parts.music;
    this.data = parts.data;
    this.library = parts.library;
    this.secrets = parts.secrets;
  }

  static async make(options: Partial<OriginServerOptions> = {}): Promise<SubsonicWorld> {
    const music = await LibraryWorld.make(MUSIC);
    const data = await musicFolder({});
    const secrets = await addUser(data.root, { name: ANNA, password: ANNAS_PASSWORD });
    const world = new SubsonicWorld({ music, data, secrets, library: await music.openStudied() });
    await world.start(options);
    return world;
  }

  /** Starts the server, or another one in its place; `port` 0: at any port. */
  async start(options: Partial<OriginServerOptions> = {}, port = 0): Promise<void> {
    await this.#server?.close();
    const log: LogOptions = { level: 'info', stream: { write: (line) => void this.lines.push(line) } };
    this.#server = createOriginServer({
      library: this.library,
      access: await Accounts.open({
        dataFolder: this.data.root,
        nowMs: () => this.nowMs,
        onProblem: (sentence) => this.lines.push(sentence),
      }),
      stateFolder: this.data.path('state'),
      log,
      ...options,
    });
    await this.#server.listen({ port, host: '127.0.0.1' });
    this.url = `http://127.0.0.1:${this.port}/`;
  }

  get port(): number {
    return (this.#server?.server.address() as AddressInfo).port;
  }

  /** The address of a method, with Anna's token and what clients say of themselves. */
  address(method: string, query: Query = {}): string {
    return `${this.url}rest/${method}?${this.form({ ...this.token(), ...query })}`;
  }

  /** Parameters as they are written into an address or a form. */
  form(query: Query): string {
    const form = new URLSearchParams({ v: '1.16.1', c: 'test' });
    for (const [name, value] of Object.entries(query))
      if (typeof value === 'object') for (const each of value) form.append(name, each);
      else form.set(name, String(value));
    return form.toString();
  }

  /** Anna's login by token. */
  token(secret = this.secrets.appPassword): Query {
    const s = 'c19b2d';
    return { u: ANNA, s, t: createHash('md5').update(`${secret}${s}`).digest('hex') };
  }

  /** Asks as Anna for JSON; the content of the envelope. */
  async json(method: string, query: Query = {}): Promise<Record<string, unknown>> {
    return inEnvelope(await (await fetch(this.address(method, { ...query, f: 'json' }))).json());
  }

  /** Asks as Anna for XML; the content of the envelope, attributes and elements as properties, values as texts. */
  async xml(method: string, query: Query = {}): Promise<Record<string, unknown>> {
    const answer = await fetch(this.address(method, query));
    assert.match(answer.headers.get('content-type') ?? '', /^application\/xml/);
    return inEnvelope(XML.parse(await answer.text()));
  }

  /** Asks with these parameters only; the error's code, or that there is none. */
  async codeOf(method: string, query: Query): Promise<number | 'ok'> {
    const answer = await fetch(`${this.url}rest/${method}?${this.form({ ...query, f: 'json' })}`);
    const { error } = inEnvelope(await answer.json()) as { error?: { code: number } };
    return error?.code ?? 'ok';
  }

  /** The id of the song of this title. */
  idOf(title: string): string {
    const found = this.library.tracks.find((track) => track.title === title);
    assert.ok(found, `There is no ${title}.`);
    return found.id;
  }

  async close(): Promise<void> {
    await this.#server?.close();
    await this.music.close();
    await this.data.remove();
  }
}

function inEnvelope(answer: unknown): Record<string, unknown> {
  return (answer as { 'subsonic-response': Record<string, unknown> })['subsonic-response'];
}
