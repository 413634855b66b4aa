// What the host sends a page: what belongs together in one message, nothing late that anybody waits for.
import assert from 'node:assert/strict';
import { once, EventEmitter } from 'node:events';
import { PageOutbox } from '../../src/host/pageOutbox';
import type { ToPageMessage } from '../../src/shared/toPageMessages';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../src/shared/snapshot';

const snapshot = (change: Partial<Snapshot>): ToPageMessage => ({
  type: 'snapshot',
  snapshot: { ...EMPTY_SNAPSHOT, ...change },
  isSoundingHere: true,
  soundSettings: { crossfadeSeconds: 0, replayGain: 'off' },
});
const LOADING = { wanted: 'playing', sound: 'loading', current: { playId: 'p', trackId: 't' } } as const;
const mediaInfo: ToPageMessage = { type: 'mediaInfo', playId: 'p', mediaInfo: null };
const bytes: ToPageMessage = {
  type: 'bytes',
  playId: 'p',
  start: 0,
  source: 'cache',
  bytes: new Uint8Array(1),
};

describe('what is sent to the page', () => {
  let posts: string[];
  let outbox: PageOutbox;
  const events = new EventEmitter();
  beforeEach(() => {
    posts = [];
    outbox = new PageOutbox((messages) => {
      posts.push(messages.map(({ type }) => type).join(' '));
      events.emit('post');
    });
  });

  it('goes at once where the page has not started the play itself, bytes with those that come together', async () => {
    for (const message of [snapshot(LOADING), mediaInfo, bytes, bytes]) outbox.send(message);
    assert.deepEqual(posts, ['snapshot', 'mediaInfo']);
    await once(events, 'post');
    outbox.send(bytes);
    outbox.send(mediaInfo);
    await new Promise(setImmediate);
    assert.deepEqual(posts, ['snapshot', 'mediaInfo', 'bytes bytes', 'bytes mediaInfo']);
  });

  it('goes with the first bytes where it only confirms a click, and in order', () => {
    outbox.clicked('p');
    for (const message of [snapshot(LOADING), mediaInfo, bytes, snapshot(LOADING)]) outbox.send(message);
    assert.deepEqual(posts, ['snapshot mediaInfo bytes', 'snapshot']);
  });

  it('goes a moment later where no bytes come', async () => {
    outbox.clicked('p');
    outbox.send(snapshot(LOADING));
    assert.deepEqual(posts, []);
    await once(events, 'post');
    assert.deepEqual(posts, ['snapshot']);
  });

  it('does not keep what says something else waiting', () => {
    outbox.clicked('p');
    outbox.send(snapshot(LOADING));
    outbox.send(snapshot({ ...LOADING, wanted: 'paused' }));
    assert.deepEqual(posts, ['snapshot snapshot']);
  });

  it('is nothing once its page is gone', () => {
    outbox.clicked('p');
    outbox.send(snapshot(LOADING));
    outbox.clear();
    outbox.send(mediaInfo);
    assert.deepEqual(posts, ['mediaInfo']);
  });
});
