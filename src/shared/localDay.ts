/** Sweden writes its days as ISO 8601 does. */
const DAYS = new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit' });

/** The day of a moment where this program runs, as `2026-11-26`; `wallMs`: milliseconds since 1970. */
export function localDay(wallMs: number): string {
  return DAYS.format(wallMs);
}
