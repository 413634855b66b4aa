// The last step of every scan: from what a container said to media info, with the checks that hold for all of them.
import { joinRanges, type Codec, type Container, type MediaInfo } from '../../shared/mediaInfo';
import type { ByteRange } from '../../shared/track';
import { UnknownMediaError } from './scan';
import type { UnitList } from './unitList';

/** The rates that players can be asked for, in Hz. DSD and nonsense lie beyond. */
const SAMPLE_RATES = { least: 1000, most: 768_000 };
const MOST_CHANNELS = 32;

/** A garbled number, not a track, lasts longer: four weeks. */
const LONGEST_SECONDS = 28 * 24 * 3600;

/** The most headers that lie before a sound; every one of them may be a range. Files have a few dozen. */
const MOST_HEADERS = 4096;

/** What a scan found out of a track's sound. */
export interface Sound {
  readonly container: Container;
  readonly codec: Codec;
  readonly sampleRate: number;
  readonly channels: number;
  /** Playable PCM frames. */
  readonly frames: number;
  /** Whether `frames` is exact; a good guess if not. */
  readonly isExact?: boolean;
  readonly encoderDelayFrames: number | null;
  readonly encoderPaddingFrames: number | null;
  readonly audio: ByteRange;
  /** What has to be read before the sound. */
  readonly headers: readonly ByteRange[];
  readonly units: UnitList;
}

/**
 * Media info of a sound.
 * @throws {UnknownMediaError} when it is empty or has a shape that no player could take.
 */
export function toMediaInfo(sound: Sound): MediaInfo {
  checkFormat(sound);
  const { container, codec, sampleRate, channels, frames, audio, units, isExact = true } = sound;
  const seekTable = units.seekTable(frames);
  if (frames <= 0 || seekTable.frames.length === 0)
    throw new UnknownMediaError('There is no sound in this file.');
  const durationSeconds = frames / sampleRate;
  if (durationSeconds > LONGEST_SECONDS) throw new UnknownMediaError(`No track lasts ${durationSeconds} s.`);
  const bitrateBps = Math.round(((audio.end - audio.start) * 8) / durationSeconds);
  const { encoderDelayFrames, encoderPaddingFrames } = sound;
  const start = { start: audio.start, end: Math.min(units.startEnd ?? audio.end, audio.end) };
  return {
    ...{ version: 1, container, codec, durationSeconds, sampleRate, channels, bitrateBps },
    ...{ encoderDelayFrames, encoderPaddingFrames, frames: isExact ? frames : null, audio },
    startRanges: joinRanges([...sound.headers, start]),
    seekTable,
  };
}

/**
 * Adds a range to the headers of a file.
 * @throws {UnknownMediaError} when there are more than any file has.
 */
export function addHeader(headers: ByteRange[], header: ByteRange): void {
  if (headers.length >= MOST_HEADERS) throw new UnknownMediaError('This file has no end of headers.');
  headers.push(header);
}

/**
 * Checks what a header says before anything is computed from it.
 * @throws {UnknownMediaError} when no player could take it.
 */
export function checkFormat({ sampleRate, channels }: Pick<Sound, 'sampleRate' | 'channels'>): void {
  if (!(sampleRate >= SAMPLE_RATES.least && sampleRate <= SAMPLE_RATES.most))
    throw new UnknownMediaError(`${sampleRate} Hz is no sample rate.`);
  if (!(channels >= 1 && channels <= MOST_CHANNELS))
    throw new UnknownMediaError(`${channels} channels can't be played.`);
}
