// The library in a real VS Code: the tree, what is played from it, folders that are added, and the end of all data. It goes on
// in the window in which the player's stories have been told: sound is unlocked, and one server is in the library.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { StarlingApi } from '../../../src/host/api';
import type { Snapshot } from '../../../src/shared/snapshot';
import { ask } from './askHands';

const FOLDER = process.env['STARLING_MUSIC'] ?? '';
/** A server that lets Anna in (test/support/serverProcess.ts), and one track of it. */
const GUARDED = { url: process.env['STARLING_GUARDED'] ?? '', title: 'Tones, MP3 VBR' };
/** What doesn't come within this, in milliseconds, is told with what is there instead; the runner's limit would only say “late”. */
const PATIENCE_MS = 40_000;

describe('Starling’s library', () => {
  let starling: StarlingApi;
  const settings = () => vscode.workspace.getConfiguration('starling');
  const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(`starling.${command}`);
  const titleOf = ({ queue, current }: Snapshot): string | undefined =>
    queue.find(({ id }) => id === current?.trackId)?.title;

  /** Waits until the tree shows rows as wanted: it follows changes within a moment. */
  const untilRows = async (isRight: (rows: readonly string[]) => boolean): Promise<readonly string[]> => {
    for (const endMs = Date.now() + PATIENCE_MS; ;) {
      const rows = await ask<readonly string[]>('libraryRows');
      if (isRight(rows)) return rows;
      assert.ok(Date.now() < endMs, `The tree shows other rows: ${rows.join(' | ')}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const until = (isRight: (snapshot: Snapshot) => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!isRight(starling.state)) return;
        end();
        resolve();
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`The player stands otherwise: ${JSON.stringify(starling.state).slice(0, 2_000)}`));
      }, PATIENCE_MS);
      const listening = starling.onDidChangeState(look);
      const end = (): void => {
        clearTimeout(timer);
        listening.dispose();
      };
      look();
    });
  const shows =
    (...labels: readonly string[]) =>
    (rows: readonly string[]): boolean =>
      labels.every((label) => rows.some((row) => row.includes(label)));

  /** Lets the next dialog of this kind end as the listener would have it, and tells what it said. */
  const answerDialog = (name: 'showOpenDialog' | 'showWarningMessage', answer: unknown): unknown[] => {
    const said: unknown[] = [];
    const window = vscode.window as unknown as Record<string, unknown>;
    const own = window[name];
    window[name] = (...spoken: unknown[]): Promise<unknown> => {
      window[name] = own;
      said.push(...spoken);
      return Promise.resolve(answer);
    };
    return said;
  };

  before(async () => {
    const extension = vscode.extensions.getExtension<StarlingApi>('starling.starling');
    assert.ok(extension);
    starling = await extension.activate();
    await vscode.commands.executeCommand('starling.library.focus');
  });

  it('leads from artists by albums to tracks', async () => {
    await untilRows(shows('Artists', 'Albums', 'Folders', 'Recently Added'));
    const { artist, album, title } = starling.state.queue[0]!;
    await ask('openRow', 'Artists');
    await untilRows(shows(artist));
    await ask('openRow', artist);
    await untilRows(shows(album));
    await ask('openRow', album);
    await untilRows(shows(title));
  });

  it('plays the track that is clicked', async () => {
    const { title } = starling.state.queue[1]!;
    await ask('mark');
    await ask('clickRow', title);
    await until((now) => titleOf(now) === title && now.sound === 'sounding');
    await ask('hears', { title, second: 1 });
  });

  it('takes folders beside the server, says so in the settings of this machine, and plays on', async () => {
    const { title } = starling.state.queue[0]!;
    await ask('clickRow', title);
    const { queue } = starling.state;
    answerDialog('showOpenDialog', [vscode.Uri.file(FOLDER)]);
    await run('addMusicFolder');
    assert.deepEqual(settings().get('musicFolders'), [FOLDER]);
    await until((now) => now.queue.length > queue.length);
    assert.equal(titleOf(starling.state), title);
    await ask('openRow', 'Folders');
    await untilRows(shows(FOLDER.split('/').at(-1) ?? '', '127.0.0.1'));
  });

  it('plays an album and queues a track by the buttons of their rows', async () => {
    const { album, title } = starling.state.queue[0]!;
    await ask('pressOnRow', { label: album, button: 'Play' });
    await until(({ isOwnQueue, queue, sound }) => isOwnQueue && sound === 'sounding' && queue.length > 0);
    assert.ok(starling.state.queue.every((track) => track.album === album));
    const { length } = starling.state.queue;
    await ask('pressOnRow', { label: title, button: 'Add to Queue' });
    await until(({ queue }) => queue.length === length + 1);
    assert.equal(starling.state.queue.at(-1)?.title, title);
  });

  it('takes a server that asks for a login, says so where it was wrong, and plays from it', async () => {
    const servers = settings().get<readonly string[]>('servers') ?? [];
    const answer = (says: string, typed: string) => ask('answerBox', { says, typed });
    void run('addServer');
    await answer('Add Server', GUARDED.url);
    await answer('API key', 'User name');
    await answer('User name(?! and)', 'anna');
    await answer('Password of anna', 'not hers');
    await answer("doesn't take this user name", 'correct horse');
    while (settings().get<readonly string[]>('servers')?.length !== servers.length + 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(settings().get('servers'), [...servers, GUARDED.url]);
    await untilRows(shows(new URL(GUARDED.url).host));
    await ask('mark');
    await run('search');
    await ask('searchFor', { typed: GUARDED.title, title: GUARDED.title });
    await until((now) => titleOf(now) === GUARDED.title && now.sound === 'sounding');
    await ask('hears', { title: GUARDED.title, second: 1 });
    void run('removeOrigin');
    await answer('Remove Folder or Server', new URL(GUARDED.url).host);
    await until(({ queue }) => queue.every(({ title }) => title !== GUARDED.title));
    assert.deepEqual(settings().get('servers'), servers);
  });

  it('says what to do when nothing is in it, and fills when something is again', async () => {
    const servers = settings().get('servers');
    const { Global } = vscode.ConfigurationTarget;
    await settings().update('servers', [], Global);
    await settings().update('musicFolders', [], Global);
    await until(({ queue }) => queue.length === 0);
    let welcome = '';
    while (!welcome.includes('Choose where your music is'))
      welcome = (await ask<readonly string[]>('welcomes')).join('\n');
    for (const way of ['Add Music Folder…', 'Add Server…', 'Play the Demo Album'])
      assert.ok(welcome.includes(way), way);
    await settings().update('servers', servers, Global);
    await untilRows(shows('Artists'));
  });

  it('deletes nothing unless the listener agrees to what is named', async () => {
    const said = answerDialog('showWarningMessage', undefined);
    await run('deleteData');
    assert.match(
      JSON.stringify(said),
      /cache of tracks.*queue and position.*statistics.*logins at servers.*Your music files.*stay/,
    );
    assert.ok((await ask<readonly string[]>('stored')).includes('indexes'));
    assert.ok((starling.statistics?.plays ?? 0) > 0);
  });

  it('deletes all data, stops, and starts afresh with the same settings', async () => {
    await run('togglePlay');
    await until(({ sound }) => sound === 'sounding');
    answerDialog('showWarningMessage', 'Delete');
    void run('deleteData'); // ends with a message that nobody answers
    await until(({ current, queue }) => current === null && queue.length === 0);
    await ask('fallsSilent');
    await until(({ queue }) => queue.length > 0);
    // The new engine tells them a little after the queue.
    for (const endMs = Date.now() + PATIENCE_MS; starling.statistics?.plays !== 0;) {
      assert.ok(Date.now() < endMs, `${starling.statistics?.plays} plays are counted`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const stored = await ask<readonly string[]>('stored');
    assert.ok(!stored.includes('indexes') && !stored.includes('session.last-good.json'), stored.join());
    await untilRows(shows('Artists'));
  });
});
