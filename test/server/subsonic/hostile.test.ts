import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ANNA, SubsonicWorld, type Query } from './subsonicWorld';

/** Connections need a descriptor at either end, and something else needs some too. */
const SPARE_DESCRIPTORS = 600;
const MOST_IDLE = 9_500;

describe('A server among strangers', () => {
  let world: SubsonicWorld;

  before(async () => {
    world = await SubsonicWorld.make();
  });
  after(() => world.close());

  const post = (
    method: string,
    body: string,
    type = 'application/x-www-form-urlencoded',
  ): Promise<Response> =>
    fetch(`${world.url}rest/${method}`, { method: 'POST', body, headers: { 'content-type': type } });
  const dial = async (): Promise<Socket> => {
    const socket = connect(world.port, '127.0.0.1');
    socket.on('error', () => undefined); // Cut off is what it is here to be.
    await once(socket, 'connect');
    return socket;
  };

  it('gives nothing outside the library, whatever is asked for', async () => {
    const paths = [
      '../../etc/passwd',
      '..%2f..%2fetc%2fpasswd',
      '/etc/passwd',
      'fo-../..',
      '....//',
      '\0',
      'users.json',
    ];
    for (const id of [...paths, '__proto__', 'constructor', '-1', 'NaN', 'al-', 'pl-', 'x'.repeat(4_000)])
      for (const method of [
        'stream',
        'download',
        'getCoverArt',
        'getMusicDirectory',
        'getSong',
        'getPlaylist',
        'getAlbum',
        'getLyricsBySongId',
        'getStarlingTracks',
      ])
        assert.equal(
          await world.codeOf(method, { ...world.token(), id }),
          70,
          `${method} ${id.slice(0, 30)}`,
        );
    for (const path of [
      'rest/../users.json',
      'rest/..%2fusers.json',
      '%2e%2e/users.json',
      'state/',
      'rest/',
      'rest/toString',
      'rest/__proto__',
      'rest/constructor.view',
    ]) {
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const asked = request(world.url, { path: `/${path}?${world.form(world.token())}` }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        asked.on('error', reject).end();
      });
      assert.equal(status, 404, path);
    }
  });

  it('shows nothing to those who haven’t logged in, but that it is there', async () => {
    const track = world.library.tracks[0]!;
    for (const path of [
      'catalogue.json',
      `tracks/${track.id}`,
      `covers/${track.id}`,
      `manifests/${track.contentId!}`,
      'changes',
      'metrics',
    ]) {
      const status = async (headers: Record<string, string>): Promise<number> => {
        const answer = await fetch(world.url + path, { headers });
        await answer.body?.cancel();
        return answer.status;
      };
      const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
      assert.equal(await status({}), 401, path);
      assert.equal(await status({ authorization: 'Bearer starling-wrong' }), 401, path);
      assert.equal(await status({ authorization: 'Basic !!' }), 401, path);
      assert.equal(await status({ authorization: basic(ANNA) }), 401, path);
      const good = [`Bearer ${world.secrets.apiKey}`, basic(`${ANNA}:${world.secrets.appPassword}`)];
      for (const authorization of good) assert.notEqual(await status({ authorization }), 401, path);
      world.nowMs += 600_000;
    }
    const challenge = (await fetch(`${world.url}catalogue.json`)).headers.get('www-authenticate');
    assert.equal(challenge, 'Basic realm="Starling", charset="UTF-8"');
    assert.deepEqual(await (await fetch(`${world.url}health`)).json(), { status: 'ok' });
    for (const method of ['getArtists', 'stream', 'getCoverArt', 'getUser', 'nothing'])
      assert.equal(await world.codeOf(method, { id: track.id }), 10, method);
  });

  it('refuses what is far too long, and goes on', async () => {
    const long = 'x'.repeat(100_000);
    assert.equal((await fetch(world.address('search3', { query: long }))).status, 431);
    assert.equal(await world.codeOf('search3', { ...world.token(), query: long.slice(0, 5_000) }), 0);
    const login = world.form({ ...world.token(), f: 'json' });
    const body = (await (await post('search3', `${login}&query=${long}`)).json()) as object;
    assert.match(JSON.stringify(body), /too many or too long/);
    assert.equal((await post('search3', `${login}&query=${'x'.repeat(2_000_000)}`)).status, 413);
    const many = await post('savePlayQueue', `${login}${'&id=a'.repeat(30_000)}`);
    assert.match(await many.text(), /too many or too long/);
    assert.equal((await post('ping', '{}', 'application/json')).status, 415);
    assert.equal((await post('ping', '<!DOCTYPE x>', 'text/xml')).status, 415);
    assert.equal(await world.codeOf('ping', world.token()), 'ok');
  });

  it('takes long playlists by GET and by POST', async () => {
    const songId = Array.from({ length: 1_500 }, () => world.idOf('One'));
    const made = await fetch(world.address('createPlaylist', { name: 'Long', songId }));
    assert.match(await made.text(), /songCount="1500"/);
    const query: Query = {
      ...world.token(),
      name: 'Longer',
      songId: Array.from({ length: 19_000 }, () => world.idOf('Two')),
    };
    assert.match(await (await post('createPlaylist', world.form(query))).text(), /songCount="19000"/);
  });

  it('counts what it answers, and names no method that it hasn’t', async () => {
    await fetch(world.address('nonsense"\n{}'));
    const answer = await fetch(`${world.url}metrics`, {
      headers: { authorization: `Bearer ${world.secrets.apiKey}` },
    });
    const lines = (await answer.text()).trimEnd().split('\n');
    for (const line of lines)
      assert.match(
        line,
        /^(# TYPE [a-z_]+ (counter|gauge)|[a-z_]+(\{route="[^"]*",status="\d+"\})? [\d.e+-]+)$/,
      );
    assert.ok(
      lines.some((line) => line.startsWith('starling_requests_total{route="/rest/ping",status="200"} ')),
    );
    assert.ok(
      lines.some((line) => line.startsWith('starling_requests_total{route="/rest/?",status="404"} ')),
    );
    assert.ok(lines.includes(`starling_tracks ${world.library.tracks.length}`));
    assert.ok(lines.some((line) => /^starling_refused_logins_total [1-9]/.test(line)));
  });

  it('cuts off who doesn’t get on with a request, while others are answered', async () => {
    await world.start({ patience: { headersMs: 700, requestMs: 900, checkMs: 100 } });
    const silent = await dial();
    const slow = await dial();
    slow.write('GET /health HTTP/1.1\r\n');
    const drip = setInterval(() => slow.write('x: y\r\n'), 100);
    const body = await dial();
    body.write(
      'POST /rest/ping HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 500\r\n\r\nf=',
    );
    const begunMs = performance.now();
    const endings = [silent, slow, body].map(async (socket) => {
      socket.resume();
      await once(socket, 'close');
      return performance.now() - begunMs;
    });
    assert.equal(await world.codeOf('ping', world.token()), 'ok');
    for (const ms of await Promise.all(endings)) assert.ok(ms > 500 && ms < 5_000, `cut off after ${ms} ms`);
    clearInterval(drip);
    await world.start();
  });

  it('goes on for others while some take their bytes slowly, and lets go of files when they hang up', async () => {
    const id = world.library.tracks.find(({ mediaType }) => mediaType === 'audio/wav')!.id;
    const path = new URL(world.address('stream', { id }));
    const readers = await Promise.all(Array.from({ length: 50 }, dial));
    for (const reader of readers) {
      reader.pause();
      reader.write(`GET ${path.pathname}${path.search} HTTP/1.1\r\nhost: x\r\n\r\n`);
    }
    await pause(200);
    assert.equal(await world.codeOf('ping', world.token()), 'ok');
    for (const reader of readers) reader.destroy();
    await pause(200);
    assert.equal(await world.codeOf('ping', world.token()), 'ok');
  });

  it('answers at once with as many idle connections as this machine allows', async function () {
    this.timeout(120_000);
    const limit = Number(
      /Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1_024,
    );
    const count = Math.min(MOST_IDLE, Math.floor((limit - SPARE_DESCRIPTORS) / 2));
    const sockets: Socket[] = [];
    const asked = 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n';
    try {
      while (sockets.length < count) {
        const some = await Promise.all(Array.from({ length: Math.min(100, count - sockets.length) }, dial));
        sockets.push(...some);
        await Promise.all(
          some.map(async (socket) => {
            socket.write(asked);
            await once(socket, 'data');
          }),
        );
      }
      const begunMs = performance.now();
      assert.equal(await world.codeOf('ping', world.token()), 'ok');
      const tookMs = performance.now() - begunMs;
      const open = sockets.filter(({ readyState }) => readyState === 'open').length;
      console.log(
        `      ${open} idle connections (of ${limit} descriptors); answered in ${tookMs.toFixed(0)} ms`,
      );
      assert.equal(open, count);
      assert.ok(tookMs < 2_000);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });
});
