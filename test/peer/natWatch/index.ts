// Looks at an origin from within its network namespace: says `known` when it knows its tracks by content, then `provided` when its
// tracker names somebody who has the first. `index.cjs URL`, the API key in the environment.
import { HttpOrigin } from '../../../src/engine/origin/httpOrigin';
import { watchTracker } from '../../support/trackerWatch';

const [, , url = ''] = process.argv;
const login = { kind: 'apiKey', apiKey: process.env['STARLING_API_KEY'] ?? '' } as const;

async function main(): Promise<void> {
  const origin = new HttpOrigin(url);
  origin.logIn(login);
  let contentId: string | null = null;
  while (contentId === null) {
    const [first] = await origin.catalogue(AbortSignal.timeout(10_000)).catch(() => []);
    contentId = first?.contentId ?? null;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  origin.close();
  process.stdout.write('known\n');
  const watch = await watchTracker(url, login);
  await watch.providers(contentId, 1);
  process.stdout.write('provided\n');
  await watch.close();
}

void main();
