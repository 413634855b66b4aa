// The places of one content: who has it, the latest announcement last. There are 20, of which 12 are only for those who have
// more than half of it, so that many who have heard its beginning don't push out the few who can give its end.
// Sources: Kreitz & Niemelä 2010 (the latest 20, answers of 10 who are online); streaming.md §3.6 (places for most of it).
import type { TrackerLimits } from './trackerLimits';
import type { Member, Place } from './trackerMembers';

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
  const others = places.filter(({ member }) => member.isOnline && member !== asker);
  if (!limits.prefersIdle) return others.reverse().slice(0, limits.answered);
  const mostKept = Math.ceil((limits.answered * limits.placesForMost) / limits.places);
  const most = Math.min(
    mostKept,
    others.reduce((count, { isMost }) => count + (isMost ? 1 : 0), 0),
  );
  let [mostLeft, restLeft] = [most, limits.answered - most];
  return byLoad(others, random).filter(({ isMost }) => (isMost && mostLeft-- > 0) || restLeft-- > 0);
}

/** The least busy first, those alike as chance has it. */
function byLoad(places: readonly Place[], random: () => number): readonly Place[] {
  return places
    .map((place) => ({ place, order: Math.floor(place.member.load * LOAD_STEPS) + random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ place }) => place);
}
