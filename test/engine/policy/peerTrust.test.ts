// Whom a listener's player believes, and what a peer can make it keep.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PeerTrust, type TrustAction, type TrustEvent } from '../../../src/engine/policy/peerTrust';
import { TRUST_LIMITS, type Offence, type TrustLimits } from '../../../src/engine/policy/trustLimits';
import { runsOf, walkOf } from '../../support/properties';

const MINUTE_MS = 60_000;

/** A player among peers. */
class Player {
  readonly trust: PeerTrust;
  nowMs = 0;

  constructor(limits: Partial<TrustLimits> = {}) {
    this.trust = new PeerTrust({ ...TRUST_LIMITS, ...limits });
  }

  tell(event: TrustEvent): readonly TrustAction[] {
    return this.trust.handle(event, this.nowMs);
  }

  meet(peerId: string, account = peerId): readonly TrustAction[] {
    return this.tell({ type: 'met', peerId, account });
  }

  catch(peerId: string, offence: Offence, times = 1): readonly TrustAction[] {
    return Array.from({ length: times }, () => this.tell({ type: 'offended', peerId, offence })).flat();
  }
}

describe('trust among peers', () => {
  it('bans the account of a peer at its first bad block, with every peer of it', () => {
    const player = new Player();
    player.meet('laptop', 'mallory');
    player.meet('desk', 'mallory');
    player.meet('bob');
    assert.deepEqual(player.catch('laptop', 'bad block'), [
      { type: 'ban', account: 'mallory', peerIds: ['laptop', 'desk'] },
      { type: 'disconnect', peerId: 'laptop', reason: 'banned' },
      { type: 'disconnect', peerId: 'desk', reason: 'banned' },
    ]);
    assert.equal(player.trust.size.peers, 1);
  });

  it('lets a banned account in no more in this session, whatever its peer id and however long it waits', () => {
    const player = new Player();
    player.meet('one', 'mallory');
    player.catch('one', 'bad block');
    player.nowMs = 100 * 24 * 60 * MINUTE_MS;
    assert.deepEqual(player.meet('another', 'mallory'), [
      { type: 'disconnect', peerId: 'another', reason: 'banned' },
    ]);
    assert.equal(player.trust.standingOf('mallory', player.nowMs), 'banned');
  });

  it('prefers others to a peer that has lied four times about what it has, or stalled twice', () => {
    for (const [offence, times] of [
      ['lie', 4],
      ['stall', 2],
      ['malformed', 1],
    ] as const) {
      const player = new Player();
      player.meet('mallory');
      assert.deepEqual(player.catch('mallory', offence, times - 1), [], offence);
      assert.deepEqual(player.catch('mallory', offence), [{ type: 'demote', peerId: 'mallory' }], offence);
      assert.deepEqual(player.catch('mallory', offence), [], 'said once');
    }
  });

  it('forgives a lie or two: an honest peer may just have let go of the track', () => {
    const player = new Player();
    player.meet('bob');
    for (let day = 0; day < 100; day++) {
      player.nowMs += 20 * MINUTE_MS;
      assert.deepEqual(player.catch('bob', 'lie', 2), []);
    }
  });

  it('holds out who goes on, also under another peer id, until it has faded', () => {
    const player = new Player();
    player.meet('one', 'mallory');
    assert.deepEqual(player.catch('one', 'lie', 12).at(-1), {
      ...{ type: 'disconnect', peerId: 'one', reason: 'held out' },
    });
    assert.deepEqual(player.meet('two', 'mallory'), [
      { type: 'disconnect', peerId: 'two', reason: 'held out' },
    ]);
    player.nowMs = 15 * MINUTE_MS;
    assert.deepEqual(player.meet('two', 'mallory'), [
      { type: 'disconnect', peerId: 'two', reason: 'held out' },
    ]);
    player.nowMs = 20 * MINUTE_MS;
    assert.deepEqual(player.meet('three', 'mallory'), []);
  });

  it('still prefers others to who comes back demoted', () => {
    const player = new Player();
    player.meet('mallory');
    player.catch('mallory', 'lie', 6);
    player.tell({ type: 'left', peerId: 'mallory' });
    player.nowMs = 5 * MINUTE_MS;
    assert.deepEqual(player.meet('mallory'), [{ type: 'demote', peerId: 'mallory' }]);
  });

  it('looks at 2,000 have-maps of an endless row, and holds out who sends it', () => {
    const player = new Player();
    player.meet('mallory');
    let looked = 0;
    for (let map = 0; map < 100_000; map++) {
      const said = player.tell({ type: 'heard', peerId: 'mallory', what: 'have-map' });
      if (said.length === 0) looked += 1;
      else assert.deepEqual(said[0], { type: 'ignore', peerId: 'mallory' });
    }
    assert.equal(looked, 2_000);
    assert.equal(player.trust.standingOf('mallory', 0), 'held out');
    assert.deepEqual(player.trust.size, { peers: 0, accounts: 1, banned: 0 });
  });

  it('listens to a lively peer for ever', () => {
    const player = new Player();
    player.meet('bob');
    for (let second = 0; second < 1_000; second++) {
      player.nowMs += 1_000;
      for (let message = 0; message < 200; message++)
        assert.deepEqual(player.tell({ type: 'heard', peerId: 'bob', what: 'message' }), []);
    }
  });

  it('looks at nothing of who hasn’t shown whose it is', () => {
    const player = new Player();
    assert.deepEqual(player.tell({ type: 'heard', peerId: 'stranger', what: 'message' }), [
      { type: 'ignore', peerId: 'stranger' },
    ]);
    assert.deepEqual(player.catch('stranger', 'bad block'), []);
    assert.deepEqual(player.trust.size, { peers: 0, accounts: 0, banned: 0 });
  });

  it('remembers no more than its limits, however many come', () => {
    const player = new Player();
    for (let at = 0; at < 100_000; at++) {
      player.meet(`peer ${at}`);
      player.catch(`peer ${at}`, at % 2 === 0 ? 'bad block' : 'lie');
      if (at % 1_000 !== 0) player.tell({ type: 'left', peerId: `peer ${at}` });
    }
    const { peers, accounts, banned } = player.trust.size;
    assert.ok(peers <= 100 && accounts <= 1_000 && banned <= 10_000, `${peers} ${accounts} ${banned}`);
    for (let at = 0; at < 200; at++) player.meet(`crowd ${at}`);
    assert.equal(player.trust.size.peers, 100);
    assert.deepEqual(player.meet('late'), [{ type: 'disconnect', peerId: 'late', reason: 'too many peers' }]);
  });

  it('never lets a banned account in, and judges all peers of an account alike, whatever happens', () => {
    const peerId = fc.integer({ min: 0, max: 7 }).map((at) => `peer ${at}`);
    const account = fc.constantFrom('ann', 'bob', 'carl');
    const offence = fc.constantFrom<Offence>('bad block', 'lie', 'stall', 'malformed', 'flood');
    const step: fc.Arbitrary<TrustEvent> = fc.oneof(
      fc.record({ type: fc.constant('met' as const), peerId, account }),
      fc.record({ type: fc.constant('left' as const), peerId }),
      fc.record({ type: fc.constant('offended' as const), peerId, offence }),
      fc.record({
        type: fc.constant('heard' as const),
        peerId,
        what: fc.constantFrom('have-map', 'message'),
      }),
    );
    fc.assert(
      fc.property(walkOf(step), (walk) => {
        const player = new Player({ peers: 4, accounts: 3, banned: 3 });
        const inside = new Map<string, string>();
        const banned = new Set<string>();
        for (const [pauseMs, event] of walk) {
          player.nowMs += pauseMs;
          if (event.type === 'met') inside.set(event.peerId, event.account);
          if (event.type === 'left') inside.delete(event.peerId);
          for (const action of player.tell(event)) {
            if (action.type === 'ban') banned.add(action.account);
            if (action.type === 'disconnect') inside.delete(action.peerId);
          }
          assert.equal(player.trust.size.peers, inside.size);
          assert.ok(inside.size <= 4);
          for (const [, owner] of inside) {
            assert.ok(!banned.has(owner), 'nobody banned is inside');
            assert.notEqual(player.trust.standingOf(owner, player.nowMs), 'held out');
          }
        }
      }),
      runsOf(500),
    );
  });
});
