import assert from 'node:assert/strict';
import { OriginError } from '../../../src/engine/ports';
import { makeWorld } from '../../support/engineWorld';
import { bytesOf } from '../../support/world';

/** A world with music, and how often its origin was told to let go of its connections. */
async function listening() {
  const world = makeWorld();
  let reconnects = 0;
  Object.assign(world.origin, { reconnect: () => reconnects++ });
  await world.open();
  return { ...world, reconnects: () => reconnects };
}

describe('a machine that sleeps', () => {
  for (const monotonic of ['stands still', 'goes on'] as const) {
    it(`has what was under way asked for anew at once when it wakes (its clock ${monotonic} meanwhile)`, async () => {
      const { client, clock, origin, intend, reconnects } = await listening();
      origin.gate = new Promise(() => undefined); // the answer will never come
      await intend({ kind: 'playTrack', trackId: 'two', playId: 'mine' });
      await clock.advance(100);
      origin.gate = Promise.resolve();
      await clock.sleep(3_600_000, monotonic);
      await clock.advance(2_000);
      assert.equal(reconnects(), 1);
      const { bytes } = client.bytesOf('mine', 20_000);
      assert.deepEqual(Buffer.from(bytes), Buffer.from(bytesOf(origin.tracks[1]!)));
    });

    it(`waits no longer for an origin that failed before (its clock ${monotonic} meanwhile)`, async () => {
      const { client, clock, origin, intend } = await listening();
      for (let failures = 0; failures < 7; failures++)
        origin.failures.push(new OriginError('no network', { isFinal: false }));
      await intend({ kind: 'playTrack', trackId: 'two', playId: 'mine' });
      await clock.advance(16_100); // six of seven tries have failed; the next is in eight seconds
      origin.failures.length = 0;
      await clock.sleep(60_000, monotonic);
      await clock.advance(2_000);
      assert.equal(client.bytesOf('mine', 20_000).times.indexOf(0), -1);
    });
  }

  it('is asked for new connections by the first click after a sleep in which nothing was under way', async () => {
    const { clock, intend, say, reconnects } = await listening();
    await intend({ kind: 'playTrack', trackId: 'two', playId: 'mine' });
    await say({ type: 'ended', playId: 'mine', next: null });
    await clock.advance(10_000);
    await clock.sleep(3_600_000, 'stands still');
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'later' });
    assert.equal(reconnects(), 1);
  });

  it('is not suspected because an origin is slow, or because nothing happened for an hour', async () => {
    const { clock, origin, intend, reconnects } = await listening();
    let release = (): void => undefined;
    origin.gate = new Promise((resolve) => (release = resolve));
    await intend({ kind: 'playTrack', trackId: 'two', playId: 'mine' });
    await clock.advance(14_000);
    release();
    await clock.advance(3_600_000);
    await intend({ kind: 'playTrack', trackId: 'one', playId: 'later' });
    assert.equal(reconnects(), 0);
    assert.equal(origin.reads.filter(({ trackId }) => trackId === 'two').length, 1);
  });
});
