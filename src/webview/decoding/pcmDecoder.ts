import type { OnPlanes, PacketDecoder } from './packetDecoder';
import { unpackPcm } from './pcm';

/** How plain numbers are laid out. */
export interface PcmLayout {
  readonly codec: string;
  readonly channels: number;
}

/** Unpacks plain numbers. */
export class PcmDecoder implements PacketDecoder {
  readonly #layout: PcmLayout;
  readonly #onPlanes: OnPlanes;
  #index = 0;

  constructor(layout: PcmLayout, onPlanes: OnPlanes) {
    this.#layout = layout;
    this.#onPlanes = onPlanes;
  }

  decode(bytes: Uint8Array): Promise<void> {
    this.#onPlanes(unpackPcm(bytes, this.#layout), this.#index++);
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    // Nothing is held.
  }
}
