// A cover over HTTP: in stretches, so that what plays can go before each of them, and not at all where the origin's entity tag
// says that it is a picture that is held: Starling's own names covers by their hash.
import { OriginError, type Cover } from '../ports';
import type { HttpAnswer } from './httpAnswer';
import { coverOf, MOST_PICTURE_BYTES } from './picture';

/** How much is asked for at once, in bytes: a quarter of a second of a slow link. */
const STRETCH_BYTES = 64 * 1024;
/** The most held pictures that are named in a request. */
const MOST_NAMED = 16;

/** Takes an answer; what it receives is told as having moved. */
type OnAnswer<Result> = (answer: HttpAnswer, onMoved: () => void) => Promise<Result>;

/** What receiving a cover needs. */
export interface CoverReceiving {
  /** Ids of pictures that needn't be sent. */
  readonly held: readonly string[];
  /** Asks for the cover with these headers. */
  readonly ask: <Result>(
    headers: Readonly<Record<string, string>>,
    onAnswer: OnAnswer<Result>,
  ) => Promise<Result>;
  /** What an answer that gives nothing means. */
  readonly refusal: (answer: HttpAnswer) => OriginError;
}

/** The cover, or the id of one that is held, or null where the origin has none, or none that can be shown. */
export async function receiveCover(receiving: CoverReceiving): Promise<Cover | Pick<Cover, 'id'> | null> {
  const pieces: Uint8Array[] = [];
  let got: Stretch = { sizeBytes: Infinity, endBytes: 0, tag: null };
  while (got.endBytes < got.sizeBytes) {
    const next = await receiveStretch(receiving, got, pieces);
    if (next === null || 'id' in next) return next;
    got = next;
  }
  return coverOf(Buffer.concat(pieces));
}

/** How far a cover has come. */
interface Stretch {
  /** Of the whole picture. */
  readonly sizeBytes: number;
  readonly endBytes: number;
  readonly tag: string | null;
}

async function receiveStretch(
  { held, ask, refusal }: CoverReceiving,
  before: Stretch,
  pieces: Uint8Array[],
): Promise<Stretch | Pick<Cover, 'id'> | null> {
  const { endBytes: start, tag } = before;
  const named = held.slice(0, MOST_NAMED).map((id) => `"${id}"`);
  const headers = {
    range: `bytes=${start}-${start + STRETCH_BYTES - 1}`,
    ...(start === 0 && named.length > 0 ? { 'if-none-match': named.join(', ') } : {}),
    ...(tag === null ? {} : { 'if-range': tag }),
  };
  return await ask(headers, async (answer, onMoved) => {
    if (start === 0 && answer.status === 304) return heldOne(answer, held);
    if (start === 0 && answer.status === 404) {
      answer.drop();
      return null;
    }
    const whole = sizeOf(answer, start);
    if (whole === null) throw refusal(answer);
    if (whole > MOST_PICTURE_BYTES) {
      answer.drop();
      return null;
    }
    let endBytes = start;
    await answer.receive((bytes) => {
      onMoved();
      endBytes += bytes.length;
      if (endBytes > MOST_PICTURE_BYTES)
        throw new OriginError('it sends more than it may', { isFinal: true });
      pieces.push(bytes);
    });
    if (endBytes === start) throw new OriginError('it sends nothing', { isFinal: false });
    const sizeBytes = answer.status === 200 ? endBytes : whole;
    return { sizeBytes, endBytes, tag: answer.headers.etag ?? null };
  });
}

/** How long the whole picture is, where the answer is the stretch asked for or all of it (0 where that isn't said); else null. */
function sizeOf(answer: HttpAnswer, start: number): number | null {
  if (answer.status === 200 && start === 0) return Number(answer.headers['content-length'] ?? 0);
  const given = /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.headers['content-range'] ?? '');
  return answer.status === 206 && Number(given?.[1]) === start ? Number(given?.[2]) : null;
}

function heldOne(answer: HttpAnswer, held: readonly string[]): Pick<Cover, 'id'> | null {
  answer.drop();
  const id = held.find((each) => answer.headers.etag === `"${each}"`);
  // Which of several it is, an origin has to say (RFC 9110, 15.4.5).
  return id === undefined ? null : { id };
}
