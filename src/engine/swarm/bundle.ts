// What is in the bundle that is loaded when peers are used (see `loadSwarm.ts`).
export { decodeIdentity, encodeIdentity, newIdentity } from './identity';
export { startSwarm } from './startSwarm';
