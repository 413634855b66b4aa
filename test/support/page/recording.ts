// What the tap's worklet took of a page's sound, as one row of samples: for what has to be right to the frame.
import type { Page } from 'playwright-core';

/** The left channel since the tap was ready, on the context of this rate. To be called last: it counts as a gesture. */
export async function recorded(page: Page, sampleRate: 44_100 | 48_000): Promise<Float32Array> {
  const text = await page.evaluate(async (name) => {
    const pieces = (window as unknown as Record<string, Float32Array<ArrayBuffer>[]>)[name] ?? [];
    const reader = new FileReader();
    reader.readAsDataURL(new Blob(pieces));
    await new Promise((done) => (reader.onload = done));
    return typeof reader.result === 'string' ? (reader.result.split(',')[1] ?? '') : '';
  }, `starlingSamples${sampleRate}`);
  const bytes = Buffer.from(text, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** The part from the first to the last sample that isn't silent. */
export function heardPart(samples: Float32Array, silence = 1e-4): Float32Array {
  const first = samples.findIndex((value) => Math.abs(value) > silence);
  const last = samples.findLastIndex((value) => Math.abs(value) > silence);
  return first < 0 ? new Float32Array(0) : samples.subarray(first, last + 1);
}

/** How far two rows of samples lie apart at most, sample by sample; Infinity where one is longer. */
export function distance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] ?? 0))), 0);
}
