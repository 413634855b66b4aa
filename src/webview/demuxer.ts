// Finds the packets of a track in its bytes. What a file is, media info says, or else its first bytes; its media type is
// believed last. MP3, FLAC and AIFF are read by readers of ours, everything else by mediabunny (decoding/).
import type { Input } from 'mediabunny';
import { spells } from '../shared/bytes';
import { ID3_HEADER_BYTES, id3SizeBytes } from '../shared/id3';
import type { Container, MediaInfo } from '../shared/mediaInfo';
import { isMpegSync } from '../shared/mp3Frame';
import type { BlockBuffer } from './blockBuffer';
import { openAiff } from './decoding/aiffSource';
import { openContainer } from './decoding/containerSource';
import { FileBytes } from './decoding/fileBytes';
import { openFlac } from './decoding/flacSource';
import { openMp3 } from './decoding/mp3Source';
import type { SoundSource } from './decoding/soundSource';
import { unknownFormat } from './unplayable';

/** A track whose header was read. */
export type DemuxedTrack = SoundSource;

/** A file that is being read. Closing it ends every read. */
export interface OpenFile {
  readonly track: Promise<DemuxedTrack>;
  readonly close: () => void;
}

/** What is known of a file beforehand. */
export interface FileFacts {
  /** MIME type: only a hint, as names and servers err. */
  readonly mediaType: string;
  /** Makes trims exact and seeks cheap. Null where nobody has made it. */
  readonly mediaInfo: MediaInfo | null;
}

/** The first bytes that tell formats apart. */
const TELLTALE_BYTES = 12;

/** Begins to read a track's header. */
export function openFile(buffer: BlockBuffer, facts: FileFacts): OpenFile {
  const inputs: Input[] = [];
  let isClosed = false;
  const onInput = (input: Input): void => {
    if (isClosed) input.dispose();
    else inputs.push(input);
  };
  return {
    track: readHeader(buffer, facts, onInput),
    close: () => {
      isClosed = true;
      for (const input of inputs) input.dispose();
    },
  };
}

async function readHeader(
  buffer: BlockBuffer,
  { mediaType, mediaInfo }: FileFacts,
  onInput: (input: Input) => void,
): Promise<DemuxedTrack> {
  const file = new FileBytes(buffer);
  const container = mediaInfo?.container ?? (await containerOf(file));
  const source = await {
    mp3: () => openMp3(file, mediaInfo),
    flac: () => openFlac(file, mediaInfo),
    aiff: () => openAiff(file, mediaInfo),
    other: () => openContainer({ buffer, mediaType, mediaInfo, onInput }),
  }[isOurs(container) ? container : 'other']();
  if (source === null) throw unknownFormat(mediaType);
  return source;
}

function isOurs(container: Container | null): container is 'mp3' | 'flac' | 'aiff' {
  return container === 'mp3' || container === 'flac' || container === 'aiff';
}

/** What the file says it is; null where only mediabunny can tell. */
async function containerOf(file: FileBytes): Promise<Container | null> {
  const tagBytes = id3SizeBytes(await file.at(0, ID3_HEADER_BYTES));
  const bytes = await file.at(tagBytes, TELLTALE_BYTES);
  if (spells(bytes, 0, 'fLaC')) return 'flac';
  if (spells(bytes, 0, 'FORM') && (spells(bytes, 8, 'AIFF') || spells(bytes, 8, 'AIFC'))) return 'aiff';
  if (spells(bytes, 0, 'OggS')) return 'ogg';
  return isMpegSync(bytes) || tagBytes > 0 ? 'mp3' : null;
}
