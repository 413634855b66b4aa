// Whether to share, asked once: what the engine says, the setting and the page come together here.
import assert from 'node:assert/strict';
import { Consent } from '../../src/host/consent';
import type { PageSharingMessage } from '../../src/shared/toPageMessages';
import type { PeersChoice, Sharing } from '../../src/shared/peerSettings';

const SWARM: Sharing = { server: 'music.example:4533', capBytesPerSecond: 250_000, upload: null };

describe('Consent to sharing', () => {
  let choice: PeersChoice;
  let decided: PeersChoice[];
  let told: PageSharingMessage[];
  let problems: string[];
  let keep: (chosen: PeersChoice) => Promise<void>;
  let consent: Consent;

  beforeEach(() => {
    choice = 'ask';
    [decided, told, problems] = [[], [], []];
    keep = (chosen) => {
      decided.push(chosen);
      choice = chosen;
      return Promise.resolve();
    };
    consent = new Consent({
      choice: () => choice,
      decide: (chosen) => keep(chosen),
      tellPage: (message) => told.push(message),
      onProblem: (message) => problems.push(message),
    });
  });
  const isAsked = (): boolean | undefined => told.at(-1)?.isAsked;

  it('is asked for where a server has a swarm, and not before', () => {
    consent.tell();
    assert.equal(isAsked(), false);
    consent.take({ type: 'sharing', sharing: { ...SWARM, server: null } });
    assert.equal(isAsked(), false);
    consent.take({ type: 'sharing', sharing: SWARM });
    assert.equal(isAsked(), true);
    assert.equal(told.at(-1)?.sharing.server, 'music.example:4533');
  });

  for (const [isOn, written] of [
    [true, 'on'],
    [false, 'off'],
  ] as const)
    it(`is never asked for again after the answer that is kept as “${written}”`, async () => {
      consent.take({ type: 'sharing', sharing: SWARM });
      await consent.answer({ isOn });
      assert.deepEqual([decided, isAsked()], [[written], false]);
      consent.take({ type: 'sharing', sharing: { ...SWARM, server: 'other.example' } });
      assert.equal(isAsked(), false);
      await consent.answer({ isOn: !isOn });
      assert.deepEqual(decided, [written]);
    });

  it('is given by a yes or no to a question that was asked, and by nothing else', async () => {
    await consent.answer({ isOn: true });
    consent.take({ type: 'sharing', sharing: SWARM });
    for (const isOn of ['yes', 1, null, undefined, {}, []]) await consent.answer({ isOn });
    assert.deepEqual(decided, []);
    assert.equal(isAsked(), true);
  });

  it('is asked for still where the answer could not be kept, and that is said', async () => {
    keep = () => Promise.reject(new Error('Unable to write into user settings.'));
    consent.take({ type: 'sharing', sharing: SWARM });
    await consent.answer({ isOn: true });
    assert.equal(isAsked(), true);
    assert.match(problems[0] ?? '', /Unable to write into user settings\. Correct them, or set/);
  });
});
