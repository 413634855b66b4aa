const MINUTE_MS = 60_000;
const MINUTES = 60;

/** Bytes by minute, of the last hour. */
export class MinuteBytes {
  readonly #minutes = new Float64Array(MINUTES);
  #minute = 0;

  /** Adds bytes to the present minute. */
  add(bytes: number, nowMs: number): void {
    this.#move(nowMs);
    const at = this.#minute % MINUTES;
    this.#minutes[at] = (this.#minutes[at] ?? 0) + bytes;
  }

  /** The bytes of the last so many minutes, at most 60; the present one is the last of them. */
  within(minutes: number, nowMs: number): number {
    this.#move(nowMs);
    let bytes = 0;
    for (let ago = 0; ago < Math.min(minutes, MINUTES, this.#minute + 1); ago++)
      bytes += this.#minutes[(this.#minute - ago) % MINUTES] ?? 0;
    return bytes;
  }

  #move(nowMs: number): void {
    const minute = Math.max(this.#minute, Math.floor(nowMs / MINUTE_MS));
    for (let next = Math.max(this.#minute, minute - MINUTES) + 1; next <= minute; next++)
      this.#minutes[next % MINUTES] = 0;
    this.#minute = minute;
  }
}
