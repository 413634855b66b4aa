// Where each byte of a play came from: as few stretches as will do.
import type { ByteRange } from '../shared/byteRange';
import type { SoundSource } from '../shared/soundSource';

interface Stretch extends ByteRange {
  readonly source: SoundSource;
}

/** The sources of a play's bytes. */
export class ByteSources {
  /** In order, disjoint. */
  #stretches: readonly Stretch[] = [];

  /** These bytes came from there; what was said of them before no longer counts. */
  add({ start, end }: ByteRange, source: SoundSource): void {
    if (start >= end) return;
    const last = this.#stretches.at(-1);
    // As a rule bytes come one behind the other, from one source.
    if (last !== undefined && last.end === start && last.source === source) {
      this.#stretches = [...this.#stretches.slice(0, -1), { ...last, end }];
      return;
    }
    const others = this.#stretches.flatMap((each) => [
      { ...each, end: Math.min(each.end, start) },
      { ...each, start: Math.max(each.start, end) },
    ]);
    this.#stretches = joined(
      [...others, { start, end, source }]
        .filter((each) => each.start < each.end)
        .sort((a, b) => a.start - b.start),
    );
  }

  /** Where the byte at `offset` came from; null where it hasn't come. */
  at(offset: number): SoundSource | null {
    return this.#stretches.find(({ start, end }) => start <= offset && offset < end)?.source ?? null;
  }
}

function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const all: Stretch[] = [];
  for (const each of stretches) {
    const last = all.at(-1);
    if (last?.end === each.start && last.source === each.source)
      all[all.length - 1] = { ...last, end: each.end };
    else all.push(each);
  }
  return all;
}
