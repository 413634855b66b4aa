// Fifty listeners in one process: tracker, serving, neighbours and trust together, with people who come and go, who never share,
// who send other bytes and who promise what they lack.
import assert from 'node:assert/strict';
import { NEIGHBOUR_PROFILES } from '../../../src/engine/policy/neighbourLimits';
import { MemorySwarm } from '../../support/memorySwarm';
import type { Conduct, SwarmMember } from '../../support/swarmMember';

const SIZE_BYTES = 20 * 16_384;
const SONGS = 30;

interface Town {
  readonly swarm: MemorySwarm;
  readonly of: (conduct: Conduct) => readonly SwarmMember[];
}

/** Fifty listeners, of whom five never share; and `others` among them. */
function townOf(options: { readonly seed: number; readonly others?: readonly Conduct[] }): Town {
  const swarm = new MemorySwarm({ seed: options.seed, sizeBytes: SIZE_BYTES });
  const others: readonly Conduct[] = options.others ?? [];
  for (let at = 0; at < 50; at++)
    swarm.add(`listener ${at}`, others[at] ?? (at % 10 === 9 ? 'free rider' : 'honest'));
  const of = (conduct: Conduct): readonly SwarmMember[] =>
    [...swarm.members.values()].filter((member) => member.conduct === conduct);
  return { swarm, of };
}

/** Everybody plays what is popular, one track after another; now and then somebody goes away and comes back. */
function live({ swarm }: Town, options: { readonly seconds: number; readonly isChurning?: boolean }): void {
  const { random } = swarm;
  for (let second = 0; second < options.seconds; second++) {
    swarm.pass(1);
    for (const member of swarm.members.values()) {
      const isBusy = !member.isIdle || member.conduct === 'liar' || member.conduct === 'corrupt';
      if (member.isOnline && !isBusy && random() < 0.2)
        member.play(`song ${Math.floor(random() ** 3 * SONGS)}`);
      if (options.isChurning !== true) continue;
      if (member.isOnline && random() < 0.01) member.leave();
      else if (!member.isOnline && random() < 0.05) member.join();
    }
    check(swarm);
  }
}

/** What must hold at any time. */
function check(swarm: MemorySwarm): void {
  const { members, places } = swarm.tracker.size;
  assert.ok(members <= 50 && places <= SONGS * 20);
  for (const member of swarm.members.values()) {
    assert.ok(member.links.neighbours.count <= NEIGHBOUR_PROFILES.modern.hard);
    assert.equal(
      member.links.neighbours.count,
      member.connected.size,
      'connected to its neighbours and nobody else',
    );
    assert.ok(member.links.neighbours.queryCount <= 60);
    assert.ok(member.serving.load <= 1);
  }
}

describe('fifty listeners together', function () {
  // A minute of theirs takes some seconds of a busy machine.
  this.timeout(120_000);

  it('have most of what they play from each other, and all of it', () => {
    const town = townOf({ seed: 1 });
    live(town, { seconds: 60 });
    town.swarm.pass(15);
    const { plays, finished, originBlocks, peerBlocks } = town.swarm.counts;
    assert.ok(plays > 250, `${plays} plays`);
    assert.equal(finished, plays);
    assert.ok(peerBlocks > 3 * originBlocks, `${peerBlocks} of peers, ${originBlocks} of the origin`);
  });

  it('send nobody more than two megabits a second, and those who never share send nothing', () => {
    const town = townOf({ seed: 2 });
    const sent = new Map<SwarmMember, number>();
    for (let second = 0; second < 20; second++) {
      live(town, { seconds: 1 });
      for (const member of town.swarm.members.values()) {
        const before = sent.get(member) ?? 0;
        assert.ok(member.uploads.sentBytes - before <= 250_000 + 16_384);
        sent.set(member, member.uploads.sentBytes);
      }
    }
    assert.ok(town.of('free rider').every(({ uploads }) => uploads.sentBytes === 0));
    assert.ok(town.of('honest').filter(({ uploads }) => uploads.sentBytes > 0).length > 25, 'many give');
  });

  it('finish what they play though others go away in the middle of a block', () => {
    const town = townOf({ seed: 3 });
    live(town, { seconds: 60, isChurning: true });
    for (const member of town.swarm.members.values()) if (!member.isOnline) member.join();
    town.swarm.pass(15);
    assert.ok(
      [...town.swarm.members.values()].every(({ isIdle }) => isIdle),
      'nobody waits',
    );
    const { originBlocks, peerBlocks } = town.swarm.counts;
    assert.ok(peerBlocks > originBlocks, `${peerBlocks} of peers, ${originBlocks} of the origin`);
  });

  it('keep no bad block, and each bans who sent it at the first', () => {
    const town = townOf({ seed: 4, others: ['corrupt', 'corrupt', 'corrupt'] });
    for (const member of town.of('corrupt'))
      for (let song = 0; song < SONGS; song++) {
        const contentId = `song ${song}`;
        member.uploads.handle({ type: 'held', contentId, sizeBytes: SIZE_BYTES, haveMap: null });
        member.held.set(contentId, Uint8Array.of(0xff, 0xff, 0x0f));
      }
    for (const member of town.of('corrupt')) {
      member.leave();
      town.swarm.pass(1);
      member.join();
    }
    live(town, { seconds: 40 });
    town.swarm.pass(15);
    const { badBlocks, bans, finished, plays } = town.swarm.counts;
    assert.ok(badBlocks > 10, `${badBlocks} were sent`);
    assert.ok(bans <= 47 * 3, 'each bans each once at most');
    assert.ok(badBlocks <= bans * 2, `${badBlocks} bad blocks, ${bans} bans: no more than was under way`);
    assert.equal(finished, plays);
  });

  it('soon leave those alone who promise everything and have nothing', () => {
    const town = townOf({ seed: 5, others: ['liar', 'liar', 'liar'] });
    live(town, { seconds: 40 });
    const vain = town.swarm.counts.refusals['gone'] ?? 0;
    live(town, { seconds: 40 });
    town.swarm.pass(15);
    const { finished, plays, originBlocks, peerBlocks, refusals } = town.swarm.counts;
    assert.equal(finished, plays);
    assert.ok(peerBlocks > 2 * originBlocks, `${peerBlocks} of peers, ${originBlocks} of the origin`);
    const later = (refusals['gone'] ?? 0) - vain;
    assert.ok(later < vain / 2, `${vain} promises in vain at first, ${later} later`);
  });

  it('find each other without the tracker, among neighbours', () => {
    const town = townOf({ seed: 6 });
    live(town, { seconds: 30 });
    town.swarm.isTrackerUp = false;
    const { originBlocks, peerBlocks } = { ...town.swarm.counts };
    live(town, { seconds: 30 });
    const origin = town.swarm.counts.originBlocks - originBlocks;
    const peers = town.swarm.counts.peerBlocks - peerBlocks;
    assert.ok(peers > origin, `${peers} of peers, ${origin} of the origin`);
  });

  it('do the same again with the same seed', () => {
    const counts = [7, 7, 8].map((seed) => {
      const town = townOf({ seed });
      live(town, { seconds: 15, isChurning: true });
      return JSON.stringify(town.swarm.counts);
    });
    assert.equal(counts[0], counts[1]);
    assert.notEqual(counts[0], counts[2]);
  });
});
