/** Thrown when a track can't be played here. The message is a sentence for the listener that says what to do. */
export class UnplayableError extends Error {
  override readonly name = 'UnplayableError';
}

/** What listeners call the codecs, by mediabunny's name or the container's own. */
const CODEC_NAMES: Readonly<Record<string, string>> = {
  aac: 'AAC',
  alac: 'ALAC',
  flac: 'FLAC',
  mp3: 'MP3',
  opus: 'Opus',
  vorbis: 'Vorbis',
  'ac-3': 'Dolby Digital',
  'ec-3': 'Dolby Digital Plus',
};

/** The codec is known, but this VS Code can't decode it. */
export function missingCodec(codec: string): UnplayableError {
  const name = CODEC_NAMES[codec] ?? codec;
  return new UnplayableError(
    `This VS Code can’t decode ${name}. Convert the track to MP3, FLAC or Ogg Vorbis, or skip it.`,
  );
}

/** Neither container nor codec could be made out. */
export function unknownFormat(mediaType: string): UnplayableError {
  const name = mediaType === '' ? 'this file' : `this file (${mediaType})`;
  return new UnplayableError(
    `Starling can’t read ${name}. Convert it to MP3, FLAC or Ogg Vorbis, or skip it.`,
  );
}

/** The codec could be decoded, but these bytes couldn't. */
export function damaged(codec: string): UnplayableError {
  const name = CODEC_NAMES[codec] ?? codec;
  return new UnplayableError(`This ${name} track is damaged. Replace the file, or skip it.`);
}
