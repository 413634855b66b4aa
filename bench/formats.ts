// `npm run formats`: decodes every fixture in a real Chromium with the page's own demuxers and decoders, and says what came of
// it, one line a format and decoder.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fixturePath, fixtures } from '../test/fixtures/fixtures';
import { amplitudeOf, farthest } from '../test/support/levels';
import { mediaInfoOf } from '../test/support/mediaInfoOf';
import { openDecoding, type Decoded, type DecodingHarness } from '../test/support/page/decodingHarness';
import { launchBrowser } from '../test/support/page/harness';

interface Format {
  readonly label: string;
  readonly path: string;
  readonly mediaType: string;
  readonly sampleRate: number;
  readonly frames: number;
  readonly tonesHz: readonly number[];
}

const SEEK_SECONDS = 0.02;
const HEADINGS = [
  'format',
  'decoder',
  'plays',
  'spectrum',
  'length',
  'seek',
  'trim',
  'KiB to 1st sound',
  'KiB after a seek',
  'remark',
];

const exact = (name: string): string => resolve('test/fixtures/exact', name);
const FORMATS: readonly Format[] = [
  ...fixtures.sound.map(({ name, mediaType, sampleRate, frames, tonesHz }) => ({
    ...{ label: name, path: fixturePath(name), mediaType, sampleRate, frames, tonesHz: tonesHz[0] ?? [] },
  })),
  ...(
    [
      ['flac-24-192k.flac', 'audio/flac', 192_000, 48_000],
      ['pcm-24.aiff', 'audio/aiff', 44_100, 22_050],
      ['pcm-24.wav', 'audio/wav', 44_100, 22_050],
      ['opus-mono.opus', 'audio/ogg', 48_000, 96_000],
      ['aac-start.m4a', 'audio/mp4', 44_100, 88_200],
      ['aac-end.m4a', 'audio/mp4', 44_100, 88_200],
    ] as const
  ).map(([label, mediaType, sampleRate, frames]) => ({
    ...{ label, path: exact(label), mediaType, sampleRate, frames },
    tonesHz: label.includes('mono') ? [400] : [400, 1300],
  })),
];

async function main(): Promise<void> {
  const browser = await launchBrowser();
  const native = await openDecoding(browser);
  const wasm = await openDecoding(browser, ['opus', 'aac']);
  try {
    const rows = [HEADINGS];
    for (const format of FORMATS) {
      rows.push(await rowOf(format, native, 'native'));
      if (/\.(opus|m4a)$/.test(format.label)) rows.push(await rowOf(format, wasm, 'wasm'));
    }
    for (const extension of ['flac', 'wav', 'mp3', 'ogg', 'opus', 'm4a'])
      rows.push(await joinOf(extension, native, 'native'));
    rows.push(await joinOf('opus', wasm, 'wasm'));
    console.log(tableOf(rows));
  } finally {
    await native.close();
    await wasm.close();
    await browser.close();
  }
}

async function rowOf(format: Format, harness: DecodingHarness, decoder: string): Promise<string[]> {
  const file = readFileSync(format.path);
  const facts = { file, mediaType: format.mediaType, mediaInfo: mediaInfoOf(file, format.mediaType) };
  const whole = await harness.decode(facts);
  if (whole.error !== null)
    return [format.label, decoder, 'no', '', '', '', '', '', '', whole.error.replace(/^\w+: /, '')];
  const fromSeconds = (0.6 * format.frames) / format.sampleRate;
  const later = await harness.decode({ ...facts, fromSeconds });
  const frames = whole.planes[0]?.length ?? 0;
  return [
    ...[
      format.label,
      decoder,
      'yes',
      yesNo(isInTune(whole, format)),
      yesNo(Math.abs(frames - format.frames) < 0.01 * format.sampleRate),
    ],
    ...[
      seekOf(whole, later, fromSeconds),
      frames === format.frames ? 'exact' : `${frames - format.frames} frames`,
    ],
    ...[kibibytes(whole.firstSoundBytes), kibibytes(later.firstSoundBytes), whole.problems.join(' ')],
  ];
}

function isInTune({ planes, sampleRate }: Decoded, { tonesHz }: Format): boolean {
  const question = { sampleRate, fromFrame: sampleRate * 0.1, frames: sampleRate * 0.1 };
  return tonesHz.every((toneHz, channel) => {
    const amplitude = amplitudeOf(planes[channel] ?? new Float32Array(), { ...question, toneHz });
    return Math.abs(amplitude - 0.5) < 0.03;
  });
}

/** How far a seek is off: the shift within 20 ms at which the tenth of a second after it is most like the whole track's. */
function seekOf(whole: Decoded, later: Decoded, fromSeconds: number): string {
  const [track, heard] = [whole.planes[0], later.planes[0]?.slice(0, whole.sampleRate / 10)];
  if (track === undefined || heard === undefined) return 'silent';
  const most = Math.ceil(SEEK_SECONDS * whole.sampleRate);
  const at = Math.round(fromSeconds * whole.sampleRate);
  if (farthest(heard, track, at).distance < 0.03) return 'exact';
  const shifts = Array.from({ length: 2 * most + 1 }, (_, index) => index - most);
  const shift = shifts.find((frames) => farthest(heard, track, at + frames).distance < 0.03);
  return shift === undefined ? 'off by over 20 ms' : `${((1000 * shift) / whole.sampleRate).toFixed(1)} ms`;
}

/** Both halves of the split sine: frames too many or too few, and the distance from the sine or from ffmpeg's decoder. */
async function joinOf(extension: string, harness: DecodingHarness, decoder: string): Promise<string[]> {
  const mediaType =
    { flac: 'audio/flac', wav: 'audio/wav', mp3: 'audio/mpeg', m4a: 'audio/mp4' }[extension] ?? 'audio/ogg';
  const expected = extension === 'opus' ? [13_333, 15_467] : [12_345, 14_115];
  let [offFrames, distance, bytes, start] = [0, 0, 0, 0];
  for (const half of [0, 1]) {
    const path = exact(`split-${half + 1}.${extension}`);
    const file = readFileSync(path);
    const { planes, sampleRate, firstSoundBytes } = await harness.decode({
      file,
      mediaType,
      mediaInfo: mediaInfoOf(file, mediaType),
    });
    const plane = planes[0] ?? new Float32Array();
    offFrames += Math.abs(plane.length - (expected[half] ?? 0));
    const isLossless = extension === 'flac' || extension === 'wav';
    distance = Math.max(
      distance,
      farthest(plane, isLossless ? sineOf(sampleRate, start) : referenceOf(path)).distance,
    );
    bytes = Math.max(bytes, firstSoundBytes);
    start += plane.length;
  }
  return [
    `join ${extension}`,
    decoder,
    'yes',
    '',
    '',
    '',
    `${offFrames} frames off`,
    kibibytes(bytes),
    '',
    `distance ${distance.toExponential(1)}`,
  ];
}

function sineOf(sampleRate: number, start: number): Float32Array {
  return Float32Array.from(
    { length: sampleRate },
    (_, frame) => 0.5 * Math.sin((2 * Math.PI * 441 * (start + frame)) / sampleRate),
  );
}

function referenceOf(path: string): Float32Array {
  const bytes = readFileSync(`${path}.s16`);
  return Float32Array.from({ length: bytes.length / 2 }, (_, frame) => bytes.readInt16LE(2 * frame) / 32_768);
}

function yesNo(is: boolean): string {
  return is ? 'right' : 'WRONG';
}

function kibibytes(bytes: number): string {
  return String(bytes / 1024);
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

void main();
