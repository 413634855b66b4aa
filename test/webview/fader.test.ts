import assert from 'node:assert/strict';
import { Fader } from '../../src/webview/fader';

type Event = readonly [kind: 'set' | 'ramp' | 'hold', value: number, time: number];

/** An AudioParam's timeline as the specification has it, for the events that a fader makes. */
class Timeline {
  events: Event[] = [];

  setValueAtTime(value: number, time: number): this {
    this.events.push(['set', value, time]);
    return this;
  }

  linearRampToValueAtTime(value: number, time: number): this {
    this.events.push(['ramp', value, time]);
    return this;
  }

  cancelScheduledValues(time: number): this {
    this.events = this.events.filter(([, , when]) => when < time);
    return this;
  }

  cancelAndHoldAtTime(time: number): this {
    const value = this.at(time);
    this.events = this.events.filter(([, , when]) => when < time);
    this.events.push(['ramp', value, time]);
    return this;
  }

  at(time: number): number {
    let [value, since] = [0, 0];
    for (const [kind, to, when] of this.events) {
      if (when > time)
        return kind === 'ramp' ? value + ((to - value) * (time - since)) / (when - since) : value;
      [value, since] = [to, when];
    }
    return value;
  }
}

function faderAt(value: number): { timeline: Timeline; fader: Fader } {
  const timeline = new Timeline();
  return { timeline, fader: new Fader(timeline as unknown as AudioParam, value) };
}

/** The largest step of the gain within a millisecond, over the time given. */
function steepest(timeline: Timeline, from: number, to: number): number {
  let most = 0;
  for (let time = from; time < to; time += 0.001)
    most = Math.max(most, Math.abs(timeline.at(time + 0.001) - timeline.at(time)));
  return most;
}

describe('A fader', () => {
  it('begins to move where it stands, though it has stood still for long', () => {
    const { timeline, fader } = faderAt(1);
    fader.moveTo(0, 100, 0.01);
    assert.equal(timeline.at(99.99), 1);
    assert.ok(Math.abs(timeline.at(100.005) - 0.5) < 1e-9);
    assert.equal(timeline.at(101), 0);
  });

  it('turns round in the middle of a move without a step', () => {
    const { timeline, fader } = faderAt(1);
    fader.moveTo(0, 1, 0.01);
    fader.moveTo(1, 1.004, 0.01);
    assert.ok(Math.abs(timeline.at(1.004) - 0.6) < 1e-9);
    assert.ok(steepest(timeline, 0.9, 1.1) < 0.1 + 1e-9);
    assert.equal(timeline.at(2), 1);
  });

  it('keeps the power of two that fade over each other', () => {
    const [leaving, coming] = [faderAt(1), faderAt(0)];
    leaving.fader.fadeTo(0, 5, 2);
    coming.fader.fadeTo(1, 5, 2);
    for (let time = 5; time <= 7; time += 0.05) {
      const power = leaving.timeline.at(time) ** 2 + coming.timeline.at(time) ** 2;
      assert.ok(Math.abs(power - 1) < 0.01, `${power} at ${time} s`);
    }
  });

  it('takes a fade back before it comes, and within it without a step', () => {
    for (const at of [3, 5.5]) {
      const { timeline, fader } = faderAt(0.8);
      fader.fadeTo(0, 5, 1);
      fader.moveTo(0.8, at, 0.01);
      assert.ok(Math.abs(timeline.at(10) - 0.8) < 1e-9);
      assert.ok(steepest(timeline, 0, 10) < 0.1);
    }
  });

  it('knows where it is after a thousand moves', () => {
    const { timeline, fader } = faderAt(1);
    for (let move = 1; move <= 1_000; move++) fader.moveTo((move % 2) / 2, move, 0.01);
    fader.moveTo(1, 1_000.005, 0.01);
    assert.ok(Math.abs(timeline.at(1_000.005) - 0.25) < 1e-9);
  });
});
