// From samples to a file: Ogg Vorbis by libvorbis (wasm), tags by our own hand.
import { createOggEncoder } from 'wasm-media-encoders';
import type { OnProgress, Pcm } from './mix';
import { setComments } from './ogg-comments';
import type { Comments } from './ogg-comments';

/** libvorbis quality whose bit rate comes to about 160 kbit/s with this music. */
const QUALITY = 7;
/** Any number would do; the same one makes the same bytes. */
const SERIAL = 1;

/** An Ogg Vorbis file with these tags. */
export async function encodeOgg(pcm: Pcm, comments: Comments, onProgress: OnProgress): Promise<Uint8Array> {
  const encoder = await createOggEncoder();
  encoder.configure({ channels: 2, sampleRate: pcm.sampleRate, vbrQuality: QUALITY, oggSerialNo: SERIAL });
  const parts: Uint8Array[] = [];
  for (let start = 0; start < pcm.left.length; start += pcm.sampleRate) {
    const end = start + pcm.sampleRate;
    parts.push(encoder.encode([pcm.left.subarray(start, end), pcm.right.subarray(start, end)]).slice());
    onProgress(Math.min(1, end / pcm.left.length));
  }
  parts.push(encoder.finalize().slice());
  return setComments(Buffer.concat(parts), comments);
}
