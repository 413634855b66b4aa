// The tracker: who has which content. The origin's server runs it for its swarm, the simulator for its own; members reach it
// by the wire only. Members join, announce what they hold in batches, ask for a track and the next ones of the queue in one
// query, and leave; a member that has left keeps its places for a while, but is named to nobody until it is back.
// Nothing here grows with what a member says: contents that the catalogue doesn't name are ignored, places, members and
// batches have limits, and whoever asks or announces too often is told to wait.
// Sources: Kreitz & Niemelä 2010; streaming.md §2, §3.6, §3.9, §7.
import { countBlocks, readHaveMap } from './haveMap';
import type { TrackerLimits } from './trackerLimits';
import { Members, type Member, type Place } from './trackerMembers';
import type { Holding, TrackerAction, TrackerEvent } from './trackerMessages';
import { addPlace, choosePlaces, removePlace } from './trackerPlaces';

type Farewell = (TrackerAction & { type: 'disconnect' })['reason'];

/** The registry of one swarm. */
export class TrackerRegistry {
  readonly #limits: TrackerLimits;
  readonly #blockCountOf: (contentId: string) => number | undefined;
  readonly #random: () => number;
  readonly #members: Members;
  readonly #contents = new Map<string, Place[]>();
  #placeCount = 0;
  #wakeAtMs = -Infinity;

  /** `blockCountOf` tells of the swarm's catalogue: how many blocks a content has, undefined for one that isn't in it. `random` is in [0, 1). */
  constructor(options: {
    readonly limits: TrackerLimits;
    readonly blockCountOf: (contentId: string) => number | undefined;
    readonly random: () => number;
  }) {
    this.#limits = options.limits;
    this.#blockCountOf = options.blockCountOf;
    this.#random = options.random;
    this.#members = new Members(options.limits);
  }

  /** What is remembered. */
  get size(): { readonly members: number; readonly contents: number; readonly places: number } {
    return { members: this.#members.count, contents: this.#contents.size, places: this.#placeCount };
  }

  /** Takes in what happened and says what is to be done. */
  handle(event: TrackerEvent, nowMs: number): readonly TrackerAction[] {
    return [...this.#expire(nowMs), ...this.#take(event, nowMs), ...this.#wake(nowMs)];
  }

  #take(event: TrackerEvent, nowMs: number): readonly TrackerAction[] {
    switch (event.type) {
      case 'joined':
        return this.#join(event, nowMs);
      case 'announced':
        return this.#withMember(event.peerId, nowMs, (member) => this.#announce(member, event, nowMs));
      case 'asked':
        return this.#withMember(event.peerId, nowMs, (member) => this.#answer(member, event, nowMs));
      case 'left':
        this.#leave(event.peerId, nowMs);
        return [];
      case 'revoked':
        return this.#members.ofAccount(event.account).flatMap((member) => this.#forget(member, 'revoked'));
      case 'timer':
        return [];
    }
  }

  #withMember(
    peerId: string,
    nowMs: number,
    act: (member: Member) => readonly TrackerAction[],
  ): readonly TrackerAction[] {
    const member = this.#members.get(peerId);
    if (member?.isOnline !== true) return [{ type: 'disconnect', peerId, reason: 'not a member' }];
    this.#members.hear(member, nowMs);
    return act(member);
  }

  #join(event: TrackerEvent & { type: 'joined' }, nowMs: number): readonly TrackerAction[] {
    const known = this.#members.get(event.peerId);
    if (known !== undefined && known.account.name !== event.account) this.#remove(known);
    const member = this.#members.get(event.peerId) ?? this.#members.add(event, nowMs);
    const { addresses, addressCharacters } = this.#limits;
    member.addresses = event.addresses
      .filter(({ length }) => length <= addressCharacters)
      .slice(0, addresses);
    member.isOnline = true;
    this.#members.hear(member, nowMs);
    const tooMany = this.#members.tooManyOf(member.account);
    if (tooMany !== undefined) return this.#forget(tooMany, 'too many of one account');
    const { oldest } = this.#members;
    const areTooMany = this.#members.count > this.#limits.members && oldest !== undefined;
    return areTooMany ? this.#forget(oldest, 'too many members') : [];
  }

  #leave(peerId: string, nowMs: number): void {
    const member = this.#members.get(peerId);
    if (member === undefined) return;
    member.isOnline = false;
    this.#members.hear(member, nowMs);
  }

  #announce(
    member: Member,
    { holdings, load, queryId }: TrackerEvent & { type: 'announced' },
    nowMs: number,
  ): readonly TrackerAction[] {
    // What isn't a number is a full house.
    member.load = load >= 0 ? Math.min(load, 1) : 1;
    const { holdings: allowance } = member.account;
    const taken = holdings.slice(0, this.#limits.announcedAtOnce);
    const firstRefused = taken.findIndex((holding) => {
      if (!allowance.take(1, nowMs)) return true;
      this.#note(member, holding);
      return false;
    });
    const accepted = firstRefused < 0 ? taken.length : firstRefused;
    const refusedHoldings = holdings.length - accepted;
    if (refusedHoldings === 0) return [];
    const waitMs = allowance.waitMs(refusedHoldings, nowMs);
    return [{ type: 'refuse', peerId: member.peerId, queryId, refusedHoldings, waitMs }];
  }

  #note(member: Member, { contentId, haveMap: told }: Holding): void {
    const blockCount = this.#blockCountOf(contentId);
    if (blockCount === undefined) return;
    const isGone = told?.length === 0;
    const haveMap = told === null || isGone ? null : readHaveMap(told, blockCount);
    if (told !== null && !isGone && haveMap === null) return;
    const held = isGone ? 0 : haveMap === null ? blockCount : countBlocks(haveMap);
    if (held === 0) {
      if (this.#limits.learnsOfEvictions) this.#drop(member.places.get(contentId));
    } else if (held === blockCount || this.#limits.takesParts) {
      const isMost = held * 2 > blockCount;
      this.#place({ member, contentId, haveMap: held === blockCount ? null : haveMap, isMost });
    }
  }

  #place(place: Place): void {
    const { member, contentId } = place;
    this.#drop(member.places.get(contentId));
    const { placesOfMember, placesInAll } = this.#limits;
    if (member.places.size >= placesOfMember || this.#placeCount >= placesInAll) return;
    const places = this.#contents.get(contentId) ?? [];
    this.#contents.set(contentId, places);
    member.places.set(contentId, place);
    this.#placeCount += 1;
    const gone = addPlace(places, place, this.#limits);
    if (gone !== null) this.#drop(gone);
  }

  #drop(place: Place | undefined): void {
    if (place === undefined) return;
    const { member, contentId } = place;
    if (!member.places.delete(contentId)) return;
    this.#placeCount -= 1;
    const places = this.#contents.get(contentId) ?? [];
    removePlace(places, place);
    if (places.length === 0) this.#contents.delete(contentId);
  }

  #answer(
    asker: Member,
    { queryId, contentIds }: TrackerEvent & { type: 'asked' },
    nowMs: number,
  ): readonly TrackerAction[] {
    const { peerId, account } = asker;
    if (!account.queries.take(1, nowMs)) {
      const waitMs = account.queries.waitMs(1, nowMs);
      return [{ type: 'refuse', peerId, queryId, refusedHoldings: 0, waitMs }];
    }
    const asked = new Set(contentIds.slice(0, this.#limits.askedAtOnce));
    const found = [...asked].map((contentId) => ({
      contentId,
      providers: choosePlaces(this.#contents.get(contentId) ?? [], {
        ...{ asker, limits: this.#limits, random: this.#random },
      }).map(({ member, haveMap }) => ({
        ...{ peerId: member.peerId, addresses: member.addresses, haveMap, load: member.load },
      })),
    }));
    return [{ type: 'answer', peerId, queryId, found }];
  }

  #forget(member: Member, reason: Farewell): readonly TrackerAction[] {
    this.#remove(member);
    return member.isOnline ? [{ type: 'disconnect', peerId: member.peerId, reason }] : [];
  }

  #remove(member: Member): void {
    for (const place of [...member.places.values()]) this.#drop(place);
    this.#members.delete(member);
  }

  /** Forgets members that nothing was heard of for long; one that is still connected has to join anew. */
  #expire(nowMs: number): readonly TrackerAction[] {
    const actions: TrackerAction[] = [];
    for (let { oldest } = this.#members; oldest !== undefined && this.#forgottenAtMs(oldest) <= nowMs;) {
      this.#remove(oldest);
      const { peerId, isOnline } = oldest;
      if (isOnline) actions.push({ type: 'disconnect', peerId, reason: 'not a member' });
      oldest = this.#members.oldest;
    }
    return actions;
  }

  #wake(nowMs: number): readonly TrackerAction[] {
    const { oldest } = this.#members;
    if (oldest === undefined || this.#wakeAtMs > nowMs) return [];
    this.#wakeAtMs = this.#forgottenAtMs(oldest);
    return [{ type: 'wakeAt', atMs: this.#wakeAtMs }];
  }

  #forgottenAtMs({ heardMs }: Member): number {
    return heardMs + this.#limits.forgottenAfterMs;
  }
}
