// Two versions of the extension on one storage folder: real engine processes, real clients. Versions are what the engine's
// command line says; the processes are counted in /proc, so on Linux.
import assert from 'node:assert/strict';
import { engineProcesses, killEngines } from '../support/engineProcesses';
import { EngineWindow, type EngineWindowOptions } from '../support/engineWindow';
import { fixtureFolder } from '../support/fixtureFolder';
import { musicFolder, type MusicFolder } from '../support/musicFolder';

const OLD = '1.9.0';
const NEW = '1.10.0';
/** A protocol that no engine speaks any more. */
const BYGONE = { oldest: 1, newest: 1 };

describe('Two versions of the extension', () => {
  let storage: MusicFolder;
  let music: MusicFolder;
  const windows: EngineWindow[] = [];

  const open = (options: Partial<EngineWindowOptions> = {}): EngineWindow => {
    const window = new EngineWindow({ storageFolder: storage.root, ...options });
    windows.push(window);
    return window;
  };
  /** A window of the newer version that tells a new engine what the lost one knew, as the player does. */
  const openRestoring = (): EngineWindow => {
    const window: EngineWindow = open({
      version: NEW,
      onConnected: () => {
        if (window.snapshot.current === null) return;
        window.client.send({ type: 'settings', origins: [music.root], cacheCapBytes: null });
        window.client.send({ type: 'restore', snapshot: window.snapshot, window: null });
      },
    });
    return window;
  };
  const isRestored = (window: EngineWindow): boolean =>
    window.logged(/started anew/).length > 0 && window.snapshot.sound === 'sounding';
  /** The versions of the engines that stay: one that finds another there takes a moment to end. */
  const engines = async (): Promise<string[]> => {
    for (;;) {
      const found = await engineProcesses(storage.root);
      if (found.length < 2) return found.map(({ version }) => version);
    }
  };

  before(function () {
    if (process.platform === 'linux') return;
    console.log('        skipped: processes are counted in /proc, which only Linux has');
    this.skip();
  });
  beforeEach(async () => {
    storage = await musicFolder({});
    music = await fixtureFolder(['flac-16.flac', 'cbr128.mp3']);
  });
  afterEach(async () => {
    for (const { client } of windows.splice(0)) client.dispose();
    await killEngines(storage.root);
    await storage.remove();
    await music.remove();
  });

  it('the newer one takes over: queue and position go on in its engine, and the older window says what to do', async () => {
    const older = open({ version: OLD });
    await older.sound(music.root, 3.25);
    const { queue, current } = older.snapshot;
    const newer = open({ version: NEW });
    await newer.client.start();
    await newer.until(({ snapshot }) => snapshot.queue.length === 2);
    assert.deepEqual(await engines(), [NEW]);
    // Not the tracks themselves: their content ids are still being found out.
    assert.deepEqual(
      newer.snapshot.queue.map(({ id }) => id),
      queue.map(({ id }) => id),
    );
    assert.deepEqual(newer.snapshot.current, current);
    assert.ok(goesOnFrom(3.25, newer.snapshot.positionSeconds));
    assert.equal(newer.snapshot.sound, 'paused');
    assert.deepEqual(older.problems, [
      'A newer version of Starling has taken over. Reload this window to go on.',
    ]);
    assert.equal(older.snapshot.wanted, 'paused');
  });

  it('the older window starts nothing after that, whatever is clicked in it', async () => {
    const older = open({ version: OLD });
    await older.client.start();
    const newer = open({ version: NEW });
    await newer.client.start();
    await older.until(({ problems }) => problems.length === 1);
    older.client.send({ type: 'intent', intent: { kind: 'setVolume', volume: 0.5 } });
    await older.client.start();
    assert.equal(older.welcomes, 1);
    assert.deepEqual(await engines(), [NEW]);
    assert.equal(newer.snapshot.volume, 1);
  });

  it('an older window that meets a newer engine is served by it', async () => {
    const newer = open({ version: NEW });
    await newer.client.start();
    const older = open({ version: OLD });
    older.client.send({ type: 'intent', intent: { kind: 'setVolume', volume: 0.5 } });
    await newer.until(({ snapshot }) => snapshot.volume === 0.5);
    assert.deepEqual(older.problems, []);
    assert.deepEqual(await engines(), [NEW]);
  });

  it('an older window that shares no protocol with it says what to do, and leaves it alone', async () => {
    const newer = open({ version: NEW });
    await newer.client.start();
    const older = open({ version: OLD, protocols: BYGONE });
    await older.client.start();
    assert.match(older.problems.join(), /Reload this window to go on/);
    assert.equal(older.welcomes, 0);
    assert.deepEqual(await engines(), [NEW]);
    assert.equal(newer.welcomes, 1);
  });

  it('when the newer engine is killed it is the newer window that starts another, and its page sounds on', async () => {
    const newer = openRestoring();
    await newer.sound(music.root, 2.5);
    const older = open({ version: OLD });
    await older.client.start();
    await killEngines(storage.root);
    await older.until(({ welcomes }) => welcomes === 2);
    await newer.until(isRestored);
    assert.deepEqual(await engines(), [NEW]);
    assert.equal(newer.snapshot.soundingWindow, newer.windowId);
    assert.ok(goesOnFrom(2.5, newer.snapshot.positionSeconds));
    assert.equal(newer.logged(/started anew/).length, 1);
  });

  it('an older window that starts in the gap gives way again, and what sounded is kept', async () => {
    const newer = openRestoring();
    await newer.sound(music.root, 2.5);
    const older = open({ version: OLD });
    await killEngines(storage.root);
    await Promise.all([older.client.start(), newer.until(isRestored)]);
    assert.deepEqual(await engines(), [NEW]);
    assert.equal(newer.snapshot.soundingWindow, newer.windowId);
  });

  it('three newer windows at once come to one engine', async () => {
    const older = open({ version: OLD });
    await older.sound(music.root, 1.5);
    const newer = [open({ version: NEW }), open({ version: NEW }), open({ version: NEW })];
    await Promise.all(newer.map(({ client }) => client.start()));
    await Promise.all(newer.map((window) => window.until(({ snapshot }) => snapshot.queue.length === 2)));
    assert.deepEqual(await engines(), [NEW]);
    assert.deepEqual(
      newer.map(({ snapshot, problems }) => [goesOnFrom(1.5, snapshot.positionSeconds), problems]),
      newer.map(() => [true, []]),
    );
  });
});

/** Whether a position may be what one that was told has become: it moves on while the sound does. */
function goesOnFrom(toldSeconds: number, positionSeconds: number): boolean {
  return positionSeconds >= toldSeconds && positionSeconds < toldSeconds + 10;
}
