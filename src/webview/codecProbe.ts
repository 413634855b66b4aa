// Which codecs the browser of this page decodes: found out by decoding, since what it says of itself isn't always true.
import type { ProbedCodec } from '../shared/report';
import { CODEC_SAMPLES, type CodecSample } from './codecSamples';
import { isNativelyMissing } from './nativeCodecs';

/** A decoder that has given nothing by then is taken for missing, in milliseconds: it takes some 10. */
const DECODE_LIMIT_MS = 3_000;

/** Tries every codec with a few packets of it. */
export async function probeCodecs(): Promise<Readonly<Record<ProbedCodec, boolean>>> {
  const [mp3, vorbis, opus, flac, aac, pcm] = await Promise.all([
    canDecode('mp3'),
    canDecode('vorbis'),
    canDecode('opus'),
    canDecode('flac'),
    canDecode('aac'),
    canDecode('pcm'),
  ]);
  return { mp3, vorbis, opus, flac, aac, pcm };
}

function canDecode(codec: ProbedCodec): Promise<boolean> {
  if (isNativelyMissing(codec) || !('AudioDecoder' in globalThis)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (isThere: boolean): void => {
      window.clearTimeout(timer);
      if (decoder.state !== 'closed') decoder.close();
      resolve(isThere);
    };
    const timer = window.setTimeout(() => {
      settle(false);
    }, DECODE_LIMIT_MS);
    const decoder = new AudioDecoder({
      output: (data) => {
        const hasSamples = data.numberOfFrames > 0;
        data.close();
        settle(hasSamples);
      },
      error: () => {
        settle(false);
      },
    });
    decode(decoder, CODEC_SAMPLES[codec]).catch(() => {
      settle(false); // a configuration that it doesn't know: the codec is missing
    });
  });
}

async function decode(decoder: AudioDecoder, { config, packets }: CodecSample): Promise<void> {
  const { description, ...rest } = config;
  decoder.configure(description === undefined ? rest : { ...rest, description: bytesOf(description) });
  packets.forEach((packet, index) => {
    decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: index * 20_000, data: bytesOf(packet) }));
  });
  await decoder.flush();
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
