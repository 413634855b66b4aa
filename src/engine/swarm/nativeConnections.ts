// The native connections of WebRTC, made so that nothing of them stays. One that ends before its first channel has opened (a try that was
// given up) would be kept by that channel, which nobody closes, and one whose channel the other side closed before this thread heard of it
// by that. Both keep the process from ending too, by a thread-safe function that Node names nowhere.
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

    override onDataChannel(listener: (channel: DataChannel) => void): void {
      super.onDataChannel((channel) => {
        if (isStillOpen(channel)) listener(channel);
      });
    }

    override close(): void {
      super.close();
      for (const channel of this.#channels) channel.close();
      this.#channels.clear();
    }
  };
}

/**
 * Whether a channel that the other side has opened is still open. If so, its listener will hear of its end; if not, nobody does, and
 * it goes with the next collection of garbage, as nothing holds it.
 */
function isStillOpen(channel: DataChannel): boolean {
  const end = new ChannelEnd();
  // What ends from here on is told. To ask first would leave out what ends in between; so would listening anew later.
  channel.onClosed(end.tell);
  Object.defineProperty(channel, 'onClosed', { value: end.hear });
  return channel.isOpen();
}

/** The end of a channel, and who listens for it. Knows nothing of the channel: what is native holds this as long as that. */
class ChannelEnd {
  #listener: () => void = () => undefined;

  readonly tell = (): void => {
    this.#listener();
  };

  readonly hear = (listener: () => void): void => {
    this.#listener = listener;
  };
}
