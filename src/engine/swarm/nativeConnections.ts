// The native connections of WebRTC, made so that nothing of them stays. One that ends before its first channel has opened (a try that was
// given up) would be kept by that channel, which nobody closes, until the process ends.
import type { DataChannel, PeerConnection } from 'node-datachannel';
import type * as nativeModule from 'node-datachannel';

type Native = typeof nativeModule;

/** The class of connections that close their channels when they are closed; `native` is loaded late. */
export function connectionClass(native: Native): Native['PeerConnection'] {
  return class extends native.PeerConnection {
    readonly #channels = new Set<DataChannel>();

    override createDataChannel(...about: Parameters<PeerConnection['createDataChannel']>): DataChannel {
      const channel = super.createDataChannel(...about);
      this.#channels.add(channel);
      return channel;
    }

    override close(): void {
      super.close();
      for (const channel of this.#channels) channel.close();
      this.#channels.clear();
    }
  };
}
