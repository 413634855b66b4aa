// Events that the fetch policy takes in a second: a track of 300 blocks, fetched over and over, from the origin and from ten
// peers; and what a session takes in memory.
import type { FetchAction, FetchEvent } from '../src/engine/policy/fetchMessages';
import { FetchPolicy } from '../src/engine/policy/fetchPolicy';
import { PROFILES } from '../src/engine/policy/limits';
import type { BlockRange } from '../src/shared/blocks';
import type { Track } from '../src/shared/track';
import { holdContest, report } from './contest';

const TRACK: Track = {
  id: 'track',
  title: 'Title',
  artist: 'Artist',
  album: 'Album',
  durationSeconds: 240,
  sizeBytes: 300 * 16 * 1024,
  revision: 'r1',
  contentId: 'content',
  mediaInfo: null,
  replayGain: null,
  mediaType: 'audio/ogg',
};
/** What the issue asks of one core. */
const WANTED_PER_SECOND = 500_000;
const ROUND_MS = 300;
const PEERS = 10;
const HAS_ALL = new Uint8Array(38).fill(255);
/** Sessions whose memory is measured together. */
const SESSIONS = 2_000;

/** Has a track fetched whole, with the window moving ahead of the playhead as a page would have it. Returns the number of events. */
function fetchTrack(policy: FetchPolicy, playId: string): number {
  let events = 0;
  const waiting: { readonly requestId: number; readonly blocks: BlockRange }[] = [];
  const handle = (event: FetchEvent): void => {
    events += 1;
    policy.handle(event, events).forEach(note);
  };
  const note = (action: FetchAction): void => {
    if (action.type === 'askOrigin') waiting.push(action);
  };
  handle({ type: 'trackWanted', playId, track: TRACK, purpose: 'play', held: null });
  for (let end = 0; end < TRACK.sizeBytes; end += 500_000) {
    handle({
      type: 'windowMoved',
      playId,
      window: { start: end, end: Math.min(end + 1_000_000, TRACK.sizeBytes) },
    });
    for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
      const { requestId, blocks } = request;
      for (let block = blocks.first; block < blocks.end; block++)
        handle({ type: 'blockArrived', requestId, block });
      handle({ type: 'requestDone', requestId });
    }
  }
  handle({ type: 'abandoned', playId });
  return events;
}

/** Has a track fetched whole from ten peers that answer in turn. Returns the number of events. */
function fetchFromPeers(policy: FetchPolicy, playId: string): number {
  let events = 0;
  let nowMs = 0;
  const waiting: { readonly requestId: number; readonly blocks: BlockRange }[] = [];
  const handle = (event: FetchEvent): void => {
    events += 1;
    nowMs += 5;
    for (const action of policy.handle(event, nowMs))
      if (action.type === 'askPeer' || action.type === 'askOrigin') waiting.push(action);
  };
  const playhead = (): void =>
    handle({ type: 'playheadMoved', playId, secondsLeft: 240 - nowMs / 1000, isSounding: true });
  handle({ type: 'trackWanted', playId, track: TRACK, purpose: 'play', held: null });
  handle({ type: 'windowMoved', playId, window: { start: 0, end: 600_000 } });
  playhead();
  for (let at = 0; at < waiting.length; at++) {
    const { requestId, blocks } = waiting[at] ?? { requestId: 0, blocks: { first: 0, end: 0 } };
    for (let block = blocks.first; block < blocks.end; block++)
      handle({ type: 'blockArrived', requestId, block });
    if (at % 60 === 59) playhead();
  }
  handle({ type: 'abandoned', playId });
  return events;
}

function policyWithPeers(): FetchPolicy {
  const policy = new FetchPolicy(PROFILES.modern);
  policy.handle({ type: 'peersUsed', isOn: true }, 0);
  policy.handle({ type: 'manifestKnown', contentId: 'content' }, 0);
  for (let peer = 0; peer < PEERS; peer++) {
    const peerId = `peer ${peer}`;
    policy.handle({ type: 'peerFound', peerId, roundTripMs: 60 }, 0);
    policy.handle({ type: 'peerHas', peerId, contentId: 'content', haveMap: HAS_ALL }, 0);
  }
  return policy;
}

function eventsPerSecond(
  policy: FetchPolicy,
  fetch: (policy: FetchPolicy, playId: string) => number,
): number {
  const startMs = performance.now();
  let events = 0;
  for (let play = 0; performance.now() - startMs < ROUND_MS; play++) events += fetch(policy, `play ${play}`);
  return events / ((performance.now() - startMs) / 1000);
}

/** What a thing takes in memory, in KiB, on the mean of many. */
function kibibytesOf(make: () => unknown): number {
  const before = process.memoryUsage();
  const things = Array.from({ length: SESSIONS }, make);
  const after = process.memoryUsage();
  const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  return things.length === SESSIONS ? bytes / SESSIONS / 1024 : NaN;
}

async function main(): Promise<void> {
  const contest = { unit: 'events/s', rounds: 15, references: { 'what is asked for': WANTED_PER_SECOND } };
  const fromOrigin = await holdContest({
    ...{ ...contest, name: 'fetch a track of 300 blocks' },
    ours: () => eventsPerSecond(new FetchPolicy(PROFILES.modern), fetchTrack),
  });
  const fromPeers = await holdContest({
    ...{ ...contest, name: 'the same from 10 peers' },
    ours: () => eventsPerSecond(policyWithPeers(), fetchFromPeers),
  });
  const idle = kibibytesOf(() => new FetchPolicy(PROFILES.modern));
  const active = kibibytesOf(() => {
    const policy = policyWithPeers();
    policy.handle({ type: 'trackWanted', playId: 'play', track: TRACK, purpose: 'play', held: null }, 0);
    policy.handle({ type: 'windowMoved', playId: 'play', window: { start: 0, end: 600_000 } }, 0);
    return policy;
  });
  report(
    [...fromOrigin, ...fromPeers],
    [
      `A session takes ${idle.toFixed(0)} KiB when idle, and ${active.toFixed(0)} KiB with a play and 10 peers.`,
    ],
  );
}

void main();
