// A member that only looks: who has a track, as the tracker of an origin in another process tells it.
import { HttpOrigin } from '../../src/engine/origin/httpOrigin';
import { newIdentity } from '../../src/engine/swarm/identity';
import { startSwarm } from '../../src/engine/swarm/startSwarm';
import type { Login } from '../../src/shared/login';
import { realClock } from './realClock';

/** Somebody who asks the tracker. */
export interface TrackerWatch {
  /** Resolves as soon as the tracker names so many providers of a content. */
  providers(contentId: string, count: number): Promise<void>;
  close(): Promise<void>;
}

/** Joins the swarm of an origin, to look. */
export async function watchTracker(url: string, login: Login | null = null): Promise<TrackerWatch> {
  const identity = await newIdentity();
  const origin = new HttpOrigin(url);
  origin.logIn(login);
  const invitation = await origin.invite(identity.peerId, AbortSignal.timeout(10_000));
  if (invitation === null) throw new Error('The origin invites nobody.');
  const { peers, tracker } = await startSwarm({
    ...{ clock: realClock, random: Math.random, identity, invitation },
    ...{ listen: [], webRtc: null, isOnLan: false },
    blocks: { read: () => Promise.resolve(null) },
    blockCountOf: () => undefined,
    onSent: () => undefined,
    onTrouble: () => undefined,
    info: () => undefined,
  });
  const providers = async (contentId: string, count: number): Promise<void> => {
    for (;;) {
      // It may have been asked too often, or not be there yet.
      const [found] = await tracker.find([contentId]).catch(() => []);
      if ((found?.providers.length ?? 0) >= count) return;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  };
  const close = async (): Promise<void> => {
    tracker.close();
    origin.close();
    await peers.stop();
  };
  return { providers, close };
}
