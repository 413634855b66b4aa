import assert from 'node:assert/strict';
import type { ByteRange } from '../../src/shared/track';
import { BlockBuffer } from '../../src/webview/blockBuffer';
import { ByteWindow } from '../../src/webview/byteWindow';

const KIB = 1024;
const MIB = 1024 * KIB;
const SIZE_BYTES = 10 * MIB;

interface World {
  readonly buffer: BlockBuffer;
  readonly window: ByteWindow;
  /** What was sent, in KiB. */
  readonly sent: string[];
  arrive(start: number, end: number): void;
}

function world(aheadBytes = 2 * MIB): World {
  const sent: string[] = [];
  const kib = ({ start, end }: ByteRange): string => `${start / KIB}-${end / KIB}`;
  const buffer = new BlockBuffer({
    sizeBytes: SIZE_BYTES,
    keepBytes: SIZE_BYTES,
    keepHeadBytes: 0,
    onDropped: () => undefined,
    signal: new AbortController().signal,
    onRead: () => window.update(),
  });
  const window = new ByteWindow({
    buffer,
    firstBytes: 64 * KIB,
    aheadBytes,
    send: (range) => sent.push(kib(range)),
  });
  const arrive = (start: number, end: number): void => {
    buffer.add(start, new Uint8Array(end - start));
    window.update();
  };
  return { buffer, window, sent, arrive };
}

describe('The byte window', () => {
  it('says nothing while the first window brings what is needed', () => {
    const { buffer, sent, arrive } = world();
    void buffer.read(0, 4 * KIB);
    arrive(0, 16 * KIB);
    void buffer.read(16 * KIB, 64 * KIB);
    arrive(16 * KIB, 64 * KIB);
    assert.deepEqual(sent, []);
  });

  it('speaks up at once for a reader that waits beyond the first window before there is a block', () => {
    const { buffer, sent, arrive } = world();
    arrive(0, 64 * KIB);
    void buffer.read(60 * KIB, 65 * KIB);
    assert.deepEqual(sent, ['60-128']);
  });

  it('lets a reader wait until sound flows once there is a block to begin with', () => {
    const { buffer, window, sent, arrive } = world();
    arrive(0, 64 * KIB);
    window.hold();
    void buffer.read(64 * KIB, 65 * KIB);
    assert.deepEqual(sent, []);
    window.soundFlows();
    assert.deepEqual(sent, ['64-320']);
  });

  it('moves to a reader elsewhere and back', () => {
    const { buffer, sent, arrive } = world();
    arrive(0, 64 * KIB);
    void buffer.read(9 * MIB, 9 * MIB + 8);
    assert.deepEqual(sent, [`${9 * KIB}-${9 * KIB + 64}`]);
    arrive(9 * MIB, 9 * MIB + 64 * KIB);
    void buffer.read(64 * KIB, 80 * KIB);
    assert.deepEqual(sent.slice(1), ['64-128']);
  });

  it('asks for a long read in pieces of 256 KiB at most', () => {
    const { buffer, sent, arrive } = world();
    void buffer.read(0, 1 * MIB);
    assert.deepEqual(sent, ['0-256']);
    for (let start = 0; start < 128; start += 16) arrive(start * KIB, (start + 16) * KIB);
    assert.deepEqual(sent, ['0-256', '0-336']);
  });

  it('keeps 256 KiB on their way while sound flows, in steps, until enough is ahead', () => {
    const { buffer, window, sent, arrive } = world(512 * KIB);
    arrive(0, 64 * KIB);
    buffer.take(0, 16 * KIB);
    window.soundFlows();
    assert.deepEqual(sent, ['0-320']);
    for (let start = 64; start < 512; start += 16) arrive(start * KIB, (start + 16) * KIB);
    assert.deepEqual(sent, ['0-320', '0-384', '0-448', '0-512']);
    buffer.take(16 * KIB, 32 * KIB);
    assert.equal(sent.length, 4);
    buffer.take(96 * KIB, 112 * KIB);
    assert.deepEqual(sent.at(-1), '96-608');
  });

  it('ends with a block, as what comes are blocks, and grows in steps', () => {
    const { buffer, window, sent, arrive } = world(140 * KIB);
    arrive(0, 64 * KIB);
    window.soundFlows();
    assert.deepEqual(sent, ['0-144']);
    arrive(64 * KIB, 144 * KIB);
    for (let at = 0; at < 52; at += 4) buffer.take(at * KIB, (at + 4) * KIB);
    assert.deepEqual(sent, ['0-144']);
    buffer.take(56 * KIB, 60 * KIB);
    assert.deepEqual(sent, ['0-144', '56-208']);
  });

  it('begins where the reader is, so that what is let go of behind it does not come again', () => {
    const { buffer, window, sent, arrive } = world(512 * KIB);
    arrive(0, 64 * KIB);
    window.soundFlows();
    for (let start = 64; start < 512; start += 16) {
      arrive(start * KIB, (start + 16) * KIB);
      buffer.take((start - 32) * KIB, (start - 16) * KIB);
    }
    assert.deepEqual(sent.at(-1), '448-768');
  });

  it('asks for the rest of the file however little it is', () => {
    const { buffer, window, sent, arrive } = world();
    window.soundFlows();
    arrive(0, SIZE_BYTES - 4 * KIB);
    buffer.take(SIZE_BYTES - 8 * KIB, SIZE_BYTES - 4 * KIB);
    assert.deepEqual(sent.at(-1), `${SIZE_BYTES / KIB - 4}-${SIZE_BYTES / KIB}`);
  });
});
