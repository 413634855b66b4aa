import assert from 'node:assert/strict';
import { doctorReport, type DoctorFacts } from '../../src/host/doctorReport';
import { HttpOrigin } from '../../src/engine/origin/httpOrigin';
import { OriginError } from '../../src/engine/ports';
import type { EngineReport } from '../../src/shared/report';
import { makeWorld } from '../support/engineWorld';

const FACTS: DoctorFacts = {
  extensionVersion: '1.2.3',
  protocol: 3,
  vsCodeVersion: '1.139.1',
  nodeVersion: 'v22.22.0',
  os: 'linux 6.1, x64',
  socketKind: 'Unix socket',
  storageFolder: '/home/ann/.config/Code/User/globalStorage/starling.starling',
  homeFolder: '/home/ann',
  peersChoice: 'ask',
  engine: null,
  page: null,
};

/** What an engine reports that was given this address of an origin, which can't be reached. */
async function engineWith(originUrl: string): Promise<EngineReport> {
  const origin = new HttpOrigin(originUrl);
  origin.catalogue = () => Promise.reject(new OriginError('no answer', { isFinal: false }));
  const { client, engine, say } = makeWorld(undefined, { openOrigin: () => origin });
  await say({ type: 'settings', origins: [originUrl], cacheCapBytes: null });
  engine.log('warn', `It was asked for ${originUrl} in vain.`);
  await say({ type: 'reportWanted' });
  const answer = client.received.find((message) => message.type === 'engineReport');
  assert.ok(answer);
  return answer.report;
}

describe('Doctor', () => {
  it('prints a line for every fact', async () => {
    const engine = await engineWith('https://music.example:4533/');
    const codecs = { mp3: true, vorbis: true, opus: false, flac: true, aac: false, pcm: true };
    const lines = doctorReport({ ...FACTS, engine, page: { isUnlocked: false, codecs } }).split('\n');
    for (const line of [
      '- Starling 1.2.3, protocol 3',
      '- VS Code 1.139.1, Node v22.22.0',
      '- Process 1, up for 2 s, 0.0 MiB, Node v24',
      '- Socket: Unix socket',
      '- Storage folder: ~/.config/Code/User/globalStorage/starling.starling',
      '- Sound is locked: one click in the player view unlocks it',
      '- The browser decodes: MP3, Vorbis, FLAC, WAV',
      '- The browser does not decode: Opus (Starling has a decoder of its own), AAC',
      '- The server music.example:4533: nothing heard of it yet',
      '- Tracks in the queue: 0',
      '- Held: 0.0 MiB of at most 95.4 MiB, 0.0 MiB of it heads',
      '- First sound, cached: nothing yet',
    ])
      assert.ok(lines.includes(line), `“${line}” is in\n${lines.join('\n')}`);
  });

  it('says what to do where the engine does not answer and no page is open', () => {
    const report = doctorReport(FACTS);
    assert.match(report, /It does not answer\. Reload the window/);
    assert.match(report, /The player view is not open here: open it/);
    assert.doesNotMatch(report, /## Cache/);
  });

  for (const [name, url] of Object.entries({
    'an address': 'https://ann:pa55word@music.example:4533/rest/t0ken?apiKey=t0ken#t0ken',
    'a password with a stray @ and ?': 'https://ann:pa55word@?pa55word@music.example/',
    'an address of a kind that is none': 'ftp://ann:pa55word@music.example/?apiKey=t0ken',
    'an address without its scheme': 'ann:pa55word@music.example?apiKey=t0ken',
  })) {
    it(`tells no secret of ${name}`, async () => {
      const engine = await engineWith(url);
      // The warning that the test made itself quotes what has no scheme, and nobody can tell that from a sentence.
      const problems = url.startsWith('ann') ? engine.problems.slice(0, 1) : engine.problems;
      const report = doctorReport({ ...FACTS, engine: { ...engine, problems } });
      assert.match(report, /music\.example/);
      assert.doesNotMatch(report, /ann:|pa55word|t0ken/);
    });
  }

  it('keeps the name of a folder short, and a hostile title on its line', async () => {
    const engine = await engineWith('http://music.example/');
    const report = doctorReport({
      ...FACTS,
      engine: {
        ...engine,
        origins: [{ kind: 'folder', name: '/home/ann/Music', tracks: 12 }],
        problems: [{ secondsAgo: 90, text: 'Bytes of “a\n## Versions”: no.' }],
      },
    });
    assert.match(report, /- The folder ~\/Music: 12 tracks\n/);
    assert.match(report, /- 2 min ago: Bytes of “a ## Versions”: no\.\n/);
  });
});
