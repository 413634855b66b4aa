// When a swarm is joined, and left: the listener's word, the first sound, and origins that are slow, away or other than before. The
// clock and the origins are scripted, and in place of nodes of libp2p there is a note of what would be started.
import assert from 'node:assert/strict';
import type { Origin, SwarmInvitation, SwarmOrigin } from '../../../src/engine/ports';
import { SERVING_PROFILES } from '../../../src/engine/policy/servingLimits';
import type { Identity } from '../../../src/engine/swarm/identity';
import { Membership } from '../../../src/engine/swarm/membership';
import type { StartSwarm } from '../../../src/engine/swarm/membershipParts';
import { SteppedClock } from '../../support/steppedClock';

const HOUR_MS = 3_600_000;
const ALLOWED = { isOn: true, uploadCapBytesPerSecond: null, isMetered: false };

const invitationOf = (swarm: string): SwarmInvitation => ({
  ...{ swarm, originKey: new Uint8Array(1), originPeerId: swarm, addresses: [], stun: [] },
  ...{ credential: new Uint8Array([1]), countsForMs: HOUR_MS },
});

/** An origin that answers as told: with an invitation, with none, with a failure, or not yet. */
function origin(name: string, invite: () => Promise<SwarmInvitation | null>): SwarmOrigin {
  return {
    origin: { name, isLocal: false, hasSwarm: true, invite } as Partial<Origin> as Origin,
    tracks: [],
  };
}

describe('Membership of a swarm', () => {
  let clock: SteppedClock;
  let done: string[];
  let membership: Membership;

  beforeEach(() => {
    clock = new SteppedClock();
    done = [];
    const start = ({ invitation: { swarm } }: Parameters<StartSwarm>[0]): ReturnType<StartSwarm> => {
      done.push(`join ${swarm}`);
      const peers = {
        ...{ peerId: 'self', connected: [], counts: { receivedBytes: 0, sentBytes: 0, offences: 0 } },
        onNews: () => undefined,
        setSharing: () => undefined,
        setEmergency: (isOn: boolean) => isOn && done.push('emergency'),
        setCap: (cap: number) => done.push(`cap ${cap}`),
        setCredential: () => done.push('renew'),
        stop: () => Promise.resolve(void done.push(`leave ${swarm}`)),
      };
      const tracker = { close: () => undefined, renew: () => undefined };
      return Promise.resolve({ peers, tracker } as unknown as Awaited<ReturnType<StartSwarm>>);
    };
    membership = new Membership({
      ...{ clock, random: () => 0.5, info: () => undefined },
      store: {
        lookUp: () => Promise.resolve(null),
        read: () => Promise.resolve([]),
        contentKeys: () => [],
        onHeldChange: () => undefined,
      },
      load: () => {
        done.push('load');
        return Promise.resolve({
          identity: { peerId: 'self' } as Identity,
          listen: [],
          webRtc: null,
          isOnLan: false,
          start,
        });
      },
    });
  });

  const { modern } = SERVING_PROFILES;
  const CAP = `cap ${modern.capBytesPerSecond}`;
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  };
  const begin = async (...origins: readonly SwarmOrigin[]): Promise<void> => {
    membership.use(origins);
    membership.allow(ALLOWED);
    membership.begin();
    await settle();
  };

  it('loads nothing before the listener has said yes and something has sounded', async () => {
    membership.use([origin('a', () => Promise.resolve(invitationOf('A')))]);
    membership.begin();
    await settle();
    assert.deepEqual([done, membership.report.state], [[], 'off']);
    membership.allow(ALLOWED);
    await settle();
    assert.deepEqual(done, ['load', 'join A', CAP]);
    assert.equal(membership.report.state, 'joined');
  });

  it('says before the listener has decided who has a swarm, and loads nothing of one that has none', async () => {
    const told: (string | null)[] = [];
    membership.onSharing(({ server }) => told.push(server));
    const none = origin('none', () => Promise.reject(new Error('it is asked in vain')));
    membership.use([{ ...none, origin: { ...none.origin, hasSwarm: false } }]);
    membership.allow(ALLOWED);
    membership.begin();
    await settle();
    assert.deepEqual([done, membership.report.state], [[], 'none']);
    membership.allow({ ...ALLOWED, isOn: false });
    membership.use([none, origin('b', () => Promise.resolve(invitationOf('B')))]);
    await settle();
    assert.deepEqual([told, done], [['none'], []]);
  });

  it('passes over origins that have no swarm or can’t be reached, and asks them again later', async () => {
    let isBack = false;
    const away = origin('away', () =>
      isBack ? Promise.resolve(invitationOf('AWAY')) : Promise.reject(new Error('nobody there')),
    );
    await begin(
      away,
      origin('none', () => Promise.resolve(null)),
    );
    assert.equal(membership.report.state, 'none');
    isBack = true;
    clock.step(20_000);
    await settle();
    assert.equal(membership.report.state, 'joined');
    assert.ok(done.includes('join AWAY'));
  });

  it('joins the second where the first has none', async () => {
    await begin(
      origin('none', () => Promise.resolve(null)),
      origin('b', () => Promise.resolve(invitationOf('B'))),
    );
    assert.ok(done.includes('join B'));
    assert.equal(membership.report.state, 'joined');
  });

  it('goes to another origin while the first still thinks about it, and starts nothing for it any more', async () => {
    let answer: (invitation: SwarmInvitation) => void = () => undefined;
    await begin(origin('slow', () => new Promise((resolve) => (answer = resolve))));
    membership.use([origin('b', () => Promise.resolve(invitationOf('B')))]);
    answer(invitationOf('SLOW'));
    await settle();
    assert.deepEqual(done, ['load', 'load', 'join B', CAP]);
  });

  it('starts nothing when the listener says no while it is being joined', async () => {
    let answer: (invitation: SwarmInvitation) => void = () => undefined;
    await begin(origin('slow', () => new Promise((resolve) => (answer = resolve))));
    membership.allow({ ...ALLOWED, isOn: false });
    answer(invitationOf('SLOW'));
    await settle();
    assert.deepEqual([done, membership.report.state], [['load'], 'off']);
  });

  it('renews at half of the hour; and leaves for the new one where the origin has another swarm by then', async () => {
    let swarm = 'OLD';
    await begin(origin('a', () => Promise.resolve(invitationOf(swarm))));
    clock.step(HOUR_MS / 2 + 1);
    await settle();
    assert.deepEqual(done, ['load', 'join OLD', CAP, 'renew']);
    swarm = 'NEW';
    clock.step(HOUR_MS / 2 + 1);
    await settle();
    assert.deepEqual(done.slice(4), ['leave OLD', 'load', 'join NEW', CAP]);
    assert.equal(membership.report.state, 'joined');
  });

  it('lifts a cap that the listener has taken away, and joins with the emergency that there is', async () => {
    membership.setEmergency(true);
    await begin(origin('a', () => Promise.resolve(invitationOf('A'))));
    assert.ok(done.includes('emergency'));
    membership.allow({ ...ALLOWED, uploadCapBytesPerSecond: 1_000 });
    membership.allow(ALLOWED);
    assert.deepEqual(
      done.filter((each) => each.startsWith('cap')),
      [CAP, 'cap 1000', CAP],
    );
  });
});
