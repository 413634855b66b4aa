// The parameters of a request, from its query and its form, read by name and kind.
import { SubsonicError } from './answer';
import { LONGEST_VALUE, MOST_PARAMETERS } from './limits';

/** The parameters of one request. */
export class Parameters {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  private constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /**
   * Reads parameters as HTML forms write them (`application/x-www-form-urlencoded`): those of each text in turn.
   * @throws {SubsonicError} when there are too many, or one is too long.
   */
  static read(texts: readonly string[]): Parameters {
    const values = new Map<string, string[]>();
    let count = 0;
    for (const text of texts)
      for (const [name, value] of new URLSearchParams(text)) {
        count += 1;
        if (count > MOST_PARAMETERS || name.length > LONGEST_VALUE || value.length > LONGEST_VALUE)
          throw new SubsonicError('generic', 'These parameters are too many or too long.');
        const known = values.get(name);
        if (known === undefined) values.set(name, [value]);
        else known.push(value);
      }
    return new Parameters(values);
  }

  /** The first value of this name, or null. */
  text(name: string): string | null {
    return this.#values.get(name)?.[0] ?? null;
  }

  /** The first value of this name. @throws {SubsonicError} when there is none. */
  required(name: string): string {
    const value = this.text(name);
    if (value === null || value === '')
      throw new SubsonicError('missingParameter', `Required parameter “${name}” is missing.`);
    return value;
  }

  /** Every value of this name that isn't empty. */
  all(name: string): readonly string[] {
    return (this.#values.get(name) ?? []).filter((value) => value !== '');
  }

  /** Whether there is a value of this name. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** A whole number within bounds: the nearest one where it lies beyond. @throws {SubsonicError} when it is no number. */
  whole(
    name: string,
    bounds: { readonly least: number; readonly most: number; readonly fallback: number },
  ): number {
    const text = this.text(name);
    if (text === null || text === '') return bounds.fallback;
    if (!/^[+-]?\d{1,15}(\.\d{1,15})?$/.test(text))
      throw new SubsonicError('generic', `Parameter “${name}” takes a whole number.`);
    return Math.min(Math.max(Math.trunc(Number(text)), bounds.least), bounds.most);
  }

  /** True or false, or null where nothing is said. */
  flag(name: string): boolean | null {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined || text === '') return null;
    return text === 'true' || text === '1';
  }
}
