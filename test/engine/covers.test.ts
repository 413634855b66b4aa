import assert from 'node:assert/strict';
import { coverOf } from '../../src/engine/origin/picture';
import { OriginError, type Cover, type CoverRequest } from '../../src/engine/ports';
import { makeWorld } from '../support/engineWorld';
import { png } from '../support/pictures';
import { settle } from '../support/world';

const [RED, GREEN] = [cover([255, 0, 0]), cover([0, 255, 0])];

function cover(colour: readonly [number, number, number]): Cover {
  const found = coverOf(png({ colour }));
  assert.ok(found);
  return found;
}

/** A world whose origin has covers. */
function coveredWorld() {
  const world = makeWorld();
  const answers = new Map<string, Cover | Pick<Cover, 'id'> | null | OriginError>([
    ['one', RED],
    ['two', null],
  ]);
  const asked: CoverRequest[] = [];
  Object.assign(world.origin, {
    cover: async (request: CoverRequest) => {
      await request.turn();
      asked.push(request);
      const answer = answers.get(request.track.id) ?? null;
      if (answer instanceof OriginError) throw answer;
      return answer;
    },
  });
  const want = (...trackIds: string[]): Promise<void> => world.say({ type: 'coverWanted', trackIds });
  /** What the window was given of each track: the picture's id, or null. */
  const given = (): readonly (readonly [string, string | null])[] =>
    world.client.received.flatMap((message) =>
      message.type === 'cover'
        ? [[message.trackId, message.bytes ? (coverOf(message.bytes)?.id ?? null) : null] as const]
        : [],
    );
  return { ...world, answers, asked, want, given };
}

describe('The covers that windows want', () => {
  it('come one after the other, or the word that there is none', async () => {
    const { open, want, given } = coveredWorld();
    await open();
    await want('one', 'two', 'nobody’s');
    assert.deepEqual(given(), [
      ['one', RED.id],
      ['two', null],
    ]);
  });

  it('wait for the first note, and until the play misses nothing', async () => {
    const { open, intend, say, want, given, asked } = coveredWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await want('one');
    assert.equal(asked.length, 0);
    const sounds = { type: 'sound', playId: 'mine', state: 'sounding', positionSeconds: 0 } as const;
    await say({ ...sounds, latencyMs: 20 });
    await settle();
    assert.deepEqual(given(), [['one', RED.id]]);
  });

  it('wait while the origin owes the play bytes', async () => {
    const { open, intend, say, want, given, origin } = coveredWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await say({ type: 'sound', playId: 'mine', state: 'sounding', positionSeconds: 0, latencyMs: 20 });
    let release = (): void => undefined;
    origin.gate = new Promise((resolve) => (release = resolve));
    await say({ type: 'window', playId: 'mine', start: 0, end: 300_000 });
    await want('one');
    await settle();
    assert.deepEqual(given(), []);
    release();
    await settle();
    await settle();
    assert.deepEqual(given(), [['one', RED.id]]);
  });

  it('are shown from the disk at once, and asked about once', async () => {
    const { open, want, given, asked } = coveredWorld();
    await open();
    await want('one');
    await want('one');
    await want('two');
    await want('two');
    assert.deepEqual(
      given().map(([, id]) => id),
      [RED.id, RED.id, null, null],
    );
    assert.equal(asked.length, 2);
    assert.deepEqual(asked[1]?.held, [RED.id]);
  });

  it('are shown anew where the origin has another one by now', async () => {
    const { open, want, given, covers, answers } = coveredWorld();
    await covers.keep('memory/one/r1', GREEN);
    await open();
    await want('one');
    assert.deepEqual(given(), [
      ['one', GREEN.id],
      ['one', RED.id],
    ]);
    answers.set('two', { id: GREEN.id });
    await want('two');
    assert.deepEqual(given().at(-1), ['two', GREEN.id]);
  });

  it('stand as they are while the origin is away', async () => {
    const { open, want, given, covers, answers } = coveredWorld();
    const away = new OriginError("the origin can't be reached", { isFinal: false });
    answers.set('one', away).set('two', away);
    await covers.keep('memory/one/r1', GREEN);
    await open();
    await want('one', 'two');
    assert.deepEqual(given(), [
      ['one', GREEN.id],
      ['two', null],
    ]);
    answers.set('two', RED);
    await want('two');
    assert.deepEqual(given().at(-1), ['two', RED.id]);
  });

  it('of a folder on this disk are kept nowhere else', async () => {
    const { open, want, given, covers, origin } = coveredWorld();
    Object.assign(origin, { isLocal: true });
    await open();
    await want('one');
    assert.deepEqual(given(), [['one', RED.id]]);
    assert.equal(covers.tracks.size, 0);
  });

  it('are no longer had for a window that wants others', async () => {
    const { open, intend, say, want, asked } = coveredWorld();
    await open();
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'mine' });
    await want('one');
    await want('two');
    await say({ type: 'sound', playId: 'mine', state: 'sounding', positionSeconds: 0, latencyMs: 20 });
    await settle();
    assert.deepEqual(
      asked.map(({ track }) => track.id),
      ['two'],
    );
  });
});
