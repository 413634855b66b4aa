import type { Codec, MediaInfo } from '../../shared/mediaInfo';

const NAMES: Readonly<Partial<Record<Codec, string>>> = {
  mp3: 'MP3',
  vorbis: 'Vorbis',
  opus: 'Opus',
  flac: 'FLAC',
  aac: 'AAC',
  alac: 'ALAC',
  alaw: 'A-law',
  ulaw: 'μ-law',
};
const CHANNELS: Readonly<Record<number, string>> = { 1: 'mono', 2: 'stereo', 6: '5.1', 8: '7.1' };

/** How a track is coded, as listeners read it: `FLAC, 96 kHz, stereo, 2304 kbit/s`. */
export function formatText({ codec, sampleRate, channels, bitrateBps }: MediaInfo): string {
  const name = NAMES[codec] ?? `PCM ${/\d+/.exec(codec)?.[0] ?? ''} bit`;
  return [
    name,
    `${String(sampleRate / 1000)} kHz`,
    CHANNELS[channels] ?? `${channels} channels`,
    `${Math.round(bitrateBps / 1000)} kbit/s`,
  ].join(', ');
}
