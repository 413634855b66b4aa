// The way to the tracker, on real streams of libp2p, with a tracker that says what the test has it say.
import assert from 'node:assert/strict';
import type { Stream } from '@libp2p/interface';
import type { Holding } from '../../../src/engine/policy/trackerMessages';
import { TRACKER_ANSWER_MS } from '../../../src/engine/swarm/limits';
import { TrackerLink } from '../../../src/engine/swarm/trackerLink';
import { FrameReader, frameOf } from '../../../src/engine/swarm/wire/frames';
import { LONGEST_TRACKER_FRAME } from '../../../src/engine/swarm/wire/limits';
import {
  decodeTrackerMessage,
  encodeTrackerMessage,
  type TrackerMessage,
} from '../../../src/engine/swarm/wire/trackerCodec';
import { ConnectedNodes } from '../../support/libp2pStreams';
import { SteppedClock } from '../../support/steppedClock';
import { until } from '../../support/until';

type Of<Type extends TrackerMessage['type']> = TrackerMessage & { readonly type: Type };

/** The tracker's end of a stream. */
class ScriptedTracker {
  readonly stream: Stream;
  readonly heard: TrackerMessage[] = [];

  constructor(stream: Stream) {
    this.stream = stream;
    const reader = new FrameReader(LONGEST_TRACKER_FRAME);
    stream.addEventListener('message', ({ data }) => {
      for (const frame of reader.take(data.subarray())) {
        const message = decodeTrackerMessage(frame);
        if (message !== null) this.heard.push(message);
      }
    });
  }

  of<Type extends TrackerMessage['type']>(type: Type): readonly Of<Type>[] {
    return this.heard.filter((message): message is Of<Type> => message.type === type);
  }

  say(message: TrackerMessage): void {
    if (this.stream.status === 'open') this.stream.send(frameOf(encodeTrackerMessage(message)));
  }
}

describe('A member and its tracker', () => {
  let nodes: ConnectedNodes;
  let clock: SteppedClock;
  let trackers: ScriptedTracker[];
  let holdings: Holding[];
  let link: TrackerLink;

  before(async () => (nodes = await ConnectedNodes.start()));
  after(() => nodes.stop());
  beforeEach(async () => {
    clock = new SteppedClock();
    trackers = [];
    holdings = ['bafya', 'bafyb', 'bafyc', 'bafyd'].map((contentId) => ({ contentId, haveMap: null }));
    link = new TrackerLink({
      ...{ clock, random: () => 0.5, onTrouble: () => undefined, onRevoked: () => undefined },
      open: async () => {
        const [own, other] = await nodes.openStream();
        trackers.push(new ScriptedTracker(other));
        return own;
      },
      credential: () => new Uint8Array(3),
      addresses: () => ['/ip4/10.0.0.1/tcp/1'],
      holdings: () => holdings,
    });
    await link.start();
    await until(() => trackers[0]?.of('announce').length === 1);
  });
  afterEach(() => link.close());

  const tracker = (): ScriptedTracker => trackers.at(-1) ?? assert.fail('it has connected');
  const namesOf = ({ holdings: held, departed }: Of<'announce'>): readonly string[] => [
    ...held.map(({ contentId }) => contentId),
    ...departed.map((contentId) => `no ${contentId}`),
  ];
  const refuse = ({ queryId }: Of<'announce'>, refusedHoldings: number): void =>
    tracker().say({ type: 'refused', queryId, reason: 'later', refusedHoldings, waitMs: 5_000 });
  /** What is announced next. */
  const next = async (): Promise<Of<'announce'>> => {
    const before = tracker().of('announce').length;
    await until(() => {
      clock.step(1_000);
      return tracker().of('announce').length > before;
    });
    return tracker().of('announce').at(-1) ?? assert.fail();
  };

  it('tells again what wasn’t taken of an announcement, and not what it happens to have besides', async () => {
    link.announce(
      [
        { contentId: 'bafyb', haveMap: null },
        { contentId: 'bafynew', haveMap: null },
      ],
      0,
    );
    holdings.unshift({ contentId: 'bafynew', haveMap: null });
    await until(() => tracker().of('announce').length === 2);
    refuse(tracker().of('announce')[1]!, 1);
    assert.deepEqual(namesOf(await next()), ['bafynew']);
  });

  it('tells it as it stands by then', async () => {
    const [first] = tracker().of('announce');
    holdings = holdings.filter(({ contentId }) => contentId !== 'bafyd');
    refuse(first!, 2);
    assert.deepEqual(namesOf(await next()), ['bafyc', 'no bafyd']);
  });

  it('tells all where it no longer knows what was refused', async () => {
    tracker().say({ type: 'refused', queryId: 4_711, reason: 'later', refusedHoldings: 1, waitMs: 1 });
    assert.deepEqual(namesOf(await next()), ['bafya', 'bafyb', 'bafyc', 'bafyd']);
  });

  it('waits for no answer when the tracker is gone', async () => {
    const found = link.find(['bafya']);
    await until(() => tracker().of('find').length === 1);
    tracker().stream.abort(new Error('gone'));
    await assert.rejects(found, /tracker is gone/);
  });

  it('waits for no answer when it leaves', async () => {
    const found = link.find(['bafya']);
    await until(() => tracker().of('find').length === 1);
    link.close();
    await assert.rejects(found, /has been left/);
    await assert.rejects(link.find(['bafya']), /gone|left/);
  });

  it('waits ten seconds at most for one that says nothing', async () => {
    const found = link.find(['bafya']);
    const refused = assert.rejects(found, /doesn't answer/);
    await until(() => tracker().of('find').length === 1);
    clock.step(TRACKER_ANSWER_MS);
    await refused;
  });

  it('leaves a tracker that talks without end, and comes back later', async () => {
    const first = tracker();
    for (let queryId = 0; queryId < 2_000; queryId++)
      first.say({ type: 'found', queryId: queryId + 1_000, found: [] });
    await until(() => first.stream.status !== 'open');
    clock.step(2_000);
    await until(() => trackers.length === 2);
  });
});
