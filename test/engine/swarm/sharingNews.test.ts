// What windows are told of sharing, in simulated time.
import assert from 'node:assert/strict';
import { SharingNews } from '../../../src/engine/swarm/sharingNews';
import type { Sharing } from '../../../src/shared/peerSettings';
import { SimulatedClock } from '../../support/world';

const SECOND_MS = 1_000;
const SETTINGS = { isOn: true, uploadCapBytesPerSecond: null, isMetered: false };

describe('The news of sharing', () => {
  let clock: SimulatedClock;
  let news: SharingNews;
  let told: Sharing[];
  beforeEach(() => {
    clock = new SimulatedClock();
    news = new SharingNews(clock);
    told = [];
    news.onChange((sharing) => told.push(sharing));
  });

  it('says whose members can be shared with, and how much may go out; the same once only', () => {
    news.offer('music.example');
    news.offer('music.example');
    news.allow({ ...SETTINGS, uploadCapBytesPerSecond: 10_240 });
    news.allow({ ...SETTINGS, isMetered: true });
    news.offer(null);
    assert.deepEqual(
      told.map(({ server, capBytesPerSecond }) => [server, capBytesPerSecond]),
      [
        ['music.example', 250_000],
        ['music.example', 10_240],
        ['music.example', 0],
        [null, 0],
      ],
    );
  });

  it('says what goes out, and to how many, a second after it has begun and every five from then on', async () => {
    for (let second = 0; second < 12; second++) {
      news.sent('ann', 6_000);
      if (second >= 6) news.sent('bob', 2_000);
      await clock.advance(SECOND_MS);
    }
    assert.deepEqual(
      told.map(({ upload }) => upload),
      [
        { bytesPerSecond: 6_000, peers: 1 },
        // Nothing new after six; after eleven: ten of six thousand, and five of two.
        { bytesPerSecond: 7_000, peers: 2 },
      ],
    );
  });

  it('neither comes nor goes between two bursts, and is gone ten seconds after the last', async () => {
    for (let burst = 0; burst < 5; burst++) {
      news.sent('ann', 128_000);
      await clock.advance(6 * SECOND_MS);
    }
    assert.ok(told.length > 0 && told.every(({ upload }) => upload !== null));
    await clock.advance(15 * SECOND_MS);
    assert.equal(news.sharing.upload, null);
    const before = told.length;
    await clock.advance(3_600 * SECOND_MS);
    assert.equal(told.length, before);
  });

  it('says at once that nothing goes out any more when the swarm is left, and begins anew', async () => {
    news.sent('ann', 128_000);
    await clock.advance(2 * SECOND_MS);
    news.leave();
    assert.equal(told.at(-1)?.upload, null);
    await clock.advance(20 * SECOND_MS);
    news.sent('bob', 1_000);
    await clock.advance(SECOND_MS);
    assert.deepEqual(told.at(-1)?.upload, { bytesPerSecond: 1_000, peers: 1 });
  });
});
