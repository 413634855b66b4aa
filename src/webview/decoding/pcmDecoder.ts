import type { PacketDecoder } from './packetDecoder';
import { unpackPcm } from './pcm';
import type { Planes } from './planes';

/** How plain numbers are laid out. */
export interface PcmLayout {
  readonly codec: string;
  readonly channels: number;
}

/** Unpacks plain numbers. */
export class PcmDecoder implements PacketDecoder {
  readonly #layout: PcmLayout;
  readonly #onPlanes: (planes: Planes) => void;

  constructor(layout: PcmLayout, onPlanes: (planes: Planes) => void) {
    this.#layout = layout;
    this.#onPlanes = onPlanes;
  }

  decode(bytes: Uint8Array): Promise<void> {
    this.#onPlanes(unpackPcm(bytes, this.#layout));
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    // Nothing is held.
  }
}
