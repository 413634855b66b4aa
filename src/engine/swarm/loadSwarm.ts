// Loads what peers need, when they are needed: libp2p is a bundle of its own (dist/engine/swarm.cjs), so that an engine without
// peers doesn't even read it.
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import writeFileAtomic from 'write-file-atomic';
import type * as bundleModule from './bundle';
import type { Identity } from './identity';
import type { LoadedSwarm, Ways } from './membershipParts';

type Bundle = typeof bundleModule;

/** All of them, and on all addresses, since the listener has said yes to peers before anything is loaded. */
const ALL_WAYS: Ways = { listen: ['/ip4/0.0.0.0/tcp/0', '/ip6/::/tcp/0'], webRtc: {}, isOnLan: true };

let loading: Promise<Bundle> | null = null;

/**
 * Loads libp2p, and the identity of this installation; `identityFile`: where that is kept, 0600.
 * @throws when the bundle or the file can't be read.
 */
export async function loadSwarm(identityFile: string, ways: Ways = ALL_WAYS): Promise<LoadedSwarm> {
  const file = fileURLToPath(new URL('swarm.cjs', import.meta.url));
  loading ??= (import(pathToFileURL(file).href) as Promise<{ default: Bundle }>).then(
    (bundle) => bundle.default,
  );
  const bundle = await loading.catch((error: unknown) => {
    loading = null;
    throw error;
  });
  const identity = await identityIn(identityFile, bundle);
  return { ...ways, identity, start: bundle.startSwarm };
}

/** The identity that is kept; a new one where there is none, or the file is damaged: nothing is lost but a name. */
async function identityIn(file: string, bundle: Bundle): Promise<Identity> {
  try {
    return bundle.decodeIdentity(await readFile(file));
  } catch {
    const identity = await bundle.newIdentity();
    await writeFileAtomic(file, Buffer.from(bundle.encodeIdentity(identity)), { mode: 0o600 });
    return identity;
  }
}
