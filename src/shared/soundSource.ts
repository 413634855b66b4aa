/** Where bytes of a play come from: what the cache holds, the origin over the network, or a folder on this machine. */
export type SoundSource = 'cache' | 'origin' | 'folder';
