/** Where bytes of a play come from: what the cache holds, the origin over the network, peers, or a folder on this machine. */
export type SoundSource = 'cache' | 'origin' | 'peers' | 'folder';
