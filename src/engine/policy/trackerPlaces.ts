// The places of one content: who has it, the latest announcement last. There are 20, of which 12 are only for those who have
// more than half of it, so that many who have heard its beginning don't push out the few who can give its end.
// Sources: Kreitz & Niemelä 2010 (the latest 20, answers of 10 who are online); streaming.md §3.6 (places for most of it).
import type { TrackerLimits } from './trackerLimits';
import type { Member } from './trackerMembers';

/** A member that has blocks of a content. */
export interface Place {
  readonly member: Member;
  readonly contentId: string;
  /** Which blocks; null for all of them. */
  readonly haveMap: Uint8Array | null;
  /** Whether that is more than half of it. */
  readonly isMost: boolean;
}

/** How finely load is told apart: busier by less than a quarter is as busy. */
const LOAD_STEPS = 4;

/** Removes a place from a content's. */
export function removePlace(places: Place[], place: Place): void {
  const at = places.indexOf(place);
  if (at >= 0) places.splice(at, 1);
}

/** Adds a place as the latest; returns the one that had to go for it, which may be the new one itself, or null. */
export function addPlace(places: Place[], place: Place, limits: TrackerLimits): Place | null {
  places.push(place);
  const parts = places.reduce((count, { isMost }) => count + (isMost ? 0 : 1), 0);
  const areTooManyParts = parts > limits.places - limits.placesForMost;
  if (places.length <= limits.places && !areTooManyParts) return null;
  const candidates = areTooManyParts ? places.filter(({ isMost }) => !isMost) : places;
  const offline = limits.keepsOnline ? candidates.find(({ member }) => !member.isOnline) : undefined;
  const gone = offline ?? candidates[0] ?? place;
  removePlace(places, gone);
  return gone;
}

/** The places that a member is told of: of others who are online; the latest, or the least busy with enough who have most of it. */
export function choosePlaces(
  places: readonly Place[],
  options: { readonly asker: Member; readonly limits: TrackerLimits; readonly random: () => number },
): readonly Place[] {
  const { asker, limits, random } = options;
  const others = places.filter(({ member }) => member.isOnline && member !== asker).reverse();
  if (!limits.prefersIdle) return others.slice(0, limits.answered);
  const byLoad = shuffle(others, random).sort((a, b) => loadStep(a) - loadStep(b));
  const reserved = Math.ceil((limits.answered * limits.placesForMost) / limits.places);
  const most = byLoad.filter(({ isMost }) => isMost).slice(0, reserved);
  const rest = byLoad.filter((place) => !most.includes(place)).slice(0, limits.answered - most.length);
  return [...most, ...rest].sort((a, b) => loadStep(a) - loadStep(b));
}

function loadStep({ member }: Place): number {
  return Math.floor(member.load * LOAD_STEPS);
}

/** Fisher and Yates. */
function shuffle(places: Place[], random: () => number): Place[] {
  for (let last = places.length - 1; last > 0; last--) {
    const at = Math.floor(random() * (last + 1));
    const [a, b] = [places[at], places[last]];
    if (a !== undefined && b !== undefined) [places[at], places[last]] = [b, a];
  }
  return places;
}
