// What a file says of itself: Vorbis comments (xiph.org/vorbis/doc/v-comment.html), ReplayGain 2.0 and the cover.
import { COVER_SIZE, drawCover } from './cover';
import type { Comments } from './ogg-comments';
import { pictureComment } from './picture';
import type { Piece } from './piece';
import { ALBUM, PIECES } from './pieces';
import { nameOfKey } from './scales';

/** Loudness that ReplayGain 2.0 brings everything to. */
const REFERENCE_LUFS = -18;

/** How loud a sound is, as a whole and at its peak. */
export interface Loudness {
  readonly lufs: number;
  /** True peak; 1 is full scale. */
  readonly peak: number;
}

/** The comments of a piece's file. */
export function tagsOf(piece: Piece, { track, album }: { track: Loudness; album: Loudness }): Comments {
  return [
    ['TITLE', piece.title],
    ['ARTIST', ALBUM.artist],
    ['ALBUM', ALBUM.title],
    ['ALBUMARTIST', ALBUM.artist],
    ['TRACKNUMBER', String(piece.trackNumber)],
    ['TRACKTOTAL', String(PIECES.length)],
    ['DATE', ALBUM.year],
    ['GENRE', piece.genre],
    ['BPM', String(piece.beatsPerMinute)],
    [
      'COMMENT',
      `${capitalised(piece.mood)}; ${nameOfKey(piece.key)}. Composed and played by Starling's own code.`,
    ],
    ['LICENSE', ALBUM.licence],
    ['COPYRIGHT', `No rights reserved: ${ALBUM.licenceUrl}`],
    ['REPLAYGAIN_TRACK_GAIN', gainOf(track)],
    ['REPLAYGAIN_TRACK_PEAK', track.peak.toFixed(6)],
    ['REPLAYGAIN_ALBUM_GAIN', gainOf(album)],
    ['REPLAYGAIN_ALBUM_PEAK', album.peak.toFixed(6)],
    [
      'METADATA_BLOCK_PICTURE',
      pictureComment(drawCover(piece), { width: COVER_SIZE, height: COVER_SIZE, bits: 8 }),
    ],
  ];
}

function gainOf({ lufs }: Loudness): string {
  return `${(REFERENCE_LUFS - lufs).toFixed(2)} dB`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
