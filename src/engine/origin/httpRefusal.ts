// What answers of a Starling origin mean: the bytes asked for, or why there are none.
import type { ByteRange } from '../../shared/track';
import { OriginError } from '../ports';
import type { HttpAnswer } from './httpAnswer';

/** Whether an answer is the bytes asked for: others would be played as if they were. */
export function isRange(answer: HttpAnswer, asked: { range: ByteRange; sizeBytes: number }): boolean {
  const given = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.headers['content-range'] ?? '');
  const [first, last, sizeBytes] = (given ?? []).slice(1).map(Number);
  const { start, end } = asked.range;
  return answer.status === 206 && first === start && last === end - 1 && sizeBytes === asked.sizeBytes;
}

/**
 * Refuses to be sent from `url` to another host: only the server that was added is trusted with logins, and for its music.
 * @throws {OriginError} when `answer` sends there.
 */
export function stayAtHost(answer: HttpAnswer, url: URL): void {
  const elsewhere = answer.leadsElsewhere(url);
  if (elsewhere === null) return;
  answer.drop();
  throw sentElsewhere(url, elsewhere);
}

/** Says who sends where, and what to do. */
export function sentElsewhere(from: URL, to: URL): OriginError {
  return new OriginError(
    `${from.origin} sends to ${to.origin}, which isn't followed: where you trust that one, add it by that address instead`,
    { isFinal: true },
  );
}

/** What an answer that gives nothing means. */
export function refusalOf(answer: HttpAnswer, isLoggedIn: boolean): OriginError {
  answer.drop();
  const { status } = answer;
  if (status === 200) return new OriginError('the origin does not answer range requests', { isFinal: true });
  if (status === 404) return new OriginError('the origin no longer has it', { isFinal: true });
  if (status === 401)
    return new OriginError(isLoggedIn ? 'the origin refuses the login' : 'the origin asks for a login', {
      isFinal: true,
      isLoginRefused: true,
    });
  if (status === 403) return new OriginError('the origin refuses access', { isFinal: true });
  if (status === 429)
    return new OriginError('the origin has had too many wrong logins and waits a little', { isFinal: false });
  if (status === 206 || status === 410 || status === 416)
    return new OriginError('the file has changed at the origin', { isFinal: true });
  return new OriginError(`the origin answers with HTTP status ${status}`, { isFinal: false });
}
