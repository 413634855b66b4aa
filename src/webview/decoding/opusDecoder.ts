// Opus where this VS Code can't decode it: libopus as wasm (opus-decoder). Its wasm needs 'wasm-unsafe-eval' in the page's
// policy; without it `ready` never settles, so the wait has an end.
import { OpusDecoder } from 'opus-decoder';
import { WASM_READY_MS } from '../limits';
import { missingCodec } from '../unplayable';
import { BadPacketError, type OnPlanes, type PacketDecoder } from './packetDecoder';
import type { Planes } from './planes';

/** The bytes of an OpusHead before its mapping table, and what a table for one or two channels would say. */
const MAPPING = { familyAt: 18, streamsAt: 19, coupledAt: 20, tableAt: 21 };

/** Makes a wasm decoder for the stream whose `OpusHead` this is. */
export async function openOpusDecoder(head: Uint8Array, onPlanes: OnPlanes): Promise<PacketDecoder> {
  const decoder = new OpusDecoder({ ...streamsOf(head), preSkip: 0 });
  await readyInTime(decoder.ready);
  let index = 0;
  return {
    decode: (bytes) => {
      const { channelData, errors } = decoder.decodeFrame(bytes);
      const error = errors[0];
      if (error !== undefined) return Promise.reject(new BadPacketError(error.message));
      // They are views of its wasm memory, never of a shared one.
      onPlanes(channelData as Planes, index++);
      return Promise.resolve();
    },
    flush: () => Promise.resolve(),
    close: () => {
      decoder.free();
    },
  };
}

/** How many streams lie in each packet, by RFC 7845, 5.1.1. */
function streamsOf(head: Uint8Array): {
  channels: number;
  streamCount: number;
  coupledStreamCount: number;
  channelMappingTable: number[];
} {
  const channels = head[9] ?? 2;
  if ((head[MAPPING.familyAt] ?? 0) === 0) {
    const coupledStreamCount = channels === 2 ? 1 : 0;
    return {
      channels,
      streamCount: 1,
      coupledStreamCount,
      channelMappingTable: channels === 2 ? [0, 1] : [0],
    };
  }
  return {
    channels,
    streamCount: head[MAPPING.streamsAt] ?? 1,
    coupledStreamCount: head[MAPPING.coupledAt] ?? 0,
    channelMappingTable: [...head.subarray(MAPPING.tableAt, MAPPING.tableAt + channels)],
  };
}

async function readyInTime(ready: Promise<void>): Promise<void> {
  let timer = 0;
  const late = new Promise<never>((_, reject) => {
    timer = self.setTimeout(() => {
      reject(missingCodec('opus'));
    }, WASM_READY_MS);
  });
  await Promise.race([ready, late]).finally(() => {
    self.clearTimeout(timer);
  });
}
