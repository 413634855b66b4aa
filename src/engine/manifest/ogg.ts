// Ogg: pages walked one by one. The granule of a page says where the codec has come to with the last packet that ends on
// it, so the sound of the next page begins there. Pages carry checksums that are not checked here (the blocks have hashes);
// a granule that can't be right, for as many packets as have gone by, is passed over instead.
import type { MediaInfo } from '../../shared/mediaInfo';
import { codecOf, findPage, pageAt, type OggCodec, type OggPage } from './oggPage';
import { bytesAt, printable, UnknownMediaError, type Scan, type ScanContext } from './scan';
import { toMediaInfo } from './sound';
import { UnitList } from './unitList';

/** Bytes of a stream's first packet that are looked at. */
const FIRST_PACKET_BYTES = 64;

interface Stream extends OggCodec {
  readonly serial: number;
  /** The end of the page on which the last header packet ends. */
  readonly headersEnd: number;
}

/** Scans an Ogg file whose first page lies at `start`. */
export function* scanOgg(context: ScanContext, start: number): Scan<MediaInfo> {
  const stream = yield* headersFrom(start);
  const walk = new Walk(stream, context);
  for (let at: number | null = stream.headersEnd; at !== null;) at = yield* walk.pageAt(at);
  return walk.mediaInfo();
}

/** Reads the first pages of all streams and the header packets of the first that is sound. */
function* headersFrom(start: number): Scan<Stream> {
  let found: (OggCodec & { serial: number }) | null = null;
  let packetCount = 0;
  let refused = '';
  for (let at = start; ;) {
    const page = yield* pageAt(at);
    if (page === null) throw new UnknownMediaError(`The Ogg headers are broken at byte ${at}.`);
    if (page.isFirst && found === null) {
      const packet = yield* bytesAt(page.bodyOffset, FIRST_PACKET_BYTES);
      const codec = codecOf(packet);
      if (codec === null) refused = printable(packet, 8);
      else found = { ...codec, serial: page.serial };
    } else if (found === null)
      throw new UnknownMediaError(`Ogg with "${refused}" holds no Vorbis and no Opus.`);
    if (page.serial === found?.serial) packetCount += page.packetCount;
    if (found !== null && packetCount >= found.headerPackets) return { ...found, headersEnd: page.end };
    at = page.end;
  }
}

/** Going from page to page, and what was counted on the way. */
class Walk {
  readonly #stream: Stream;
  readonly #context: ScanContext;
  readonly #units: UnitList;
  /** Where the codec stands, in its own counting, as far as known, and how many packets have ended since. */
  #granule: number | null = 0;
  #packetsSince = 0;
  #sequence: number | null = null;
  /** Where the sound begins and ends in the codec's own counting. */
  #firstGranule: number | null = null;
  #lastGranule = 0;
  #end = 0;

  constructor(stream: Stream, context: ScanContext) {
    this.#stream = stream;
    this.#context = context;
    this.#units = new UnitList(stream.sampleRate);
  }

  /** Takes the page at `offset` and returns where the next one lies; null when the stream is over. */
  *pageAt(offset: number): Scan<number | null> {
    const page = yield* pageAt(offset);
    if (page === null) return yield* this.#afterDamage(offset);
    if (page.end > this.#context.sizeBytes) {
      this.#context.note('The last Ogg page is cut off.');
      return null;
    }
    if (page.isFirst) {
      this.#context.note(`Another Ogg stream begins at byte ${offset}; only the one before it is played.`);
      return null;
    }
    if (page.serial === this.#stream.serial) this.#take(page);
    return page.end;
  }

  mediaInfo(): MediaInfo {
    const { codec, sampleRate, channels, delayFrames, headersEnd } = this.#stream;
    return toMediaInfo({
      ...{ container: 'ogg', codec, sampleRate, channels, units: this.#units },
      frames: this.#lastGranule - (this.#firstGranule ?? 0) - delayFrames,
      isExact: this.#firstGranule === 0,
      ...{ encoderDelayFrames: delayFrames, encoderPaddingFrames: null },
      audio: { start: this.#units.start ?? headersEnd, end: this.#end },
      headers: [{ start: 0, end: headersEnd }],
    });
  }

  *#afterDamage(offset: number): Scan<number | null> {
    const found = yield* findPage(offset);
    if (found >= this.#context.sizeBytes) return null;
    this.#context.note(`${found - offset} bytes at ${offset} are no Ogg page.`);
    this.#granule = null;
    return found;
  }

  #take(page: OggPage): void {
    if (this.#sequence !== null && page.sequence !== this.#sequence + 1) this.#granule = null;
    this.#sequence = page.sequence;
    this.#packetsSince += page.packetCount;
    this.#firstGranule ??= this.#beginningWith(page);
    if (!page.isContinued && this.#granule !== null && this.#firstGranule !== null)
      this.#units.add(this.#granule - this.#firstGranule - this.#stream.delayFrames, page.offset);
    if (page.granule !== null && page.packetCount > 0) this.#goTo(page.granule);
    this.#end = page.end;
  }

  /** Where the sound begins: 0, or later where the first granule can't be reached from there (a recording cut out of a longer one). */
  #beginningWith({ granule }: OggPage): number | null {
    if (granule === null) return null;
    const mostFrames = this.#packetsSince * this.#stream.mostFramesPerPacket;
    if (granule <= mostFrames) return 0;
    this.#context.note('This Ogg stream was cut out of a longer one.');
    this.#granule = granule - mostFrames;
    return this.#granule;
  }

  #goTo(granule: number): void {
    const mostFrames = this.#packetsSince * this.#stream.mostFramesPerPacket;
    const isSensible = this.#granule === null || granule - this.#granule <= mostFrames;
    if (!isSensible || granule < this.#lastGranule) return;
    this.#granule = this.#lastGranule = granule;
    this.#packetsSince = 0;
  }
}
