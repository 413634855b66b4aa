// What the server counts, as Prometheus reads it (text format 0.0.4): requests by route and status, logins, connections, bytes.
import type { Socket } from 'node:net';
import type { SwarmServiceCounts } from './swarm/swarmService';

/** What is counted of a request once its answer has gone. */
export interface AnsweredRequest {
  /** The pattern of its route, or a method of Subsonic's: from a list that ends, never what a client wrote. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** What is told beside what was counted. */
export interface Facts {
  readonly tracks: number;
  readonly isScanning: boolean;
  /** Null where there is no swarm. */
  readonly swarm: SwarmServiceCounts | null;
}

interface RouteCount {
  count: number;
  seconds: number;
}

/** Counts. */
export class Metrics {
  readonly #requests = new Map<string, RouteCount>();
  readonly #connections = new Set<Socket>();
  #refusedLogins = 0;
  #sentBytes = 0;

  /** Counts a connection while it lasts. */
  watchConnection(socket: Socket): void {
    this.#connections.add(socket);
    socket.once('close', () => {
      this.#connections.delete(socket);
      this.#sentBytes += socket.bytesWritten;
    });
  }

  /** Counts a request. */
  countRequest({ route, status, seconds }: AnsweredRequest): void {
    const key = `route="${route}",status="${status}"`;
    const known = this.#requests.get(key) ?? { count: 0, seconds: 0 };
    this.#requests.set(key, { count: known.count + 1, seconds: known.seconds + seconds });
  }

  /** Counts a login that wasn't let in. */
  countRefusedLogin(): void {
    this.#refusedLogins += 1;
  }

  /** Everything as text. */
  render({ tracks, isScanning, swarm }: Facts): string {
    const open = [...this.#connections].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
    const { rss, heapUsed } = process.memoryUsage();
    return [
      family(
        'starling_requests_total',
        'counter',
        this.#byRoute(({ count }) => count),
      ),
      family(
        'starling_request_seconds_total',
        'counter',
        this.#byRoute(({ seconds }) => seconds),
      ),
      family('starling_refused_logins_total', 'counter', [['', this.#refusedLogins]]),
      family('starling_sent_bytes_total', 'counter', [['', this.#sentBytes + open]]),
      family('starling_connections', 'gauge', [['', this.#connections.size]]),
      family('starling_tracks', 'gauge', [['', tracks]]),
      family('starling_scanning', 'gauge', [['', isScanning ? 1 : 0]]),
      ...(swarm === null ? [] : swarmFamilies(swarm)),
      family('process_resident_memory_bytes', 'gauge', [['', rss]]),
      family('nodejs_heap_used_bytes', 'gauge', [['', heapUsed]]),
      family('process_uptime_seconds', 'gauge', [['', process.uptime()]]),
    ].join('');
  }

  #byRoute(valueOf: (count: RouteCount) => number): Sample[] {
    return Array.from(this.#requests, ([labels, count]) => [`{${labels}}`, valueOf(count)]);
  }
}

function swarmFamilies(swarm: SwarmServiceCounts): readonly string[] {
  const { connected, members, contents, places, queries, refused, invitations, refusedInvitations } = swarm;
  return [
    family('starling_swarm_connected_peers', 'gauge', [['', connected]]),
    family('starling_swarm_members', 'gauge', [['', members]]),
    family('starling_swarm_contents', 'gauge', [['', contents]]),
    family('starling_swarm_holdings', 'gauge', [['', places]]),
    family('starling_swarm_queries_total', 'counter', [['', queries]]),
    family('starling_swarm_refused_total', 'counter', [['', refused]]),
    family('starling_swarm_invitations_total', 'counter', [['', invitations]]),
    family('starling_swarm_refused_invitations_total', 'counter', [['', refusedInvitations]]),
  ];
}

/** Labels in braces, and a value. */
type Sample = readonly [string, number];

function family(name: string, type: 'counter' | 'gauge', samples: readonly Sample[]): string {
  return `# TYPE ${name} ${type}\n${samples.map(([labels, value]) => `${name}${labels} ${value}\n`).join('')}`;
}
