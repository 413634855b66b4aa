// ID3v2 tags in front of a file (pictures and all) are passed over.
import { ID3_HEADER_BYTES, id3SizeBytes } from '../../shared/id3';
import { bytesAt, type Scan } from './scan';

/** Where the file goes on behind the ID3v2 tags that lie at `offset`, if there are any. */
export function* skipId3(offset: number): Scan<number> {
  let end = offset;
  for (let sizeBytes = -1; sizeBytes !== 0; end += sizeBytes)
    sizeBytes = id3SizeBytes(yield* bytesAt(end, ID3_HEADER_BYTES));
  return end;
}
