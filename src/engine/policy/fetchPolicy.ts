// Which blocks to ask for, of whom, and when: one synchronous function of state. The driver (fetcher.ts) performs the
// actions and feeds what happens back as events; time comes in as `nowMs`.
//
// A track is wanted to be played (its blocks go to the page), to be prepared (its first blocks go to the page in case it is
// played), or as a prefetch (its head goes to the cache). It has a window, the bytes to be had now, in order of need; within
// it, held blocks are read from the cache and missing ones asked of the origin, in ranges, a few at a time; and of peers, where
// there are any (swarm.ts). A play comes
// before all that may come: that begins when nothing of the play's window is missing or under way (comingPlan.ts). What
// fails is missing again and asked for after a pause that doubles; a play that makes no progress is given up with a reason,
// the others without a word. A prepared play is remembered all the same: when it is played, nothing is sent twice.
import type { ByteRange, Track } from '../../shared/track';
import { ComingPlan } from './comingPlan';
import type { FetchAction, FetchEvent } from './fetchMessages';
import { bufferedMs } from './emergency';
import type { Limits } from './limits';
import { Outcomes } from './outcomes';
import { Peers } from './peers';
import { Requests } from './requests';
import { Swarm } from './swarm';
import { Wanted } from './wanted';
import { WantedPlays } from './wantedPlays';

/** The fetch policy: tracks that are wanted, and the requests under way for them. */
export class FetchPolicy {
  readonly #limits: Limits;
  readonly #requests: Requests;
  readonly #plays: WantedPlays;
  readonly #swarm: Swarm;
  readonly #coming: ComingPlan;
  readonly #outcomes: Outcomes;
  #secondsLeft = Infinity;

  /** Keeps to `limits`; `random` gives numbers in [0, 1), from which the classic client draws when to start. */
  constructor(limits: Limits, random: () => number = () => 0.5) {
    this.#limits = limits;
    const peers = new Peers(limits.peers);
    this.#requests = new Requests(limits, peers);
    this.#swarm = new Swarm({ limits, peers, requests: this.#requests, random });
    this.#plays = new WantedPlays(this.#requests);
    const parts = { limits, requests: this.#requests, swarm: this.#swarm };
    this.#coming = new ComingPlan(parts);
    this.#outcomes = new Outcomes({ ...parts, plays: this.#plays, coming: this.#coming });
  }

  /** Requests under way: what abandoning everything must bring to nothing. */
  get requestCount(): number {
    return this.#requests.count;
  }

  /** Whether anything is under way, or waits to be tried again. */
  get isBusy(): boolean {
    if (this.requestCount > 0) return true;
    for (const { failuresInARow } of this.#plays.byId.values()) if (failuresInARow > 0) return true;
    return false;
  }

  /** Whether a play misses anything, or is about to begin: nothing else may be had then. */
  get isPlayInNeed(): boolean {
    return this.#plays.awaited.size > 0 || this.#plays.played.some((play) => this.#isInNeed(play));
  }

  /** Whether a play misses anything of its window; where peers bring it, of what is due soon: they may take their time with the rest. */
  #isInNeed(play: Wanted): boolean {
    if (!play.isBusy || !this.#swarm.serves(play) || play.countOf('origin') > 0) return play.isBusy;
    return bufferedMs(play, this.#requests.nowMs) < this.#limits.peers.originWindowMs;
  }

  /** Whether a track is being prefetched: what is known of it then, and under way for it, serves its play. */
  isPrefetching(track: Track): boolean {
    return this.#plays.prefetchOf(track) !== undefined;
  }

  /** Takes one event at `nowMs` (monotonic milliseconds) and says what is to be done. */
  handle(event: FetchEvent, nowMs: number): readonly FetchAction[] {
    this.#requests.nowMs = nowMs;
    const actions = this.#take(event, nowMs);
    this.#plan(nowMs, actions);
    return actions;
  }

  #take(event: FetchEvent, nowMs: number): FetchAction[] {
    switch (event.type) {
      case 'playAwaited':
        return this.#await(event.playId);
      case 'trackWanted':
        return this.#want(event);
      case 'preparedListed':
        return this.#coming.list(event, this.#plays.byId);
      case 'windowMoved':
        return this.#moveWindow(event.playId, event.window, nowMs);
      case 'dropped':
        this.#drop(event.playId, event.range);
        return [];
      case 'playheadMoved':
        this.#movePlayhead(event, nowMs);
        return [];
      case 'startAwaited':
        this.#swarm.start.await(event.playId);
        return [];
      case 'blockArrived':
        return this.#outcomes.arrive(event, nowMs);
      case 'blockLost':
        return this.#outcomes.lose(event);
      case 'requestDone':
        return this.#outcomes.fail(
          { requestId: event.requestId, message: 'it sent less than was asked for', isFinal: false },
          nowMs,
        );
      case 'requestFailed':
        return this.#outcomes.fail(event, nowMs);
      case 'bytesWrong':
        return this.#plays.blame(event.track, event.message);
      case 'abandoned':
        this.#swarm.start.forget(event.playId);
        return this.#plays.abandon(event.playId);
      case 'resumed':
        return this.#resume();
      case 'timer':
        return [];
      case 'peersUsed':
      case 'peerFound':
      case 'peerHas':
      case 'peerBusy':
      case 'peerGone':
      case 'peersSearched':
      case 'manifestKnown':
      case 'blockBad':
        return this.#swarm.take(event);
    }
  }

  #drop(playId: string, range: ByteRange): void {
    const wanted = this.#plays.byId.get(playId);
    wanted?.drop(range, wanted.isLocal ? 'missing' : 'held');
  }

  #await(playId: string): FetchAction[] {
    const cancelled = this.#plays.abandon(playId);
    this.#plays.awaited.add(playId);
    return cancelled;
  }

  #want(event: FetchEvent & { type: 'trackWanted' }): FetchAction[] {
    const { playId, track, purpose, held, isLocal = false } = event;
    if (purpose === 'play') this.#secondsLeft = Infinity;
    const { byId } = this.#plays;
    const prepared = byId.get(playId);
    if (purpose === 'play' && prepared?.purpose === 'prepare') return this.#begin(prepared);
    const known = this.#plays.prefetchOf(track);
    const cancelled = this.#plays.abandon(playId);
    if (known === undefined) {
      byId.set(playId, new Wanted({ track, playId, purpose, held, isLocal, limits: this.#limits }));
    } else if (purpose !== 'prefetch') {
      byId.delete(known.playId);
      byId.set(playId, known);
      known.show(playId, purpose);
    }
    return cancelled;
  }

  /** A prepared play is the play now. */
  #begin(prepared: Wanted): FetchAction[] {
    this.#plays.awaited.delete(prepared.playId);
    prepared.play();
    return prepared.wrong === null ? [] : this.#plays.giveUp(prepared, prepared.wrong);
  }

  /** What lies outside the window is no longer asked for; but what peers send ahead of it goes to the cache, unless the page has jumped. */
  #moveWindow(playId: string, window: ByteRange, nowMs: number): FetchAction[] {
    const wanted = this.#plays.byId.get(playId);
    if (wanted === undefined || wanted.purpose === 'prefetch') return [];
    const isJump = wanted.move(window, nowMs);
    if (wanted.isGivenUp) wanted.tryAgain();
    if (isJump) this.#swarm.lookAgain();
    const cancelled: FetchAction[] = [];
    for (const request of wanted.requests)
      if (
        !wanted.isInWindow(request.blocks) &&
        !this.#requests.isTrial(request) &&
        (isJump || request.source !== 'peer' || wanted.isBehind(request))
      )
        cancelled.push(this.#requests.cancel(request));
    return cancelled;
  }

  #movePlayhead(event: FetchEvent & { type: 'playheadMoved' }, nowMs: number): void {
    const wanted = this.#plays.byId.get(event.playId);
    if (wanted?.purpose !== 'play') return;
    this.#secondsLeft = event.secondsLeft;
    wanted.playhead.move(event, nowMs);
    this.#swarm.lookAgain();
  }

  #resume(): FetchAction[] {
    const tried = this.#requests.cancelTrials();
    this.#swarm.resume();
    const lost = [...this.#plays.byId.values()].flatMap((wanted) => {
      wanted.tryAgain();
      return [...wanted.requests].filter(({ source }) => source !== 'cache');
    });
    return [...tried, ...lost.map((request) => this.#requests.cancel(request))];
  }

  #plan(nowMs: number, actions: FetchAction[]): void {
    const { byId } = this.#plays;
    const played = this.#plays.played;
    const isAnyComing = played.length < byId.size;
    if (isAnyComing && played.some((play) => play.isWaiting)) actions.push(...this.#coming.makeWay(byId));
    actions.push(...this.#swarm.planLate(byId.values(), nowMs));
    const planComing = (): void =>
      void actions.push(...this.#coming.plan({ wanted: byId, secondsLeft: this.#secondsLeft, nowMs }));
    // Of peers it is asked for before what is read ahead, or they would never have room for it.
    const isComingFirst = isAnyComing && !this.isPlayInNeed;
    if (isComingFirst) planComing();
    for (const play of played) this.#planPlay(play, nowMs, actions);
    if (!isComingFirst && isAnyComing && !this.isPlayInNeed) planComing();
    this.#swarm.finish(played, nowMs, actions);
  }

  #planPlay(wanted: Wanted, nowMs: number, actions: FetchAction[]): void {
    const { cacheReads, originRequests } = this.#limits;
    const reads = cacheReads - wanted.countOf('cache');
    if (reads > 0)
      this.#requests.askAll({ wanted, source: 'cache', most: reads, isBudgeted: false }, actions);
    if (wanted.originFailure !== null && !this.#swarm.maySupply(wanted, nowMs)) {
      if (wanted.isMissingAnything) actions.push(...this.#plays.giveUp(wanted, wanted.originFailure));
      return;
    }
    if (this.#swarm.isOn && wanted.track.contentId !== null)
      this.#swarm.planPlay(wanted, originRequests, actions);
    else if (wanted.notBeforeMs <= nowMs) this.#askOrigin(wanted, actions);
  }

  #askOrigin(wanted: Wanted, actions: FetchAction[]): void {
    const most = this.#limits.originRequests - wanted.countOf('origin');
    if (most > 0) this.#requests.askAll({ wanted, source: 'origin', most, isBudgeted: false }, actions);
  }
}
