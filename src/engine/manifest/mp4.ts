// MP4: boxes are passed over until `moov`, wherever it lies; its tables say when and where every sample is.
import { viewOf } from '../../shared/bytes';
import type { MediaInfo } from '../../shared/mediaInfo';
import type { ByteRange } from '../../shared/track';
import { boxHeaderAt, boxOf } from './mp4Box';
import { samplesOf } from './mp4Samples';
import { soundTrakOf, trackOf, trimsOf, type Mp4Track, type Mp4Trims } from './mp4Track';
import { bytesAt, UnknownMediaError, wholeAt, type Scan, type ScanContext } from './scan';
import { addHeader, checkFormat, toMediaInfo, type Sound } from './sound';
import { UnitList } from './unitList';

/** The longest `moov` taken, in bytes: it is held whole. Two hours of AAC need 2 MB, large covers some more. */
const LONGEST_MOOV_BYTES = 16 * 1024 * 1024;
const LONGEST_HEADER_BYTES = 16;

/** Scans an MP4 file from its first byte. */
export function* scanMp4(context: ScanContext): Scan<MediaInfo> {
  const headers: ByteRange[] = [];
  for (let at = 0; ;) {
    const bytes = yield* bytesAt(at, LONGEST_HEADER_BYTES);
    const box = boxHeaderAt(viewOf(bytes), 0, context.sizeBytes - at);
    if (box === null) throw new UnknownMediaError('This MP4 file has no moov box.');
    const content = { start: at + box.headerBytes, end: at + box.sizeBytes };
    addHeader(headers, { start: at, end: box.type === 'ftyp' ? content.end : content.start });
    if (box.type === 'moov') return yield* infoFrom(content, headers, context);
    at = content.end;
  }
}

function* infoFrom(content: ByteRange, headers: ByteRange[], context: ScanContext): Scan<MediaInfo> {
  const sizeBytes = content.end - content.start;
  if (sizeBytes > LONGEST_MOOV_BYTES)
    throw new UnknownMediaError(`A moov of ${sizeBytes} bytes is not taken.`);
  const moov = yield* wholeAt(content.start, sizeBytes);
  headers.push(content);
  try {
    return infoOf(moov, headers, context);
  } catch (cause) {
    // A box that is shorter than what has to be in it: views refuse to read beyond their end.
    if (cause instanceof RangeError) throw new UnknownMediaError('The moov box is garbled.', { cause });
    throw cause;
  }
}

function infoOf(moov: DataView, headers: readonly ByteRange[], context: ScanContext): MediaInfo {
  if (boxOf(moov, 'mvex') !== null) throw new UnknownMediaError('Fragmented MP4 is not known here.');
  const trak = soundTrakOf(moov);
  const track = trackOf(trak);
  checkFormat(track);
  if (track.timescale === 0) throw new UnknownMediaError('This MP4 file counts no time.');
  const trims = trimsOf(moov, trak, track);
  const { codec, sampleRate, channels } = track;
  const walked = walk(track, trims?.delayFrames ?? 0, context);
  const heardFrames = walked.endFrame - (trims?.delayFrames ?? 0);
  return toMediaInfo({
    ...{ container: 'mp4', codec, sampleRate, channels, headers, units: walked.units, audio: walked.audio },
    ...lengthOf(heardFrames, trims),
    encoderDelayFrames: trims?.delayFrames ?? (codec === 'alac' || codec === 'flac' ? 0 : null),
    encoderPaddingFrames: trims?.paddingFrames ?? null,
  });
}

/**
 * How much is heard: all that is there behind the delay, unless less is declared. A length that is rounded (most edit lists
 * count in ms) only says something where it differs by more than its rounding.
 */
function lengthOf(heardFrames: number, trims: Mp4Trims | null): Pick<Sound, 'frames' | 'isExact'> {
  const roundingFrames = trims?.roundingFrames ?? 0;
  const frames = trims?.frames ?? heardFrames;
  if (frames + roundingFrames >= heardFrames) return { frames: heardFrames, isExact: true };
  return { frames, isExact: roundingFrames === 0 };
}

interface Walked {
  readonly units: UnitList;
  readonly audio: ByteRange;
  /** Where the last sample ends, in PCM frames from the first. */
  readonly endFrame: number;
}

function walk(track: Mp4Track, delayFrames: number, { sizeBytes, note }: ScanContext): Walked {
  const { sampleRate, timescale } = track;
  const units = new UnitList(sampleRate);
  const audio = { start: Infinity, end: 0 };
  let end = 0;
  for (const sample of samplesOf(track.stbl)) {
    if (sample.offset + sample.sizeBytes > sizeBytes) {
      note('The file ends before its sound does.');
      break;
    }
    units.add(Math.round((sample.start * sampleRate) / timescale) - delayFrames, sample.offset);
    audio.start = Math.min(audio.start, sample.offset);
    audio.end = Math.max(audio.end, sample.offset + sample.sizeBytes);
    end = sample.end;
  }
  return { units, audio, endFrame: Math.round((end * sampleRate) / timescale) };
}
