// Starling in a real VS Code, from inside the extension host: commands and state here, clicks and ears outside.
// The stories follow one another in one window, as a listener's morning does.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { StarlingApi } from '../../../src/host/api';
import type { Snapshot } from '../../../src/shared/snapshot';
import { ask } from './askHands';

describe('Starling', () => {
  let starling: StarlingApi;

  /** Waits until the status bar says so: the workbench draws it a moment after the state has changed. */
  const statusSays = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(await ask<string>('status')));
  };

  /** Waits until the player's state is as asked for. */
  const until = (isRight: (snapshot: Snapshot) => boolean): Promise<Snapshot> =>
    new Promise((resolve) => {
      if (isRight(starling.state)) {
        resolve(starling.state);
        return;
      }
      const listening = starling.onDidChangeState((snapshot) => {
        if (!isRight(snapshot)) return;
        listening.dispose();
        resolve(snapshot);
      });
    });
  const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(`starling.${command}`);
  const titleOf = (snapshot: Snapshot): string | undefined =>
    snapshot.queue.find((track) => track.id === snapshot.current?.trackId)?.title;

  before(async () => {
    const extension = vscode.extensions.getExtension<StarlingApi>('starling.starling');
    assert.ok(extension, 'the extension is installed');
    starling = await extension.activate();
    await ask('note', `activated in ${starling.activationMs.toFixed(1)} ms`);
  });

  it('has its commands in the palette', async () => {
    const all = await vscode.commands.getCommands(true);
    for (const name of ['togglePlay', 'next', 'previous', 'search', 'doctor'])
      assert.ok(all.includes(`starling.${name}`), name);
  });

  it('shows “Enable sound” when a command wants music before any click, and makes no sound and no claim of it', async () => {
    await run('togglePlay');
    await until(({ sound }) => sound === 'locked');
    await ask('sees', 'Enable sound');
    assert.equal(await ask('loudest'), 0);
    assert.match(await ask<string>('status'), /waiting for “Enable sound”/);
  });

  it('plays what was asked for with that one click', async () => {
    const title = titleOf(starling.state);
    await ask('mark');
    await ask('press', 'Enable sound');
    await until(({ sound }) => sound === 'sounding');
    await ask('hears', { title, second: 1 });
    assert.match(await ask<string>('status'), new RegExp(`${title}, playing`));
  });

  it('plays the next track on a command, without another click', async () => {
    const before = titleOf(starling.state);
    await ask('mark');
    await run('next');
    const snapshot = await until((now) => titleOf(now) !== before && now.sound === 'sounding');
    await ask('hears', { title: titleOf(snapshot), second: 2 });
  });

  it('falls silent on Play/Pause, says so, and goes on where it was', async () => {
    await run('togglePlay');
    await until(({ sound }) => sound === 'paused');
    await ask('fallsSilent');
    assert.match(await ask<string>('status'), /paused/);
    await run('togglePlay');
    await until(({ sound }) => sound === 'sounding');
    await ask('hears', { title: titleOf(starling.state), second: 3 });
  });

  it('is silent when muted, says so, and is heard again as loud as before', async () => {
    await run('toggleMute');
    await until(({ isMuted }) => isMuted);
    await ask('fallsSilent');
    await statusSays(/muted/);
    await ask('sees', 'Unmute');
    await run('toggleMute');
    const { volume } = await until(({ isMuted }) => !isMuted);
    await run('volumeDown');
    await until((now) => now.volume < volume);
    await run('volumeUp');
    await until((now) => now.volume === volume);
    await statusSays(/playing/);
  });

  it('shuffles what follows, repeats it, and has its own order back, while the track goes on', async () => {
    const [title, order] = [titleOf(starling.state), starling.state.queue.map(({ id }) => id)];
    await run('toggleShuffle');
    await until(({ shuffled }) => shuffled !== null);
    await ask('sees', 'Shuffle: on');
    for (const repeat of ['all', 'one', 'off']) {
      await run('cycleRepeat');
      await until((now) => now.repeat === repeat);
      await ask('sees', `Repeat: ${repeat}`);
    }
    await run('toggleShuffle');
    const snapshot = await until(({ shuffled }) => shuffled === null);
    assert.deepEqual([titleOf(snapshot), snapshot.queue.map(({ id }) => id)], [title, order]);
  });

  it('goes ten seconds on and back by command, never before the beginning', async () => {
    await run('seekBackward');
    await until(({ seek }) => seek?.positionSeconds === 0);
    await ask('hears', { title: titleOf(starling.state), second: 0 });
  });

  it('goes on with the following track by itself when one ends', async () => {
    const before = titleOf(starling.state);
    await ask('mark');
    const snapshot = await until((now) => titleOf(now) !== before && now.sound === 'sounding');
    await ask('hears', { title: titleOf(snapshot), second: 1 });
  });

  it('plays the track that is clicked in the queue', async () => {
    const title = starling.state.queue[0]?.title;
    await ask('mark');
    await ask('clickTrack', title);
    await until((now) => titleOf(now) === title && now.sound === 'sounding');
    await ask('hears', { title, second: 2 });
  });

  it('finds a track by what is typed, a typo in it, and plays it on Enter', async () => {
    const wanted = starling.state.queue[1]?.title ?? '';
    await ask('mark');
    await run('search');
    const typo = `${wanted.slice(0, 1)}${wanted.slice(2, 3)}${wanted.slice(1, 2)}${wanted.slice(3)}`;
    await ask('searchFor', { typed: typo, title: wanted });
    await until((now) => titleOf(now) === wanted && now.sound === 'sounding');
    await ask('hears', { title: wanted, second: 1 });
  });

  it('keeps playing while its view is hidden, the next track too', async () => {
    await ask('mark');
    await ask('clickTrack', starling.state.queue[0]?.title);
    await vscode.commands.executeCommand('workbench.view.explorer');
    const second = starling.state.queue[1]?.title;
    await until((now) => titleOf(now) === second && now.sound === 'sounding');
    await ask('hears', { title: second, second: 1 });
    await vscode.commands.executeCommand('starling.player.focus');
  });

  it('plays on without a gap when its engine is killed, and knows where it was', async () => {
    const [first, second] = starling.state.queue;
    await ask('mark');
    await ask('clickTrack', first?.title);
    await ask('hears', { title: first?.title, second: 1 });
    await ask('mark');
    assert.equal(await ask('killEngine'), 1);
    await ask('hears', { title: first?.title, second: 4 });
    assert.equal(await ask('gaps'), 0);
    assert.equal(titleOf(starling.state), first?.title);
    await until((now) => titleOf(now) === second?.title && now.sound === 'sounding');
    await ask('hears', { title: second?.title, second: 1 });
  });

  it('is steered by other extensions, and tells them what was counted', async () => {
    assert.ok((starling.statistics?.plays ?? 0) > 0, 'plays were counted');
    await starling.pause();
    await until(({ wanted }) => wanted === 'paused');
    await starling.seek(2);
    const { positionSeconds, seek } = await until((now) => now.seek?.positionSeconds === 2);
    assert.equal(positionSeconds, seek?.positionSeconds);
    await assert.rejects(starling.seek(NaN), RangeError);
    await starling.play();
    await until(({ sound }) => sound === 'sounding');
  });

  it('prints by Doctor, in a document to be copied, what matters, and no secrets', async () => {
    await run('doctor');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'markdown');
    const text = document.getText();
    assert.match(text, /^# Starling Doctor\n\n## Versions\n\n- Starling \d+\.\d+\.\d+, protocol \d+\n/);
    assert.match(text, /- Process \d+, up for .+ MiB, Node v\d+/);
    assert.match(text, /- Sound is unlocked\n- The browser decodes: MP3, Vorbis, Opus, FLAC, AAC, WAV\n/);
    assert.match(text, /- The server 127\.0\.0\.1:\d+: 3 tracks\n- Tracks in the queue: 3\n/);
    assert.match(text, /- First sound, (cached|from the origin): p50 \d+ ms, p99 \d+ ms/);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('pauses with its button in the view', async () => {
    await ask('press', 'Pause');
    await until(({ sound }) => sound === 'paused');
    await ask('sees', 'Play');
    await ask('fallsSilent');
  });

  it('says what to do when the origin can not be reached', async () => {
    const configuration = vscode.workspace.getConfiguration('starling');
    const servers = configuration.get<readonly string[]>('servers');
    await configuration.update('servers', ['http://127.0.0.1:9/'], vscode.ConfigurationTarget.Global);
    const { problem } = await until((now) => now.problem !== null);
    assert.match(problem ?? '', /Start the server, or correct its address/);
    await configuration.update('servers', servers, vscode.ConfigurationTarget.Global);
    await until((now) => now.problem === null && now.queue.length > 0);
  });
});
