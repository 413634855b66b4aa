// Events that the fetch policy takes in a second: a track of 300 blocks, fetched over and over.
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
  contentId: null,
  mediaInfo: null,
  replayGain: null,
  mediaType: 'audio/ogg',
};
/** What the issue asks of one core. */
const WANTED_PER_SECOND = 500_000;
const ROUND_MS = 300;

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

function eventsPerSecond(): number {
  const policy = new FetchPolicy(PROFILES.modern);
  const startMs = performance.now();
  let events = 0;
  for (let play = 0; performance.now() - startMs < ROUND_MS; play++)
    events += fetchTrack(policy, `play ${play}`);
  return events / ((performance.now() - startMs) / 1000);
}

async function main(): Promise<void> {
  const rows = await holdContest({
    name: 'fetch a track of 300 blocks',
    unit: 'events/s',
    rounds: 15,
    ours: eventsPerSecond,
    references: { 'what is asked for': WANTED_PER_SECOND },
  });
  report(rows);
}

void main();
