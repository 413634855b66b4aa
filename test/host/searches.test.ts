// The window's end of a search, with an engine that answers when the test says so.
import assert from 'node:assert/strict';
import { Searches } from '../../src/host/searches';
import { LONGEST_QUERY, type SearchMessage } from '../../src/shared/pageMessages';
import { makeTrack } from '../support/world';

describe("A window's searches", () => {
  const open = (): { searches: Searches; sent: SearchMessage[] } => {
    const sent: SearchMessage[] = [];
    let ids = 0;
    return {
      sent,
      searches: new Searches(
        (message) => sent.push(message),
        () => `s${++ids}`,
      ),
    };
  };
  const answer = (searchId: string) =>
    ({ type: 'found', searchId, tracks: [makeTrack(`found by ${searchId}`, 1_000)] }) as const;

  it('end without an answer where a later one has come, and late answers count for nothing', async () => {
    const { searches } = open();
    const typed = ['b', 'bl', 'blu'].map((query) => searches.ask(query));
    searches.give(answer('s1'));
    searches.give(answer('s3'));
    searches.give(answer('s2'));
    assert.deepEqual(await Promise.all(typed), [null, null, answer('s3').tracks]);
  });

  it('are asked again of an engine that replaces a lost one, unless they are answered', async () => {
    const { searches, sent } = open();
    searches.askAgain();
    const found = searches.ask('blue');
    searches.askAgain();
    searches.give(answer('s1'));
    searches.askAgain();
    assert.deepEqual(await found, answer('s1').tracks);
    assert.deepEqual(
      sent.map(({ query }) => query),
      ['blue', 'blue'],
    );
  });

  it('are cut to what the engine takes, and let go of when the window closes', async () => {
    const { searches, sent } = open();
    const found = searches.ask(` ${'x'.repeat(10_000)} `);
    assert.equal(sent[0]?.query, 'x'.repeat(LONGEST_QUERY));
    searches.stop();
    assert.equal(await found, null);
  });
});
