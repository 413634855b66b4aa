// What the `moov` of an MP4 file says of its first track of sound: how it is coded, and where the music begins and ends in it.
import type { Codec } from '../../shared/mediaInfo';
import { boxesOf, boxOf, part } from './mp4Box';
import { textAt } from '../../shared/bytes';
import { countAt, printable, UnknownMediaError } from './scan';

/** The most tracks and the most free-form tags that are looked through. */
const MOST_TRACKS = 64;
const MOST_TAGS = 256;
const CODECS: Readonly<Record<string, Codec>> = {
  mp4a: 'aac',
  alac: 'alac',
  fLaC: 'flac',
  Opus: 'opus',
  '.mp3': 'mp3',
};
/** What `mp4a` may hold, by the object type of its descriptor: AAC of MPEG-4 and of MPEG-2. */
const AAC_OBJECT_TYPES: ReadonlySet<number> = new Set([0x40, 0x66, 0x67, 0x68]);
/** Bytes that QuickTime adds to the description of a sound, by its version. */
const QUICKTIME_BYTES = [0, 16, 36];

/** A track of sound. */
export interface Mp4Track {
  readonly codec: Codec;
  readonly sampleRate: number;
  readonly channels: number;
  /** Units of the track's times in a second. */
  readonly timescale: number;
  /** Its tables. */
  readonly stbl: DataView;
}

/** What is cut off a track's sound: how it is declared, in PCM frames. */
export interface Mp4Trims {
  readonly delayFrames: number;
  /** How much is played, or null for all that is there. */
  readonly frames: number | null;
  /** By how much `frames` may be rounded. */
  readonly roundingFrames: number;
  readonly paddingFrames: number | null;
}

/** The `trak` of the first track of sound. */
export function soundTrakOf(moov: DataView): DataView {
  const traks = boxesOf(moov, 'trak', MOST_TRACKS);
  const trak = traks.find((each) => isSound(boxOf(each, 'mdia.hdlr')));
  if (trak === undefined) throw new UnknownMediaError('This MP4 file has no track of sound.');
  return trak;
}

function isSound(hdlr: DataView | null): boolean {
  return hdlr !== null && textAt(hdlr, 8, 4) === 'soun';
}

/** How the sound of `trak` is coded. */
export function trackOf(trak: DataView): Mp4Track {
  const stbl = boxOf(trak, 'mdia.minf.stbl');
  const mdhd = boxOf(trak, 'mdia.mdhd');
  const stsd = stbl === null ? null : boxOf(stbl, 'stsd');
  if (stbl === null || mdhd === null || stsd === null)
    throw new UnknownMediaError('This MP4 file does not describe its sound.');
  const timescale = mdhd.getUint32(mdhd.getUint8(0) === 1 ? 20 : 12);
  return { ...entryOf(stsd, timescale), timescale, stbl };
}

function entryOf(stsd: DataView, timescale: number): Omit<Mp4Track, 'timescale' | 'stbl'> {
  const type = textAt(stsd, 12, 4);
  const codec = CODECS[type];
  const entry = boxesOf(part(stsd, 8), type, 1)[0];
  if (codec === undefined || entry === undefined)
    throw new UnknownMediaError(`MP4 with "${printable(part(stsd, 12), 4)}" is no sound that is known here.`);
  const inner = part(entry, 28 + (QUICKTIME_BYTES[entry.getUint16(8)] ?? 0));
  const cookie = codec === 'alac' ? boxOf(inner, 'alac') : null;
  if (cookie !== null) return { codec, channels: cookie.getUint8(13), sampleRate: cookie.getUint32(24) };
  if (codec === 'aac') checkObjectType(boxOf(inner, 'esds') ?? boxOf(inner, 'wave.esds'));
  return { codec, channels: entry.getUint16(16), sampleRate: entry.getUint16(24) || timescale };
}

/** Refuses an `mp4a` that holds something else than AAC. Source: ISO/IEC 14496-1, section 7.2.6. */
function checkObjectType(esds: DataView | null): void {
  if (esds === null) return;
  const inStream = descriptorAt(esds, 4) + 3;
  const objectType = esds.getUint8(descriptorAt(esds, inStream));
  if (!AAC_OBJECT_TYPES.has(objectType))
    throw new UnknownMediaError(`MP4 with object type ${objectType} is not AAC.`);
}

/** Where the content of the descriptor at `at` begins: behind its tag and a length of up to four bytes. */
function descriptorAt(esds: DataView, at: number): number {
  let end = at + 1;
  while (end < at + 4 && esds.getUint8(end) >= 0x80) end++;
  return end + 1;
}

/** What is declared of delay and end: by iTunes' tag if it is there, else by the edit list; null where nothing is. */
export function trimsOf(moov: DataView, trak: DataView, track: Mp4Track): Mp4Trims | null {
  return iTunesTrims(moov) ?? editListTrims(moov, trak, track);
}

/** iTunSMPB: in hexadecimal a zero, delay, padding and length. Source: what iTunes writes, and ffmpeg's mov.c reads. */
function iTunesTrims(moov: DataView): Mp4Trims | null {
  const meta = boxOf(moov, 'udta.meta');
  const tags = meta === null ? [] : boxesOf(boxOf(part(meta, 4), 'ilst'), '----', MOST_TAGS);
  for (const tag of tags) {
    const text = textAt(tag, 0, 512);
    const [, delay, padding, frames] =
      /iTunSMPB[^]*data[^]{8} ?[0-9A-F]{8} ([0-9A-F]{8}) ([0-9A-F]{8}) ([0-9A-F]{16})/i.exec(text) ?? [];
    if (delay === undefined || padding === undefined || frames === undefined) continue;
    const [delayFrames, paddingFrames] = [Number(`0x${delay}`), Number(`0x${padding}`)];
    return { delayFrames, paddingFrames, frames: Number(`0x${frames}`), roundingFrames: 0 };
  }
  return null;
}

/** The first edit that isn't a pause. Its length is exact only where the film counts as finely as the sound. */
function editListTrims(moov: DataView, trak: DataView, { sampleRate, timescale }: Mp4Track): Mp4Trims | null {
  const elst = boxOf(trak, 'edts.elst');
  const mvhd = boxOf(moov, 'mvhd');
  if (elst === null || mvhd === null) return null;
  const edit = firstEdit(elst);
  if (edit === null) return null;
  const filmTimescale = mvhd.getUint32(mvhd.getUint8(0) === 1 ? 20 : 12);
  const delayFrames = Math.round((edit.mediaTime * sampleRate) / timescale);
  const frames = filmTimescale > 0 ? Math.round((edit.duration * sampleRate) / filmTimescale) : 0;
  const roundingFrames = filmTimescale % sampleRate === 0 ? 0 : Math.ceil(sampleRate / filmTimescale);
  return { delayFrames, frames: frames > 0 ? frames : null, roundingFrames, paddingFrames: null };
}

function firstEdit(elst: DataView): { duration: number; mediaTime: number } | null {
  const isLong = elst.getUint8(0) === 1;
  const entryBytes = isLong ? 20 : 12;
  const count = Math.min(elst.getUint32(4), MOST_TAGS);
  for (let at = 8; at < 8 + count * entryBytes; at += entryBytes) {
    const duration = isLong ? countAt(elst, at) : elst.getUint32(at);
    const mediaTime = isLong ? Number(elst.getBigInt64(at + 8)) : elst.getInt32(at + 4);
    if (mediaTime >= 0) return { duration, mediaTime };
  }
  return null;
}
