// Lets go of connections over WebRTC that are over. libp2p's transport keeps each for as long as there is a node: it waits for an event
// `close` of the native connection, which has none (js-libp2p #3567). Here that event is made when the connection ends.
import type { MultiaddrConnection } from '@libp2p/interface';

/** A connection of any transport is about to be used. One over WebRTC is let go of when it ends. */
export function letGoAtItsEnd(connection: MultiaddrConnection): void {
  const native: unknown = (connection as { readonly peerConnection?: unknown }).peerConnection;
  if (!(native instanceof EventTarget)) return;
  // Whoever has just been connected may be let go of before the transport begins to wait.
  const tell = (): void => void setImmediate(() => native.dispatchEvent(new Event('close')));
  connection.addEventListener('close', tell, { once: true });
}
