// An engine is lost while a page plays and another takes its place: through the real engines, the host's last words and the bytes
// of the page's plays. The second engine knows no play but those that it is told.
import assert from 'node:assert/strict';
import { LastWords } from '../../../src/host/lastWords';
import type { HostMessage } from '../../../src/shared/hostMessages';
import type { SoundMessage } from '../../../src/shared/pageMessages';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../../src/shared/snapshot';
import type { Track } from '../../../src/shared/track';
import { PlayBytes } from '../../../src/webview/playBytes';
import { makeWorld } from '../../support/engineWorld';
import { makeTrack, MemoryOrigin, settle } from '../../support/world';

/** 25 seconds of 160 kbit/s. */
const longTrack = (id: string): Track => ({ ...makeTrack(id, 500_000), durationSeconds: 25 });
const [one, two] = [longTrack('one'), longTrack('two')];
const READ_BYTES = 4096;

type World = ReturnType<typeof makeWorld>;

/** A play as a page has it: what came of it, and how far it is read. */
interface PagePlay {
  readonly bytes: PlayBytes;
  readBytes: number;
}

/** A window with its page, and the engine that it has now. */
class Window {
  readonly #lastWords = new LastWords();
  readonly #plays = new Map<string, PagePlay>();
  readonly #ending = new AbortController();
  readonly #waiting: HostMessage[] = [];
  #world: World;
  #received = 0;
  #snapshot: Snapshot = EMPTY_SNAPSHOT;
  #isConnected = true;

  constructor(initial = EMPTY_SNAPSHOT) {
    this.#world = worldOf(initial);
  }

  get snapshot(): Snapshot {
    return this.#world.client.snapshot;
  }

  /** The page has a play of this id from now on. */
  begin(playId: string, track: Track, isPrepared: boolean): void {
    const bytes = new PlayBytes({
      track,
      isPrepared,
      signal: this.#ending.signal,
      sendWindow: ({ start, end }) => {
        this.#send({ type: 'window', playId, start, end });
      },
      sendDropped: ({ start, end }) => {
        this.#send({ type: 'dropped', playId, start, end });
      },
    });
    this.#plays.set(playId, { bytes, readBytes: 0 });
  }

  async open(): Promise<void> {
    await this.#world.open();
    await this.say({ type: 'pageHere', isHere: true });
  }

  async say(...messages: readonly HostMessage[]): Promise<void> {
    messages.forEach((message) => {
      this.#send(message);
    });
    await this.#listen();
  }

  /** A play sounds from now on, or is joined to the one that does. */
  soundFlows(playId: string): void {
    this.#plays.get(playId)?.bytes.window.soundFlows();
  }

  /** Reads a play on, as far as it comes and `untilBytes` at most. Returns how far. */
  async read(playId: string, untilBytes: number): Promise<number> {
    const play = this.#plays.get(playId)!;
    const { buffer } = play.bytes;
    let before = -1;
    while (before < play.readBytes) {
      before = play.readBytes;
      while (play.readBytes < untilBytes && buffer.take(play.readBytes, play.readBytes + READ_BYTES) !== null)
        play.readBytes += READ_BYTES;
      if (play.readBytes < untilBytes && buffer.waitingFor === null)
        void buffer.read(play.readBytes, play.readBytes + READ_BYTES).catch(() => undefined);
      await this.#listen();
    }
    return play.readBytes;
  }

  /** The engine is gone before anything more has come of it. It may have kept what the window hasn't heard of. */
  lose(): void {
    this.#isConnected = false;
    this.#snapshot = this.#world.client.snapshot;
  }

  /** Another engine is there, with what the lost one has kept. */
  async findAnother(): Promise<void> {
    const { saved } = this.#world;
    const kept = saved.at(-1) ?? EMPTY_SNAPSHOT;
    this.#world = worldOf({ ...kept, wanted: 'paused', sound: 'paused', soundingWindow: null });
    this.#received = 0;
    this.#isConnected = true;
    await this.#world.open();
    const again = this.#lastWords.again(this.#snapshot, this.#world.client.windowId);
    await this.say(...again, ...this.#waiting.splice(0));
  }

  /** What an engine is told that goes to nobody any more. */
  sayToTheLost(message: HostMessage): void {
    this.#lastWords.hear(message);
  }

  end(): void {
    this.#ending.abort();
  }

  #send(message: HostMessage): void {
    if (!this.#isConnected) {
      this.#waiting.push(message);
      return;
    }
    this.#lastWords.hear(message);
    this.#world.engine.receive(this.#world.client, message);
  }

  async #listen(): Promise<void> {
    const { received } = this.#world.client;
    do {
      await settle();
      for (const message of this.#isConnected ? received.slice(this.#received) : [])
        if (message.type === 'bytes')
          this.#plays.get(message.playId)?.bytes.receive(message.start, message.bytes, message.source);
      this.#received = received.length;
      await settle();
    } while (this.#isConnected && this.#received < received.length);
  }
}

function worldOf(initial: Snapshot): World {
  return makeWorld(initial, { openOrigin: () => new MemoryOrigin([one, two]) });
}

/** The first track sounds, and the second is prepared. */
async function playing(): Promise<Window> {
  const window = new Window();
  await window.open();
  window.begin('p1', one, false);
  await window.say({ type: 'intent', intent: { kind: 'playTrack', trackId: 'one', playId: 'p1' } });
  // Often enough that the engine's own count of changes is ahead of what it has shown.
  for (const positionSeconds of [0, 3, 6, 9])
    await window.say({ type: 'sound', playId: 'p1', state: 'sounding', positionSeconds, latencyMs: null });
  window.begin('p2', two, true);
  await window.say({ type: 'prepare', plays: [{ playId: 'p2', trackId: 'two' }] });
  assert.equal(await window.read('p2', READ_BYTES), READ_BYTES);
  return window;
}

const crossing: HostMessage = { type: 'ended', playId: 'p1', next: { playId: 'p2', trackId: 'two' } };
const crossed: SoundMessage = {
  type: 'sound',
  playId: 'p2',
  state: 'sounding',
  positionSeconds: 0,
  latencyMs: null,
};
/** What the page prepares behind the crossing. */
const preparedThen: HostMessage = { type: 'prepare', plays: [{ playId: 'p3', trackId: 'one' }] };
/** Far behind every first window, and behind what the page asks for at once. */
const FAR = 409_600;

describe('An engine that takes the place of a lost one', () => {
  let window: Window;
  beforeEach(async () => {
    window = await playing();
  });
  afterEach(() => {
    window.end();
  });

  async function goesOnFar(): Promise<void> {
    assert.equal(window.snapshot.current?.playId, 'p2');
    window.soundFlows('p2');
    assert.equal(await window.read('p2', FAR), FAR);
  }

  it('brings what follows, joined after that, to its end', async () => {
    window.lose();
    await window.findAnother();
    assert.deepEqual(
      [window.snapshot.current?.playId, window.snapshot.positionSeconds, window.snapshot.sound],
      ['p1', 9, 'sounding'],
    );
    window.soundFlows('p2');
    await window.say(crossing, crossed);
    await goesOnFar();
  });

  it('brings what follows, joined before that, to its end, and what sounds too', async () => {
    window.soundFlows('p1');
    window.soundFlows('p2');
    window.lose();
    await window.findAnother();
    assert.equal(await window.read('p1', FAR), FAR);
    await window.say(crossing, crossed);
    await goesOnFar();
  });

  it('brings what the page had gone on to before it came', async () => {
    window.soundFlows('p2');
    window.lose();
    await window.say(crossing, crossed, preparedThen);
    await window.findAnother();
    await goesOnFar();
  });

  it('brings what the page had gone on to when the lost one could no longer say so', async () => {
    window.soundFlows('p2');
    window.lose();
    for (const message of [crossing, crossed, preparedThen]) window.sayToTheLost(message);
    await window.findAnother();
    await goesOnFar();
  });

  it('knows what is prepared in a window that does not sound, and how far', async () => {
    await window.say({ type: 'intent', intent: { kind: 'stop' } }, { type: 'pageHere', isHere: false });
    await window.say({ type: 'pageHere', isHere: true });
    window.begin('p4', two, true);
    await window.say({ type: 'prepare', plays: [{ playId: 'p4', trackId: 'two' }] });
    window.soundFlows('p4');
    window.lose();
    await window.findAnother();
    assert.equal(window.snapshot.soundingWindow, null);
    await window.say({ type: 'intent', intent: { kind: 'playTrack', trackId: 'two', playId: 'p4' } });
    assert.equal(await window.read('p4', FAR), FAR);
  });
});

describe('What a new engine is told', () => {
  const HERE: Snapshot = {
    ...EMPTY_SNAPSHOT,
    current: { playId: 'p1', trackId: 'one' },
    soundingWindow: 'here',
  };
  const windowOf = (playId: string, end: number): HostMessage => ({ type: 'window', playId, start: 0, end });
  const soundOf = (playId: string): HostMessage => ({ ...crossed, playId });

  function heard(...messages: readonly HostMessage[]): LastWords {
    const words = new LastWords();
    for (const message of [{ type: 'pageHere', isHere: true } as const, ...messages]) words.hear(message);
    return words;
  }

  it('is nothing of plays that are over', () => {
    const prepare: HostMessage = { type: 'prepare', plays: [{ playId: 'p3', trackId: 'two' }] };
    const words = heard(
      windowOf('p0', 1),
      soundOf('p1'),
      windowOf('p1', 2),
      windowOf('p3', 3),
      windowOf('p4', 4),
      prepare,
    );
    assert.deepEqual(words.again(HERE, 'here'), [
      { type: 'restore', snapshot: HERE, window: windowOf('p1', 2) },
      prepare,
      windowOf('p3', 3),
    ]);
  });

  it('is nothing of a page that another one has replaced', () => {
    const words = heard(soundOf('p1'), windowOf('p1', 2), preparedThen);
    words.hear({ type: 'pageHere', isHere: false });
    assert.deepEqual(words.again(EMPTY_SNAPSHOT, 'here'), []);
    words.hear({ type: 'pageHere', isHere: true });
    assert.deepEqual(words.again(HERE, 'here'), [{ type: 'restore', snapshot: HERE, window: null }]);
    assert.deepEqual(words.again(HERE, 'elsewhere'), [{ type: 'pageHere', isHere: true }]);
  });
});
